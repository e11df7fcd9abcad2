"""What an auditor's witness does: check a log against what was kept, then say so under its checkpoint, or refuse.

    >>> seen = examine(read, key, kept=b"<last week's checkpoint>")
    >>> note = cosigned(seen, "olu", olus_key, clock.now())

Pure: who calls keeps the note before handing it out (c2sp.org/tlog-witness), since a cosignature that is out while an
older checkpoint is kept would let the log be forked between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError, OtherLog
from reporting.accesslog.cosignatures import NotCosigned, WitnessKey, cosign, cosigned_at, is_by
from reporting.accesslog.cosigners import witness_name
from reporting.accesslog.declared import Declared
from reporting.accesslog.tiles import CHECKPOINT
from reporting.accesslog.verify import Look, Progress, Read, verify
from reporting.signednote import MAX_NOTE, NoKnownSignature, Note, NoteError, Signer, VerifierKey, WrongSignature

TOLERANCE = timedelta(minutes=5)
"""How far two right clocks may lie apart."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class KeptUnusable(CheckpointError):
    """What was kept is no longer what the log signed."""


class KeptOfOtherLog(CheckpointError):
    """What was kept is of another log."""


class KeyChanged(CheckpointError):
    """A checkpoint of this log is signed by another key than the one that is trusted."""


class ForgedCosignature(CheckpointError):
    """A line under the witness's own name and key was not made by it."""


class ClockWentBack(CheckpointError):
    """The clock stands before the witness's last cosignature."""


class OtherName(CheckpointError):
    """The witness's key has cosigned under another name."""


class PastForgotten(CheckpointError):
    """The witness has cosigned this very log, yet nothing was kept."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A log that holds: its checkpoint with all lines under it, what was kept, and what the entries since declare."""

    note: Note
    checkpoint: Checkpoint
    kept_note: Note | None
    kept: Checkpoint | None
    declared: Declared


def examine(
    read: Read,
    key: VerifierKey,
    kept: bytes | None,
    progress: Progress = lambda done, size: None,
    look: Look = lambda start, entries: None,
) -> Examined:
    """Verify the whole log against what was kept; raises LogRefused, TileError, CheckpointError or NoteError."""
    untrusted_note = read(CHECKPOINT, MAX_NOTE)
    known = _open_kept(kept, key) if kept is not None else None
    _open(untrusted_note, key)
    declared = Declared(known.size if known else 0)

    def read_once(name: str, limit: int) -> bytes:
        # What is cosigned must be what was checked, also when the file is swapped in between.
        return untrusted_note if name == CHECKPOINT else read(name, limit)

    def look_twice(start: int, entries: Sequence[bytes]) -> None:
        declared.look(start, entries)
        look(start, entries)

    found = verify(read_once, key, kept, progress, look_twice)
    kept_note = Note.parse(kept) if kept is not None else None
    return Examined(Note.parse(untrusted_note), found.checkpoint, kept_note, found.kept, declared)


def cosigned(seen: Examined, handle: str, signer: Signer, now: datetime) -> Note:
    """The log's checkpoint with this witness's line as its last, never earlier than its last one.

    Raises ForgedCosignature, OtherName, PastForgotten, ClockWentBack, and MalformedNote when no line has room.
    """
    witness = WitnessKey.of(witness_name(seen.checkpoint.origin, handle), signer.verify_key)
    if seen.kept_note:
        _refuse_other_name(seen.kept_note, witness)
    times = [_cosigned_at(note, witness) for note in (seen.kept_note, seen.note) if note]
    if seen.kept_note is None and times != [_BEGINNING]:
        raise PastForgotten(f"expected the checkpoint that {witness.name} cosigned on {times[0]:%Y-%m-%d}, got none")
    last = max(times)
    if now + TOLERANCE < last:
        raise ClockWentBack(f"expected a time from {_minute(last)} on, got {_minute(now)}")
    line = cosign(seen.note.text, witness.name, signer, max(now, last))
    others = tuple(each for each in seen.note.signatures if not is_by(each, witness))
    return Note.parse(bytes(Note(seen.note.text, (*others, line))))


def _open_kept(untrusted_note: bytes, key: VerifierKey) -> Checkpoint:
    try:
        return _open(untrusted_note, key)
    except KeyChanged as error:
        raise KeyChanged(f"in what you kept, {error}") from None
    except OtherLog as error:
        raise KeptOfOtherLog(str(error)) from None
    except (CheckpointError, NoteError) as error:
        raise KeptUnusable(str(error)) from None


def _open(untrusted_note: bytes, key: VerifierKey) -> Checkpoint:
    """As Checkpoint.open, and tells another log, another key of the same log and no signature apart."""
    try:
        return Checkpoint.open(untrusted_note, key)
    except NoKnownSignature:
        note = Note.parse(untrusted_note)
        origin = note.text.partition("\n")[0]
        others = sorted({line.key_id.hex() for line in note.signatures if line.name == key.name})
        if origin != key.name:
            raise OtherLog(f"expected the log {key.name}, got {origin[:80]!a}") from None
        if others:
            raise KeyChanged(f"expected the key {key.key_id.hex()}, got {' and '.join(others)}") from None
        raise NoKnownSignature(f"expected a signature of {key.name}, got none") from None


def _cosigned_at(note: Note, witness: WitnessKey) -> datetime:
    """When the witness last cosigned, or the beginning of time; raises ForgedCosignature."""
    try:
        return cosigned_at(note, witness)
    except NotCosigned:
        return _BEGINNING
    except WrongSignature:
        raise ForgedCosignature(f"expected a cosignature that {witness.name} made, got a forged one") from None


def _refuse_other_name(note: Note, witness: WitnessKey) -> None:
    """A key under two names would be two witnesses, each with a clock of its own."""
    for line in note.signatures:
        if line.name != witness.name and line.key_id == WitnessKey.of(line.name, witness.raw).key_id:
            raise OtherName(f"expected {line.name} as last time, got {witness.name}")


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
