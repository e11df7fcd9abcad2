"""The inbox of one reader: what arrived is taken, then one page is read; nothing in it hints at what others have."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from reporting.cases import Case, Stage, Status, Turn
from reporting.cases.dates import due, pressing
from reporting.cases.listing import LAST_PAGE, Listing, Sort
from reporting.cases.statuses import stage, turn
from reporting.review.house import House
from reporting.review.paging import page_number
from reporting.review.reseal import is_waiting
from reporting.review.set_aside import Aside, set_aside
from reporting.review.take import take
from reporting.review.view import Row, other_reader, whose_turn
from reporting.review.waiting import COUNTED, waiting
from reporting.roster import Person, Roster

STRIP_DAYS = 14
STATUSES: Mapping[str, Collection[Status]] = {"all": tuple(Status)} | {one: (one,) for one in Status}
TURNS: Mapping[str, Collection[Turn]] = {"all": tuple(Turn)} | {one: (one,) for one in Turn}
TITLES: Mapping[Stage, tuple[str, str]] = {
    Stage.NEW: ("New", "not acknowledged yet"),
    Stage.UNDER_WAY: ("Under way", ""),
    Stage.AT_REST: ("At rest", ""),
}


@dataclass(frozen=True)
class Asked:
    """What the inbox is asked for: which statuses, whose turn, in which order, which page."""

    status: str = "all"
    turn: str = "all"
    sort: Sort = Sort.DUE
    page: int = 1

    @classmethod
    def parse(cls, untrusted: Mapping[str, str]) -> Self:
        """From a query; whatever is not known is as if it had not been asked."""
        status, turn, sort, page = (untrusted.get(key, "") for key in ("status", "turn", "sort", "page"))
        return cls(
            status=status if status in STATUSES else cls.status,
            turn=turn if turn in TURNS else cls.turn,
            sort=Sort(sort) if sort in tuple(Sort) else cls.sort,
            page=page_number(page, LAST_PAGE),
        )

    @property
    def statuses(self) -> frozenset[Status]:
        """The statuses that match; whose turn it is follows from the status."""
        return frozenset(one for one in STATUSES[self.status] if turn(one) in TURNS[self.turn])


@dataclass(frozen=True)
class Group:
    """Rows under one title."""

    title: str
    hint: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Day:
    """A day of the strip, and whether anything is due on it."""

    date: date
    due: bool


@dataclass(frozen=True)
class Inbox:
    """One page of the inbox."""

    groups: Sequence[Group]
    filters: Asked
    number: int
    pages_more: bool
    strip: Sequence[Day]
    waiting: str
    aside: Sequence[Aside]
    resealing: bool


def inbox(reader: Person, asked: Asked, roster: Roster, house: House) -> Inbox:
    """Take what waits for this reader and show one page; raises StoreUnavailable."""
    take(reader.fingerprint, house)
    today = house.clock.today()
    me = reader.fingerprint
    with house.desk.read() as session:
        listing = Listing(session, me)
        page = listing.page(asked.statuses, asked.sort, asked.page)
        ids = [case.case_id for case in page.cases]
        readers, openers = house.cases(session).readers(ids), house.log(session).openers(ids)
        days = listing.due_days(today, STRIP_DAYS)
        soonest = listing.soonest(COUNTED + 1)
    rows = [_row(case, reader, other_reader(readers[case.case_id], me, roster), openers, house) for case in page.cases]
    return Inbox(
        groups=_groups(rows),
        filters=asked,
        number=asked.page,
        pages_more=page.more,
        strip=[Day(today + timedelta(days=after), is_due) for after, is_due in enumerate(days)],
        waiting=_waiting(soonest, house),
        aside=set_aside(me, house),
        resealing=is_waiting(me, roster, house),
    )


def _groups(rows: Sequence[Row]) -> list[Group]:
    by_stage = [(one, [row for row in rows if stage(row.status) is one]) for one in Stage]
    return [Group(*TITLES[one], rows=found) for one, found in by_stage if found]


def _waiting(soonest: Sequence[Case], house: House) -> str:
    today = house.clock.today()
    calling = [
        (case, upcoming.on)
        for case in soonest
        if (upcoming := due(case, house.clocks)) and pressing(upcoming.on, today)
    ]
    urgent = sum(case.urgent and case.status is Status.RECEIVED for case, _ in calling)
    return waiting([on for _, on in calling], urgent=urgent, today=today)


def _row(case: Case, reader: Person, other: str, openers: Mapping[str, frozenset[str]], house: House) -> Row:
    upcoming = due(case, house.clocks)
    due_on = upcoming.on if upcoming else None
    today = house.clock.today()
    opened = openers.get(case.case_id, frozenset())
    return Row(
        case_id=case.case_id,
        received_on=case.received_on,
        status=case.status,
        due_on=due_on,
        due_what=upcoming.what if upcoming else "",
        due_in_days=(due_on - today).days if due_on else None,
        pressing=pressing(due_on, today),
        urgent=case.urgent,
        turn=whose_turn(turn(case.status), other),
        opened_by_me=reader.fingerprint in opened,
        opened_by_other=bool(opened - {reader.fingerprint}),
        other=other,
        withdrawn_on=None if case.status is Status.ERASED else case.withdrawn_on,
    )
