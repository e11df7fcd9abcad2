"""`reporting log …`: the access log handed over as files, and the check that needs nobody's word."""

from pathlib import Path

import click

from reporting import config
from reporting.accesslog import Tag
from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.days import Days
from reporting.accesslog.export import export as export_log
from reporting.accesslog.folder import Folder
from reporting.accesslog.meanings import what_then
from reporting.accesslog.restores import BROKEN_OFF, declaration
from reporting.accesslog.tiles import CHECKPOINT, TileError
from reporting.accesslog.verify import LogRefused
from reporting.accesslog.witness import examine
from reporting.cli.cosign import cosign
from reporting.cli.cosigned import cosigned
from reporting.cli.groups import Group
from reporting.cli.logfiles import Bar, folder_argument, log_key_option, log_verifier
from reporting.cli.logkey import signing
from reporting.cli.rotate import rotate
from reporting.cli.unlocking import read_file
from reporting.cli.workshop import house
from reporting.clock import SystemClock
from reporting.errors import Refused
from reporting.signednote import MAX_NOTE, NoteError
from reporting.worker import close_day, declare_restore


class LogNotVerified(Refused):
    """The exported log is not what it should be."""


@click.group(cls=Group)
def log() -> None:
    """The access log: hand it over, and check what was handed over."""


for command in (cosign, cosigned, rotate):
    log.add_command(command)


@log.command()
@folder_argument
def export(folder: Path) -> None:
    """Write the whole log into DIR as signed files that anybody can check; this too is entered in the log."""
    settings = config.load().worker()
    signs, files = signing(settings), Folder(folder)
    before = files.held(signs.opened)
    with house(settings) as opened:
        with opened.desk.write() as session:
            opened.log(session).append(Tag.LOG_EXPORT)
        # The day is closed early, so that the files hold all there is up to now, in a size that counts nothing.
        note = close_day(opened, signs)
        with opened.desk.read() as session, Bar("Writing") as bar:
            shown = export_log(session, note, files.write, before, bar.at)
    click.echo(
        f"{shown.size:,} entries are in {folder}. Check them elsewhere, with keys/log.pub that came another way:"
    )
    click.echo(f"    reporting log verify {folder.name} --key log.pub --checkpoint KEPT")


@log.command()
def restored() -> None:
    """Declare that a backup was put back, so that the log may go on; auditors see the entry."""
    settings = config.load().worker()
    with house(settings) as opened:
        lost = declare_restore(opened, signing(settings))
    click.echo(f"Declared: the {lost.size:,} entries that were signed for last are not all in this log any more.")
    click.echo("Tell the auditors why, before they ask: their next check is refused and names this entry.")


@log.command()
@folder_argument
@log_key_option
@click.option("--checkpoint", "kept_file", type=click.Path(path_type=Path), help="A checkpoint you kept from before.")
def verify(folder: Path, key_file: Path, kept_file: Path | None) -> None:
    """Check that the log in DIR is whole, signed, and begins with the checkpoint you kept."""
    key = log_verifier(key_file)
    kept = read_file(kept_file, limit=MAX_NOTE) if kept_file else None
    evidence = f"{folder} and {kept_file}" if kept_file else str(folder)
    try:
        days = Days(SystemClock().today())
        with Bar("Checking") as bar:
            found = examine(Folder(folder).read, key, kept, bar.at, days.look)
    except (LogRefused, TileError, CheckpointError, NoteError) as error:
        why = str(error)
        if kept is not None and isinstance(error, BROKEN_OFF):
            why += declaration(Folder(folder).read, key, kept)
        raise LogNotVerified(
            f"{folder} is refused ({type(error).__name__}): {why.rstrip('.')}. {what_then(error, evidence)}"
        ) from None
    click.echo(f"{found.checkpoint.size:,} entries, whole and signed by {found.checkpoint.origin}.")
    for line in days.told():
        click.echo(line)
    if found.kept:
        click.echo(f"They begin with the {found.kept.size:,} of the checkpoint you kept: nothing in it was changed.")
        click.echo(f"Keep {folder / CHECKPOINT} from now on, where the operator cannot reach it.")
    else:
        click.echo("Nothing is said about the past: no kept checkpoint was given.")
        click.echo(f"Keep {folder / CHECKPOINT} where the operator cannot reach it, and name it next time.")
