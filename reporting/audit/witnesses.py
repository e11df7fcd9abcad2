"""Who cosigned: the auditors of the roster, found among the signature lines of a note."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reporting.accesslog.cosigners import cosigners
from reporting.roster import Person, Roster
from reporting.signednote import Note


class Cosigned(StrEnum):
    """What an auditor's own lines under a note say."""

    YES = "yes"
    NO = "no"
    FALSE = "false"


@dataclass(frozen=True)
class Cosigner:
    """An auditor and whether they cosigned; `at` is when, by their own clock, in UTC."""

    name: str
    cosigned: Cosigned
    at: datetime | None = None


def every_auditor(note: Note, roster: Roster) -> list[Cosigner]:
    """Every auditor of the roster, in its order, and whether they cosigned.

    Raises MalformedCheckpoint, EmptyLog, MalformedKey.
    """
    lines = {found.person: found.when for found in cosigners(note, roster.auditors)}
    return [_cosigner(person, lines) for person in roster.auditors]


def _cosigner(person: Person, lines: Mapping[Person, datetime | None]) -> Cosigner:
    if person not in lines:
        return Cosigner(person.name, Cosigned.NO)
    when = lines[person]
    return Cosigner(person.name, Cosigned.YES if when else Cosigned.FALSE, when)
