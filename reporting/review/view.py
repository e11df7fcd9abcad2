"""What pages of the desk are told about a case: values only, dates as dates, people by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reporting.cases import Status, Whose, Why
from reporting.cases.dates import Deadline
from reporting.roster import Person, Roster

FORMER = "a former reader"


@dataclass(frozen=True)
class Row:
    """One case in the inbox; its headline is opened in the browser."""

    case_id: str
    received_on: date
    status: Status
    due_on: date | None
    due_what: str
    due_in_days: int | None
    pressing: bool
    urgent: bool
    turn: str
    heard_on: date | None
    opened_by_me: bool
    opened_by_other: bool
    other: str
    withdrawn_on: date | None


@dataclass(frozen=True)
class CaseView:
    """One case on its page; the report itself is opened in the browser."""

    case_id: str
    received_on: date
    status: Status
    path: Sequence[tuple[Status, str]]
    readers: Sequence[Person]
    opened_by_me: bool
    opened_by_other: bool
    other: str
    acknowledged_on: date | None
    clocks: Sequence[Deadline]
    turn: Whose
    why: Why
    heard_on: date | None
    moves: Sequence[Status]
    withdrawn_on: date | None
    may_erase: bool
    gone: Sequence[str]
    successor: str
    today: date
    tomorrow: date
    latest: date
    proposal: int | None
    proposed_by_me: bool
    may_take_back: bool
    agreed_on: date | None
    confirm_by: date | None
    told_on: date | None
    wait_until: date | None
    erase_on: date | None
    feedback_by: date | None
    erase_after_hold: date | None
    """Of a held case: what its reporter was promised all the same, and when it is erased once the hold has ended."""


def given_name(person: Person) -> str:
    """How two people who work together speak of each other."""
    return person.name.split()[0]


def other_reader(readers: Sequence[str], me: str, roster: Roster) -> str:
    """The given name of the other reader; empty when there is none but me."""
    others = [fingerprint for fingerprint in readers if fingerprint != me]
    if not others:
        return ""
    person = roster.by_fingerprint(others[0])
    return given_name(person) if person else FORMER


def whose_turn(whose: Whose, other: str) -> str:
    """In words, as seen by the reader who asks."""
    words = {
        Whose.ME: "you",
        Whose.OTHER: other,
        Whose.EITHER: f"you or {other}",
        Whose.REPORTER: "the reporter",
        Whose.NOBODY: "nobody",
    }
    return words[whose]
