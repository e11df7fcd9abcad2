"""Files and passphrases that somebody hands to a command; a key is opened on their own machine and nowhere else."""

import warnings
from getpass import GetPassWarning
from pathlib import Path

import click

from reporting.errors import Refused
from reporting.sealing import SealingError, armor, dearmor, inspect, is_armored
from reporting.sealing.keyfiles import PrivateKey, unlock

passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Take the passphrase from the first line of this file instead of asking for it.",
)
key_option = click.option(
    "--key",
    "key_file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    help="Your private key file, or the text of its recovery sheet.",
)


class CannotRead(Refused):
    """A file that was named cannot be read."""


class CannotUnlock(Refused):
    """A key file does not open."""


class NoTerminal(Refused):
    """There is nobody to ask for a passphrase, or no way to ask unseen."""


def read_file(file: Path, *, limit: int | None = None) -> bytes:
    """A file's bytes; raises CannotRead, also when there are more than `limit`."""
    try:
        with file.open("rb") as opened:
            content = opened.read() if limit is None else opened.read(limit + 1)
    except OSError as error:
        raise CannotRead(f"{file} cannot be read ({error.strerror}). Check its name and permissions.") from None
    if limit is not None and len(content) > limit:
        raise CannotRead(f"{file} is far too large for what it should be. Check its name.")
    return content


def passphrase_in(file: Path) -> str:
    """The first line of a file, as it stands; raises CannotRead."""
    try:
        lines = read_file(file, limit=4096).decode().splitlines()
    except UnicodeDecodeError:
        raise CannotRead(f"{file} is not UTF-8 text. Write the passphrase on its first line.") from None
    if not lines or not lines[0]:
        raise CannotRead(f"{file} has no passphrase on its first line. Write it there.")
    return lines[0]


def locked_text(key_file: Path) -> str:
    """The armored text of a key file that a passphrase protects; raises CannotUnlock for any other."""
    untrusted_file = read_file(key_file, limit=64 * 1024)
    if b"AGE-SECRET-KEY-" in untrusted_file:
        raise CannotUnlock(f"{key_file} has no passphrase: whoever finds it has the key. Lock it: age -p -a")
    try:
        sealed = dearmor(untrusted_file) if is_armored(untrusted_file) else untrusted_file
        stanzas = inspect(sealed)
    except SealingError as error:
        raise CannotUnlock(f"{key_file} is no locked key file ({error}). Name the file that `key new` wrote.") from None
    if stanzas != ["scrypt"]:
        raise CannotUnlock(f"{key_file} is sealed to somebody, not locked with a passphrase. Name your key file.")
    return armor(sealed).decode()


def unlocked(key_file: Path, passphrase_file: Path | None) -> PrivateKey:
    """The key in a file; asks for the passphrase, unseen, unless a file holds it or none is needed.

    Raises CannotRead, CannotUnlock, NoTerminal.
    """
    untrusted_file = read_file(key_file, limit=64 * 1024)
    if passphrase_file is not None:
        passphrase = passphrase_in(passphrase_file)
    elif b"AGE-SECRET-KEY-" in untrusted_file:
        passphrase = ""
    else:
        passphrase = _asked_for(key_file)
    try:
        return unlock(untrusted_file, passphrase)
    except SealingError as error:
        raise CannotUnlock(f"{key_file}: {error}. Check the file and the passphrase.") from None


def _asked_for(key_file: Path) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("error", GetPassWarning)  # else it would be shown as it is typed
        try:
            return str(click.prompt(f"Passphrase of {key_file.name}", hide_input=True, err=True))
        except GetPassWarning:
            raise NoTerminal(
                f"There is no terminal to type the passphrase of {key_file.name} in. "
                "Run this in one, or with --passphrase-file where the command takes it."
            ) from None
