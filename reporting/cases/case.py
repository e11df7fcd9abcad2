"""A case as a frozen value: what its readers' work has made of it, in dates, statuses and fingerprints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reporting.cases.dates import Standing
from reporting.cases.models import CaseRow
from reporting.cases.statuses import Status


@dataclass(frozen=True, kw_only=True)
class Case(Standing):
    """One case as one of its readers may know it. `readers` are fingerprints, none when not asked for.

    `heard` is the number of the reporter's last message that the desk knows of; `heard_on`, from `Standing`, is there
    while one of them waits for the readers.
    """

    case_id: str
    report_id: str
    readers: tuple[str, ...] = ()
    concluded_on: date | None = None
    proposal: int | None = None
    proposed_by: str | None = None
    first_proposed_by: str | None = None
    agreed_on: date | None = None
    told_on: date | None = None
    erase_on: date | None = None
    held_from: Status | None = None
    successor: str | None = None
    heard: int = 0

    @property
    def takes_two(self) -> bool:
        """Whether a decision takes two: there is another reader, or somebody is about to take a place."""
        return len(self.readers) > 1 or self.successor is not None

    @property
    def looked_at_again(self) -> bool:
        """Whether it is reconsidered, and nothing is decided anew: who proposed first does not propose again.

        Wherever the case stands meanwhile: a wait, a hold, or a proposal taken back makes it nobody else's.
        """
        return self.first_proposed_by is not None


WORKING = (
    *("replied_on", "wait_until", "confirm_by", "proposal", "proposed_by", "first_proposed_by", "agreed_on"),
    *("told_on", "erase_on", "heard", "heard_on"),
)
"""Columns that readers and reporter change, beside the status; the same names in a row and in its frozen value."""


def as_case(found: CaseRow, readers: Sequence[str] = ()) -> Case:
    """The frozen value of a row."""
    return Case(
        status=Status(found.status),
        received_on=found.received_on,
        status_on=found.status_on,
        acknowledged_on=found.acknowledged_on,
        urgent=found.urgent,
        case_id=found.case_id,
        report_id=found.report_id,
        readers=tuple(readers),
        withdrawn_on=found.withdrawn_on,
        concluded_on=found.concluded_on,
        held_from=Status(found.held_from) if found.held_from else None,
        successor=found.successor,
        **{name: getattr(found, name) for name in WORKING},
    )


def told_days(case: Case) -> tuple[date | None, date | None]:
    """Until when the reporter is waited for, and when it is erased, as far as it is so now: a hold puts both off."""
    waits, ends = case.status is Status.WAITING, case.status is Status.CONCLUDED
    return case.wait_until if waits else None, case.erase_on if ends else None
