"""`reporting log …`: the access log handed over as files, and the check that needs nobody's word."""

from pathlib import Path

import click

from reporting import config
from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.checkpoints import Checkpoint, LogKey
from reporting.accesslog.export import export as export_log
from reporting.accesslog.folder import Folder
from reporting.accesslog.tiles import CHECKPOINT
from reporting.accesslog.verify import verify as verify_log
from reporting.cli.unlocking import read_file
from reporting.clock import SystemClock
from reporting.db import DeskBase, Store
from reporting.errors import Refused, ReportingError
from reporting.signednote import MAX_NOTE, VerifierKey

LONG = 100_000
"""Entries from which on a walk is shown as it goes."""
MAX_KEY = 4096


class OtherKey(Refused):
    """The log's secret key and keys/log.pub are not halves of one key."""


class LogNotVerified(Refused):
    """The exported log is not what it should be."""


@click.group()
def log() -> None:
    """The access log: hand it over, and check what was handed over."""


@log.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
def export(folder: Path) -> None:
    """Write the whole log into DIR as signed files that anybody can check; this too is entered in the log."""
    loaded = config.load()
    key = _log_key(loaded)
    files = Folder(folder)
    before = Checkpoint.open(files.read(CHECKPOINT, MAX_NOTE), key.verifier) if (folder / CHECKPOINT).exists() else None
    store = Store.open(loaded.worker().desk_url, DeskBase)
    with store.write() as session:
        AccessLog(session, SystemClock()).append(Tag.LOG_EXPORT)
    with store.read() as session, _Bar("Writing") as bar:
        shown = export_log(session, key, files.write, before, bar.at)
    store.close()
    click.echo(f"{shown.size:,} entries are in {folder}. Check them elsewhere with: reporting log verify")


@log.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--key", "key_file", required=True, type=click.Path(path_type=Path), help="The log's key, keys/log.pub.")
@click.option("--checkpoint", "kept_file", type=click.Path(path_type=Path), help="A checkpoint you kept from before.")
def verify(folder: Path, key_file: Path, kept_file: Path | None) -> None:
    """Check that the log in DIR is whole, signed, and begins with the checkpoint you kept."""
    key = _verifier(key_file)
    kept = read_file(kept_file, limit=MAX_NOTE) if kept_file else None
    try:
        with _Bar("Checking") as bar:
            found = verify_log(Folder(folder).read, key, kept, bar.at)
    except ReportingError as error:
        raise LogNotVerified(f"{folder} is refused ({type(error).__name__}): {error or type(error).__doc__}") from None
    click.echo(f"{found.checkpoint.size:,} entries, whole and signed by {found.checkpoint.origin}.")
    if found.kept:
        click.echo(f"They begin with the {found.kept.size:,} of the checkpoint you kept: nothing in it was changed.")
        click.echo(f"Keep {folder / CHECKPOINT} from now on, where the operator cannot reach it.")
    else:
        click.echo("Nothing is said about the past: no kept checkpoint was given.")
        click.echo(f"Keep {folder / CHECKPOINT} where the operator cannot reach it, and name it next time.")


def _verifier(file: Path) -> VerifierKey:
    """The key in keys/log.pub; raises CannotRead, MalformedKey."""
    return VerifierKey.parse(read_file(file, limit=MAX_KEY).decode(errors="replace").removesuffix("\n"))


def _log_key(loaded: config.Loaded) -> LogKey:
    """The instance's log key under the name in keys/log.pub; raises OtherKey when the two are not one pair."""
    public = _verifier(loaded.keys / "log.pub")
    key = LogKey(public.name, config.secret(loaded.instance / "secrets" / "log-key"))
    if key.verifier != public:
        raise OtherKey("instance/secrets/log-key is not the private half of keys/log.pub. Put the right one back.")
    return key


class _Bar:
    """Progress on stderr, for long logs only."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._told = 0

    def __enter__(self) -> "_Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._told:
            click.echo(err=True)

    def at(self, done: int, size: int) -> None:
        """Ten steps from beginning to end."""
        if size >= LONG and done * 10 // size > self._told:
            self._told = done * 10 // size
            click.echo(f"\r{self._verb} … {done:,} of {size:,}", nl=False, err=True)
