"""The inbox of one reader: what arrived is taken, then one page is read; nothing in it hints at what others have."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Self

from reporting.cases import Case, Stage, Status, Whose
from reporting.cases.dates import SHOWN_DAYS_BEFORE, due, pressing
from reporting.cases.listing import LAST_PAGE, Listing, Page, Sort
from reporting.cases.turns import place, turn_of
from reporting.review.house import House
from reporting.review.paging import page_number
from reporting.review.reseal import is_waiting
from reporting.review.set_aside import Aside, set_aside
from reporting.review.take import take
from reporting.review.view import Row, other_reader, whose_turn
from reporting.review.waiting import COUNTED, Said, said
from reporting.roster import Person, Roster

STRIP_DAYS = 14
STATUSES: Mapping[str, Collection[Status]] = {"all": tuple(Status)} | {one: (one,) for one in Status}
TURNS: Mapping[str, Collection[Whose]] = {"all": tuple(Whose)} | {one: (one,) for one in Whose}
DUE: Mapping[str, int | None] = {"all": None, "late": -1, "soon": SHOWN_DAYS_BEFORE}
"""Days from today until the last one that is asked for."""
TITLES: Mapping[Stage, tuple[str, str]] = {
    Stage.NEW: ("New", "not acknowledged yet"),
    Stage.UNDER_WAY: ("Under way", ""),
    Stage.AT_REST: ("At rest", ""),
}


@dataclass(frozen=True)
class Asked:
    """What the inbox is asked for: which statuses, whose turn, due by when, in which order, which page."""

    status: str = "all"
    turn: str = "all"
    sort: Sort = Sort.DUE
    page: int = 1
    due: str = "all"

    @classmethod
    def parse(cls, untrusted: Mapping[str, str]) -> Self:
        """From a query; whatever is not known is as if it had not been asked.

        What is due by a day is shown due first, whatever else is asked: it is a range of that order alone.
        """
        status, turn, due, sort, page = (untrusted.get(key, "") for key in ("status", "turn", "due", "sort", "page"))
        due = due if due in DUE else cls.due
        return cls(
            status=status if status in STATUSES else cls.status,
            turn=turn if turn in TURNS else cls.turn,
            sort=Sort(sort) if sort in tuple(Sort) and due == cls.due else cls.sort,
            page=page_number(page, LAST_PAGE),
            due=due,
        )

    def listed(self, listing: Listing, today: date) -> Page:
        """The page of a reader's cases that is asked for."""
        days = DUE[self.due]
        due_by = None if days is None else today + timedelta(days=days)
        return listing.page(STATUSES[self.status], self.sort, self.page, turns=TURNS[self.turn], due_by=due_by)


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
    said: Sequence[Said]
    aside: Sequence[Aside]
    resealing: bool

    @property
    def waiting(self) -> str:
        """What is said above the list, in one sentence."""
        return "".join(one.words for one in self.said)


def inbox(reader: Person, asked: Asked, roster: Roster, house: House) -> Inbox:
    """Take what waits for this reader and show one page; raises StoreUnavailable."""
    take(reader.fingerprint, house)
    today = house.clock.today()
    me = reader.fingerprint
    with house.desk.read() as session:
        listing = Listing(session, me)
        page = asked.listed(listing, today)
        ids = [case.case_id for case in page.cases]
        readers, openers = house.cases(session).readers(ids), house.log(session).openers(ids)
        days = listing.due_days(today, STRIP_DAYS)
        soonest = listing.soonest(COUNTED + 1)
    cases = [replace(case, readers=readers[case.case_id]) for case in page.cases]
    return Inbox(
        groups=_groups(cases, me, lambda case: _row(case, me, roster, openers, house)),
        filters=asked,
        number=asked.page,
        pages_more=page.more,
        strip=[Day(today + timedelta(days=after), is_due) for after, is_due in enumerate(days)],
        said=_said(soonest, house),
        aside=set_aside(me, house),
        resealing=is_waiting(me, roster, house),
    )


def _groups(cases: Sequence[Case], me: str, row: Callable[[Case], Row]) -> list[Group]:
    by_stage = {one: [row(case) for case in cases if place(case.status, turn_of(case, me)[0]) is one] for one in Stage}
    return [Group(*TITLES[one], rows=found) for one, found in by_stage.items() if found]


def _said(soonest: Sequence[Case], house: House) -> list[Said]:
    today = house.clock.today()
    calling = [
        (case, upcoming.on)
        for case in soonest
        if (upcoming := due(case, house.clocks)) and pressing(upcoming.on, today)
    ]
    urgent = sum(case.urgent and case.status is Status.RECEIVED for case, _ in calling)
    return said([on for _, on in calling], urgent=urgent, today=today)


def _row(case: Case, me: str, roster: Roster, openers: Mapping[str, frozenset[str]], house: House) -> Row:
    upcoming = due(case, house.clocks)
    due_on = upcoming.on if upcoming else None
    today = house.clock.today()
    opened = openers.get(case.case_id, frozenset())
    other = other_reader(case.readers, me, roster)
    return Row(
        case_id=case.case_id,
        received_on=case.received_on,
        status=case.status,
        due_on=due_on,
        due_what=upcoming.what if upcoming else "",
        due_in_days=(due_on - today).days if due_on else None,
        pressing=pressing(due_on, today),
        urgent=case.urgent,
        turn=whose_turn(turn_of(case, me)[0], other),
        heard_on=case.heard_on,
        opened_by_me=me in opened,
        opened_by_other=bool(opened - {me}),
        other=other,
        withdrawn_on=None if case.status is Status.ERASED else case.withdrawn_on,
    )
