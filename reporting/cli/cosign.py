"""`reporting log cosign`: what an auditor does every Monday, on a machine that the operator cannot reach."""

from pathlib import Path

import click

from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.cosignatures import WitnessKey, cosigned_at
from reporting.accesslog.cosigners import witness_name
from reporting.accesslog.days import Days
from reporting.accesslog.folder import Folder
from reporting.accesslog.kept import Kept
from reporting.accesslog.meanings import explained
from reporting.accesslog.restores import BROKEN_OFF, declaration
from reporting.accesslog.tiles import CHECKPOINT, TileError
from reporting.accesslog.verify import LogRefused
from reporting.accesslog.witness import Examined, examine
from reporting.accesslog.witness import cosigned as cosigned_by
from reporting.cli.logfiles import Bar, folder_argument, log_key_option, log_verifier
from reporting.cli.unlocking import passphrase_option, unlocked
from reporting.clock import SystemClock
from reporting.errors import Refused
from reporting.roster.files import CannotWrite
from reporting.roster.people import HANDLE
from reporting.signednote import NoteError

FIRST = (
    "There is no past to compare with: nothing was kept in {kept} yet. What was changed until today cannot be seen; "
    "what will be changed from now on can."
)
CONTINUES = "They begin with the {size:,} that you kept: nothing in those was changed, left out, put in or moved."


class CosigningRefused(Refused):
    """The log, or what was kept, is not what it should be, and nothing was cosigned."""


class NotHandedBack(Refused):
    """The cosignature was made and kept, but could not be written beside the log."""


@click.command()
@folder_argument
@log_key_option
@click.option(
    "--as",
    "own_file",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Your own private key file.",
)
@click.option(
    "--kept",
    "kept_file",
    required=True,
    type=click.Path(path_type=Path),
    help="Where you keep the last checkpoint you saw; made the first time.",
)
@click.option("--handle", help="Your short name in the roster; that of your key file if left out.")
@passphrase_option
def cosign(
    folder: Path, key_file: Path, own_file: Path, kept_file: Path, handle: str | None, passphrase_file: Path | None
) -> None:
    """Check the log in DIR against the checkpoint you kept; cosign its checkpoint, and keep that from now on."""
    handle = own_file.name.partition(".")[0] if handle is None else handle
    if not HANDLE.fullmatch(handle):
        raise CosigningRefused(f"{handle!r} is no handle of the roster. Give yours: --handle olu")
    key, kept, files = log_verifier(key_file), Kept.outside(folder, kept_file), Folder(folder)
    before, days = kept.read(), Days(SystemClock().today())
    evidence = str(folder) if before is None else f"{folder} and {kept_file}"
    try:
        with Bar("Checking") as bar:
            seen = examine(files.read, key, before, bar.at, days.look)
        _tell(seen, kept_file)
        for line in days.told():
            click.echo(line)
        own = unlocked(own_file, passphrase_file)
        note = cosigned_by(seen, handle, own, SystemClock().now())
    except BROKEN_OFF as error:
        said = declaration(files.read, key, before) if before is not None else ""
        raise CosigningRefused(explained(type(error)(f"{error}{said}"), evidence)) from None
    except (LogRefused, TileError, CheckpointError, NoteError) as error:
        raise CosigningRefused(explained(error, evidence)) from None
    # Kept first: a cosignature that is out while an older checkpoint is kept would let the log be forked in between.
    kept.replace(before, bytes(note))
    witness = WitnessKey.of(witness_name(seen.checkpoint.origin, handle), own.verify_key)
    at = cosigned_at(note, witness)
    click.echo(f"Cosigned as {witness.name} on {at:%Y-%m-%d} at {at:%H:%M} UTC. Kept in {kept_file}.")
    try:
        files.write(CHECKPOINT, bytes(note))
    except CannotWrite as error:
        raise NotHandedBack(f"{error} Your cosignature is kept: hand a copy of {kept_file} back instead.") from None
    click.echo(f"Hand {folder / CHECKPOINT} back to the operator, who runs: reporting log cosigned FILE")


def _tell(seen: Examined, kept_file: Path) -> None:
    """What holds, before anything is signed."""
    click.echo(f"{seen.checkpoint.size:,} entries, whole and signed by {seen.checkpoint.origin}.")
    click.echo(CONTINUES.format(size=seen.kept.size) if seen.kept else FIRST.format(kept=kept_file))
    for line in seen.declared.told():
        click.echo(line)
