"""Finding entries by person, tag, case and days at once, in pages that cost the same however long the log is.

    search = LogSearch(session)
    leaves = search.older(Wanted(person=ada.fingerprint, since=date(2026, 11, 1)), before=48_210, limit=50)
    entries = search.entries(leaves)

Two indexes give the log's own order within one tag of one person, and within one tag of one person in one case. Such a
range is a strand here. What a search leaves open is walked strand by strand (22 tags, a few people), and the strands
are merged: nothing is looked for among entries that are not wanted, and appending pays for no index more.

Days are looked up in `log_day`, which says where the log goes over to another day. No order of dates is relied on:
what reporters did on a day is entered on the next one, and a clock can be set back.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import product
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, Subquery, bindparam, func, select
from sqlalchemy.orm import Session

from reporting.accesslog.entries import Entry, Tag
from reporting.accesslog.merkle import LARGEST
from reporting.accesslog.models import LogDay, LogEntry

Span = tuple[int, int]
"""The first and the last index of neighbouring entries."""


@dataclass(frozen=True)
class Wanted:
    """What entries must be, all of it at once; `nobody` asks for those of nobody who was signed in."""

    person: str | None = None
    nobody: bool = False
    tag: Tag | None = None
    case: str | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Strand:
    """A range of an index. Without a tag it is the whole log; without a person, what nobody signed in did."""

    tag: str | None = None
    person: str | None = None
    case: str | None = None


class LogSearch:
    """The log as one session finds things in it."""

    def __init__(self, session: Session) -> None:
        self._rows = session.connection()

    def older(self, wanted: Wanted, *, before: int | None = None, limit: int) -> list[int]:
        """Indexes of the newest wanted entries below `before`, newest first."""
        return self._leaves(wanted, (0, LARGEST if before is None else before - 1), limit, newest_first=True)

    def newer(self, wanted: Wanted, *, after: int, limit: int) -> list[int]:
        """Indexes of the oldest wanted entries above `after`, oldest first."""
        return self._leaves(wanted, (after + 1, LARGEST), limit, newest_first=False)

    def entries(self, leaves: Sequence[int]) -> list[Entry]:
        """The entries with these indexes, in this order."""
        found = dict(self._rows.execute(select(LogEntry.leaf, LogEntry.entry).where(LogEntry.leaf.in_(leaves))).all())
        return [Entry(leaf, found[leaf]) for leaf in leaves]

    def people(self, case: str | None = None, tag: Tag | None = None) -> Iterator[str]:
        """Everybody who has an entry, or one of this tag in this case: fingerprints, a look-up each."""
        person = self._rows.scalar(_next_person(in_case=case is not None), {"last": "", "case": case, "tag": tag})
        while person is not None:
            yield person
            person = self._rows.scalar(
                _next_person(in_case=case is not None), {"last": person, "case": case, "tag": tag}
            )

    def per_day(self, tags: Iterable[Tag], since: date, until: date) -> Mapping[tuple[str, Tag], int]:
        """How many entries of each tag people left on each of these days; days as `2026-11-23`.

        The store counts, which costs little even where people did much; what reporters and strangers did in that time
        costs nothing.
        """
        runs = self._runs(since, until)
        if not runs:
            return {}
        days = {"since": since.isoformat(), "until": until.isoformat(), "from_leaf": runs[0][0]}
        found: Counter[tuple[str, Tag]] = Counter()
        for tag, person in product(tags, list(self.people())):
            for day, number in self._rows.execute(_PER_RUN, {**days, "tag": tag, "person": person}):
                found[day, tag] += number
        return +found

    def _leaves(self, wanted: Wanted, within: Span, limit: int, *, newest_first: bool) -> list[int]:
        strands, spans = self._strands(wanted), self._spans(wanted)
        found: list[int] = []
        for first, last in reversed(spans) if newest_first else spans:
            reach, missing = (max(first, within[0]), min(last, within[1])), limit - len(found)
            near = [leaf for each in strands for leaf in self._range(each, reach, missing, newest_first=newest_first)]
            found += sorted(near, reverse=newest_first)[:missing]
            if len(found) == limit:
                break
        return found

    def _range(self, strand: Strand, reach: Span, limit: int, *, newest_first: bool) -> Iterable[int]:
        if reach[0] > reach[1]:
            return ()
        asked = _strand(
            tagged=strand.tag is not None,
            nobody=strand.person is None,
            in_case=strand.case is not None,
            newest_first=newest_first,
        )
        about = {"tag": strand.tag, "person": strand.person, "case": strand.case}
        return self._rows.scalars(asked, {**about, "first": reach[0], "last": reach[1], "limit": limit})

    def _strands(self, wanted: Wanted) -> list[Strand]:
        tags, someone = [wanted.tag] if wanted.tag else list(Tag), wanted.person is not None or wanted.nobody
        if wanted.case is not None:
            return [
                Strand(tag, person, wanted.case)
                for tag in tags
                for person in ([wanted.person] if someone else [None, *self.people(wanted.case, tag)])
            ]
        if not someone and not wanted.tag:
            return [Strand()]
        people = [wanted.person] if someone else [None, *self.people()]
        return [Strand(tag, person) for tag, person in product(tags, people)]

    def _spans(self, wanted: Wanted) -> list[Span]:
        """Where the wanted days lie, as few spans as hold them and nothing else, oldest first."""
        if wanted.since is None and wanted.until is None:
            return [(0, LARGEST)]
        spans: list[Span] = []
        for first, last, _ in self._runs(wanted.since, wanted.until):
            if spans and spans[-1][1] + 1 == first:
                spans[-1] = (spans[-1][0], last)
            else:
                spans.append((first, last))
        return spans

    def _runs(self, since: date | None, until: date | None) -> list[tuple[int, int, str]]:
        """First and last index, and the day, of each run of entries of one day in this time."""
        days = {"since": (since or date.min).isoformat(), "until": (until or date.max).isoformat()}
        return [(first, LARGEST if end is None else end - 1, day) for first, end, day in self._rows.execute(_RUN, days)]


def _every_run() -> Select[Any]:
    return select(LogDay.leaf, func.lead(LogDay.leaf).over(order_by=LogDay.leaf).label("end"), LogDay.day)


def _of_the_days(runs: Subquery) -> ColumnElement[bool]:
    return runs.c.day.between(bindparam("since"), bindparam("until"))


def _run() -> Select[Any]:
    every = _every_run().subquery()
    return select(every).where(_of_the_days(every)).order_by(every.c.leaf)


_RUN = _run()


# Statements are built once: a page may ask a hundred of them, and building costs more than asking. Without statistics
# SQLite would sometimes rather walk the log than one of these indexes, so they are named.
@cache
def _strand(*, tagged: bool, nobody: bool, in_case: bool, newest_first: bool) -> Select[int]:
    order = LogEntry.leaf.desc() if newest_first else LogEntry.leaf.asc()
    asked = select(LogEntry.leaf).order_by(order).limit(_limit())
    asked = asked.where(LogEntry.leaf.between(bindparam("first"), bindparam("last")))
    if not tagged:
        return asked
    asked = asked.where(LogEntry.tag == bindparam("tag"))
    asked = asked.where(LogEntry.person.is_(None) if nobody else LogEntry.person == bindparam("person"))
    return _in_case(asked) if in_case else asked.with_hint(LogEntry, "INDEXED BY log_entry_by_person", "sqlite")


@cache
def _next_person(*, in_case: bool) -> Select[str | None]:
    asked = select(func.min(LogEntry.person)).where(LogEntry.person > bindparam("last"))
    if in_case:
        return _in_case(asked.where(LogEntry.tag == bindparam("tag")))
    return asked.with_hint(LogEntry, "INDEXED BY log_entry_by_person", "sqlite")


def _in_case(asked: Select[Any]) -> Select[Any]:
    in_it = asked.where(LogEntry.case_id == bindparam("case"))
    return in_it.with_hint(LogEntry, "INDEXED BY log_entry_by_case", "sqlite")


def _per_run() -> Select[Any]:
    """The day of each run, and how many entries of one tag of one person are in it: a range of the index each."""
    every = _every_run().where(LogDay.leaf >= bindparam("from_leaf")).subquery()
    last = func.coalesce(every.c.end - 1, LARGEST)
    entries = select(func.count()).where(
        LogEntry.tag == bindparam("tag"),
        LogEntry.person == bindparam("person"),
        LogEntry.leaf.between(every.c.leaf, last),
    )
    entries = entries.with_hint(LogEntry, "INDEXED BY log_entry_by_person", "sqlite")
    return select(every.c.day, entries.correlate(every).scalar_subquery()).where(_of_the_days(every))


_PER_RUN = _per_run()


def _limit() -> BindParameter[int]:
    return bindparam("limit", type_=LogEntry.leaf.type)
