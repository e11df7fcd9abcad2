"""What the commands of the log share: the log's public key as it is handed over, and progress on long logs."""

from pathlib import Path

import click

from reporting.cli.unlocking import read_file
from reporting.errors import Refused
from reporting.signednote import MalformedKey, VerifierKey

LONG = 100_000
"""Entries from which on a walk is shown as it goes."""
MAX_KEY = 4096

folder_argument = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
log_key_option = click.option(
    "--key", "key_file", required=True, type=click.Path(path_type=Path), help="The log's key, keys/log.pub."
)


class NotTheLogsKey(Refused):
    """What was named as the log's key is none."""


def log_verifier(file: Path) -> VerifierKey:
    """The key in keys/log.pub; raises CannotRead, NotTheLogsKey."""
    try:
        return VerifierKey.parse(read_file(file, limit=MAX_KEY).decode(errors="replace").removesuffix("\n"))
    except MalformedKey:
        raise NotTheLogsKey(f"{file} is not one verifier key line. Name the log's own, or put it back.") from None


class Bar:
    """Progress on stderr, for long logs only."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._told = 0

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._told:
            click.echo(err=True)

    def at(self, done: int, size: int) -> None:
        """Ten steps from beginning to end."""
        if size >= LONG and done * 10 // size > self._told:
            self._told = done * 10 // size
            click.echo(f"\r{self._verb} … {done:,} of {size:,}", nl=False, err=True)
