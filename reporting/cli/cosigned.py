"""`reporting log cosigned`: the operator brings a checkpoint back that an auditor has cosigned."""

from contextlib import closing
from pathlib import Path

import click

from reporting import config, roster
from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.handed_back import take_back
from reporting.cli.logfiles import log_verifier
from reporting.cli.unlocking import read_file
from reporting.clock import SystemClock
from reporting.db import DeskBase, Store
from reporting.errors import Refused
from reporting.signednote import MAX_NOTE, NoteError


class NotACheckpoint(Refused):
    """This file is no checkpoint that the log has signed."""


class NoRoster(Refused):
    """No roster is in force, so there is nobody whose cosignature counts."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def cosigned(file: Path) -> None:
    """Take the cosigned checkpoint in FILE into the instance, so that auditors and reviewers see who cosigned."""
    loaded = config.load()
    known = roster.load(loaded.keys)
    if known is None:
        raise NoRoster("No roster is in force, so nobody's cosignature counts yet. See: reporting key list")
    key, untrusted_note = log_verifier(loaded.keys / "log.pub"), read_file(file, limit=MAX_NOTE)
    try:
        with closing(Store.open(loaded.worker().desk_url, DeskBase)) as store, store.write() as session:
            found = take_back(session, key, known.auditors, untrusted_note, SystemClock().now())
    except (NoteError, CheckpointError) as error:
        raise NotACheckpoint(f"{file} is no checkpoint of this log: {error}. Bring the one an auditor wrote.") from None
    for person, when in found:
        click.echo(f"Cosigned by {person.name} on {when:%Y-%m-%d}. It is kept under the log's checkpoint.")
