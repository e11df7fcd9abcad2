"""Taking a checkpoint back that auditors have cosigned: their lines go under the same checkpoint in the log's store.

    with store.write() as session:
        take_back(session, key, roster.auditors, untrusted_note, clock.now())

Only lines of the roster's auditors are taken, each one verified, so that nobody can fill a note with strangers' lines.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.cosigners import Cosigner, cosigners, merged, witness_name
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.witness import TOLERANCE
from reporting.errors import Refused
from reporting.roster import Person
from reporting.signednote import Note, NoteError, VerifierKey


class NotTaken(Refused):
    """A cosigned checkpoint cannot be taken into the log's store."""


class NoSuchCheckpoint(NotTaken):
    """The log has signed no daily checkpoint of this size."""


class TwoCheckpoints(NotTaken):
    """The log's key has signed two different checkpoints of one size."""


class StoredSpoilt(NotTaken):
    """The checkpoint in the store is not what the log and the auditors signed."""


class NobodysCosignature(NotTaken):
    """No auditor of the roster has cosigned this checkpoint."""


class WrongCosignature(NotTaken):
    """A line under the name and key of an auditor does not fit."""


class CosignedInTheFuture(NotTaken):
    """A cosignature's time has not come yet."""


def take_back(
    session: Session, key: VerifierKey, auditors: Sequence[Person], untrusted_note: bytes, now: datetime
) -> list[Cosigner]:
    """Those who cosigned what was brought, once their lines are in the store; raises NotTaken and what is wrong.

    In a writing session. Taking the same note again changes nothing. Raises NoteError, CheckpointError.
    """
    checkpoint = Checkpoint.open(untrusted_note, key)
    brought = Note.parse(untrusted_note)
    row = session.get(LogCheckpoint, checkpoint.size)
    if row is None:
        raise NoSuchCheckpoint(_no_such(session, checkpoint.size))
    stored = _stored(row, key, auditors)
    if stored.text != brought.text:
        raise TwoCheckpoints(
            f"The log has signed two different checkpoints of {checkpoint.size:,} entries. Keep the one that was "
            "brought as evidence, and tell both reviewers and every auditor."
        )
    found = _good(brought, auditors, now)
    note = merged(stored, brought, auditors)
    if note != stored:
        row.note = bytes(note)
    return found


def _stored(row: LogCheckpoint, key: VerifierKey, auditors: Sequence[Person]) -> Note:
    try:
        checkpoint, note = Checkpoint.open(row.note, key), Note.parse(row.note)
        sound = checkpoint.size == row.size and all(when for _, when in cosigners(note, auditors))
    except (NoteError, CheckpointError):
        sound = False
    if not sound:
        raise StoredSpoilt(
            f"The store's checkpoint of {row.size:,} entries is not what was signed. Put the store back from a backup, "
            "and tell both reviewers and every auditor."
        )
    return note


def _good(brought: Note, auditors: Sequence[Person], now: datetime) -> list[Cosigner]:
    """The auditors who cosigned, each line good and of a time that has come."""
    found = cosigners(brought, auditors)
    if not found:
        origin = Checkpoint.parse(brought.text).origin
        names = ", ".join(witness_name(origin, person.handle) for person in auditors)
        raise NobodysCosignature(
            f"No auditor of the roster has cosigned this checkpoint: expected {names or 'an auditor in the roster'}. "
            "Let one run: reporting log cosign"
        )
    for person, when in found:
        if when is None:
            raise WrongCosignature(
                f"The cosignature of {person.name} does not fit this checkpoint: it was altered, or forged. "
                f"Keep the file, and ask {person.name} for the checkpoint they kept."
            )
        if when > now + TOLERANCE:
            raise CosignedInTheFuture(
                f"{person.name} cosigned on {when:%Y-%m-%d %H:%M} UTC, which has not come yet. Set this machine's "
                "clock right, or let them set theirs."
            )
    return found


def _no_such(session: Session, size: int) -> str:
    newest = session.scalar(select(func.max(LogCheckpoint.size)))
    there = f"the newest is of {newest:,} entries" if newest else "there is none yet"
    return (
        f"The log has no daily checkpoint of {size:,} entries; {there}. "
        "Hand a daily one to the auditors, and bring that one back."
    )
