"""Which auditors have cosigned a checkpoint, and the lines of several of them under one.

    >>> cosigners(note, roster.auditors)
    [Cosigner(person=Person(handle='olu', ...), when=datetime.datetime(2026, 11, 23, 14, 5, 37, tzinfo=UTC))]

An auditor's witness name is that of the log with their handle in the place of its last part: the log
`larkfield.example/log` is cosigned by `larkfield.example/olu`. So one name says which log, and who in its roster.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.cosignatures import NotCosigned, WitnessKey, latest, time_of
from reporting.roster import Person
from reporting.signednote import Note, WrongSignature


class Cosigner(NamedTuple):
    """An auditor whose line a checkpoint bears: when it was made, in UTC, or None for a line that does not fit."""

    person: Person
    when: datetime | None


def witness_name(origin: str, handle: str) -> str:
    """`larkfield.example/log` and `olu` give `larkfield.example/olu`."""
    return f"{origin.rpartition('/')[0] or origin}/{handle}"


def witness_key(origin: str, person: Person) -> WitnessKey:
    """The key with which this person cosigns that log; raises MalformedKey for a name that is far too long."""
    return WitnessKey.of(witness_name(origin, person.handle), person.verifier.raw)


def cosigners(note: Note, auditors: Sequence[Person]) -> list[Cosigner]:
    """Those of the auditors who cosigned, in their order; strangers' lines are passed over.

    A line under an auditor's name and key that does not fit is no stranger's: it is told, with no time.
    Raises MalformedCheckpoint, EmptyLog, MalformedKey.
    """
    origin, found = Checkpoint.parse(note.text).origin, []
    for person in auditors:
        try:
            found.append(Cosigner(person, time_of(latest(note, witness_key(origin, person)))))
        except WrongSignature:
            found.append(Cosigner(person, None))
        except NotCosigned:
            continue
    return found


def merged(note: Note, brought: Note, auditors: Sequence[Person]) -> Note:
    """`note` with each auditor's latest line of `brought`: in the place of their older one, or as the last.

    The texts must be one, and every line of an auditor good. Raises WrongSignature, MalformedCheckpoint, EmptyLog.
    """
    origin, lines = Checkpoint.parse(note.text).origin, list(note.signatures)
    for person in auditors:
        witness = witness_key(origin, person)
        try:
            line = latest(Note(note.text, brought.signatures), witness)
        except NotCosigned:
            continue
        try:
            known = latest(note, witness)
        except NotCosigned:
            lines.append(line)
            continue
        if time_of(known) < time_of(line):
            lines[lines.index(known)] = line
    return Note(note.text, tuple(lines))
