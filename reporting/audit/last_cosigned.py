"""The newest checkpoint that an auditor has cosigned, which is seldom the newest: that one is a day old at most.

What was rewritten since then only a cosigner's own file could tell, so the room says loudly when it is long ago.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.cosigners import cosigners
from reporting.accesslog.stored import StoredCheckpoints
from reporting.roster import Roster
from reporting.signednote import Note, NoteError

MOST_DAYS = 8
"""A week between two cosignatures, and a day for whoever was ill on Monday."""
LOOKED_AT = 400
"""Checkpoints, a year's: one that was cosigned before them says no more than that none was."""


@dataclass(frozen=True)
class LastCosigned:
    """A checkpoint, the names of those who cosigned it, when the last of them did (UTC), and how long ago."""

    size: int
    names: Sequence[str]
    at: datetime
    days: int


@dataclass(frozen=True)
class Cosigning:
    """`last` is None where no checkpoint of a year bears a good line; `late` asks that somebody cosign now."""

    last: LastCosigned | None
    late: bool


def cosigning(session: Session, roster: Roster, today: date) -> Cosigning:
    """What the store's checkpoints bear of the lines of today's auditors."""
    seen: date | None = None
    for size, made_on, note in StoredCheckpoints(session).newest_rows(LOOKED_AT):
        seen = made_on
        found = _lines(note, roster)
        if found:
            at = max(found.values())
            days = (today - at.date()).days
            # A line of days to come is as good as none: whoever made it could make it last for years.
            return Cosigning(LastCosigned(size, list(found), at, days), late=not -1 <= days <= MOST_DAYS)
    return Cosigning(None, late=seen is not None and (today - seen).days > MOST_DAYS)


def _lines(note: bytes, roster: Roster) -> dict[str, datetime]:
    """By name; lines that do not fit are told beside the checkpoint that bears them, and count for nothing here."""
    try:
        return {person.name: when for person, when in cosigners(Note.parse(note), roster.auditors) if when}
    except (NoteError, CheckpointError):
        return {}
