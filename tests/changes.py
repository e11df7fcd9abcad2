"""The roster of a house changed as in earnest: proposed and signed by the commands, while form and desk run.

gets_new_key(house, "ben", "ben-2")      # Ben Okafor again, with another key; Ada signs
leaves(house, "ines")
comes(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
"""

from click.testing import CliRunner

from reporting.cli import main
from reporting.roster import Person, Role
from reporting.signednote import VerifierKey
from tests.house import PASSPHRASE, House, key_of, locked


def runs(house: House, *words: str) -> None:
    """One command, which has to succeed."""
    environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    result = CliRunner(env=environ).invoke(main, words)
    assert result.exit_code == 0, result.output


def _adds(house: House, handle: str, name: str, role: Role) -> None:
    key = key_of(handle)
    person = Person.of(name, "", role, VerifierKey.of(handle, key.verify_key), key.recipient_text)
    file = house.folder / f"{handle}.pub"
    file.write_bytes(person.public_file())
    runs(house, "key", "add", str(file))


def _signs(house: House, handle: str) -> None:
    key_file, passphrase = house.folder / f"{handle}.age", house.folder / f"{handle}.passphrase"
    key_file.write_bytes(locked(handle))
    passphrase.write_text(PASSPHRASE)
    for file in (key_file, passphrase):
        file.chmod(0o600)
    runs(house, "key", "sign", "--key", str(key_file), "--passphrase-file", str(passphrase))


def gets_new_key(house: House, handle: str, new_handle: str, *, signs: str = "ada") -> None:
    """The same person: by the commands the handle is another one, the name is what stays."""
    person = house.person(handle)
    runs(house, "key", "retire", handle)
    _adds(house, new_handle, person.name, person.role)
    _signs(house, signs)


def comes(house: House, handle: str, name: str, role: Role, *, instead_of: str = "", signs: str = "ada") -> None:
    if instead_of:
        runs(house, "key", "retire", instead_of)
    _adds(house, handle, name, role)
    _signs(house, signs)


def leaves(house: House, handle: str, *, signs: str = "ada") -> None:
    runs(house, "key", "retire", handle)
    _signs(house, signs)
