"""Pages of an inbox: complete, in order, and cut from an index however many cases there are."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

import pytest
from sqlalchemy import Connection, Engine, event, insert, select

from reporting import migrations
from reporting.cases import Case, Status
from reporting.cases.ids import new_case_id
from reporting.cases.listing import PAGE, Listing, Sort
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.cases.turns import Whose, place, turns_in
from reporting.db import DeskBase, Store

DAY = date(2026, 11, 1)
MANY = 10_000


def fill(store: Store, readers: tuple[str, ...], count: int, *, seed: int = 7) -> None:
    """Cases in every status, many of them with the same dates."""
    dice = random.Random(seed)
    rows, rights = [], []
    for case_id in {new_case_id() for _ in range(count)}:
        status = dice.choice(list(Status))
        on = DAY + timedelta(days=dice.randrange(20))
        turn = dice.choice(turns_in(status))
        due_on = on + timedelta(days=7) if turn is not Whose.NOBODY else None
        rows.append(
            {"case_id": case_id, "report_id": f"{dice.getrandbits(128):032x}", "received_on": on, "urgent": False}
            | {"status": status, "status_on": on}
        )
        right = {"case_id": case_id, "status": status, "received_on": on, "due_on": due_on, "turn": turn}
        rights += [{"fingerprint": one, **right} for one in readers]
    with store.write() as session:
        session.execute(insert(CaseRow), rows)
        session.execute(insert(CaseReaderRow), rights)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path_factory.mktemp('listing')}/desk/desk.db"
    migrations.upgrade(url, "desk")
    opened = Store.open(url, DeskBase)
    fill(opened, ("ada", "ben"), MANY)
    fill(opened, ("ben", "ines"), 130, seed=8)
    fill(opened, ("noor",), 2_500, seed=9)
    yield opened
    opened.close()


def everything(store: Store, reader: str, sort: Sort) -> list[Case]:
    found: list[Case] = []
    with store.read() as session:
        for number in range(1, 201):
            page = Listing(session, reader).page(Status, sort, number)
            found += page.cases
            if not page.more:
                break
    return found


@pytest.mark.parametrize("sort", Sort)
def test_pages_show_every_case_once_in_order(store: Store, sort: Sort) -> None:
    found = everything(store, "ines", sort)
    assert len(found) == len({case.case_id for case in found}) == 130
    with store.read() as session:
        rows = session.execute(select(CaseReaderRow).where(CaseReaderRow.fingerprint == "ines")).scalars()
        row = {one.case_id: one for one in rows}
    groups = [place(case.status, Whose(row[case.case_id].turn)) for case in found]
    assert groups == sorted(groups)
    for group in set(groups):
        days = [
            case.received_on
            for case, its in zip(found, groups, strict=True)
            if its is group and row[case.case_id].due_on
        ]
        # Due dates follow the days of arrival here.
        assert days == sorted(days, reverse=sort is Sort.NEWEST)


def test_each_sees_their_own(store: Store) -> None:
    mine = {case.case_id for case in everything(store, "ines", Sort.DUE)}
    with store.read() as session:
        assert not mine & {case.case_id for case in Listing(session, "ada").page(Status, Sort.DUE, 1).cases}
        assert Listing(session, "mallory").page(Status, Sort.DUE, 1).cases == []


def test_a_filter_shows_its_statuses_only(store: Store) -> None:
    with store.read() as session:
        page = Listing(session, "ada").page([Status.WAITING, Status.HELD], Sort.NEWEST, 1)
        assert {case.status for case in page.cases} <= {Status.WAITING, Status.HELD}
        assert len(page.cases) == PAGE and page.more
        assert Listing(session, "ada").page([], Sort.DUE, 1).cases == ()
        assert Listing(session, "ada").page(Status, Sort.DUE, 201).cases == ()


def test_days_that_have_something_due(store: Store) -> None:
    with store.read() as session:
        rows = select(CaseReaderRow.due_on).where(CaseReaderRow.fingerprint == "ines")
        due = set(session.scalars(rows)) - {None}
        shown = Listing(session, "ines").due_days(DAY, 40)
    assert shown == [DAY + timedelta(days=after) in due for after in range(40)]
    assert True in shown and False in shown


def test_the_soonest_come_first(store: Store) -> None:
    with store.read() as session:
        soonest = Listing(session, "ada").soonest(13)
    assert len(soonest) == 13
    assert {case.received_on for case in soonest} == {DAY}
    assert [case.case_id for case in soonest] == sorted(case.case_id for case in soonest)


@pytest.mark.parametrize("last", [DAY + timedelta(days=7), DAY + timedelta(days=16)])
def test_what_is_due_by_a_day_and_whose_turn_it_is_can_be_asked_for_together(store: Store, last: date) -> None:
    rows = select(CaseReaderRow).where(CaseReaderRow.fingerprint == "ines", CaseReaderRow.due_on <= last)
    with store.read() as session:
        due = {row.case_id: row.turn for row in session.scalars(rows)}
        listing, found = Listing(session, "ines"), []
        for number in range(1, 4):
            found += listing.page(Status, Sort.DUE, number, due_by=last).cases
        for whose in Whose:
            page = listing.page(Status, Sort.DUE, 1, turns=[whose], due_by=last)
            assert {case.case_id for case in page.cases} == {one for one, turn in due.items() if turn == whose}
    assert len(found) == len(due) and {case.case_id for case in found} == set(due)


def _plans(store: Store) -> list[str]:
    """What SQLite says it does for everything that an inbox asks."""
    plans: list[str] = []
    busy = False

    def explain(
        connection: Connection, _cursor: object, statement: str, given: tuple[object, ...], *_rest: object
    ) -> None:
        nonlocal busy
        if not busy and statement.startswith("SELECT"):
            busy = True
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            plans.extend(row[3] for row in rows)
            busy = False

    event.listen(Engine, "before_cursor_execute", explain)
    try:
        with store.read() as session:
            listing = Listing(session, "ada")
            for sort in Sort:
                listing.page(Status, sort, 1)
                listing.page(Status, sort, 1, turns=[Whose.ME])
            listing.page(Status, Sort.DUE, 1, due_by=DAY)
            listing.due_days(DAY, 14)
            listing.soonest(13)
    finally:
        event.remove(Engine, "before_cursor_execute", explain)
    return plans


def test_nothing_is_scanned_but_what_an_index_has_cut(store: Store) -> None:
    plans = _plans(store)
    tables = [line for line in plans if "case_reader" in line or "desk_case" in line]
    assert len(tables) > 40
    assert all(line.startswith("SEARCH") for line in tables), [line for line in tables if not line.startswith("SEARCH")]
    cuts = ("(fingerprint=? AND status=? AND turn=?", "(fingerprint=? AND due_on=?)", "case_reader_due (fingerprint=?")
    assert all(any(cut in line for cut in cuts) for line in tables if "case_reader" in line), tables
    assert any("turn=? AND due_on<?" in line for line in tables)


def test_a_page_reads_no_more_rows_when_there_are_more(store: Store) -> None:
    """Counted in steps of SQLite's machine, which no busy neighbour can slow down."""
    counts = []
    for reader in ("noor", "ada"):  # 2,500 cases, so that each status and turn has a page of them, and 10,000
        with store.read() as session:
            driver = session.connection().connection.driver_connection
            assert driver is not None
            ticks = 0

            def tick() -> int:
                nonlocal ticks
                ticks += 1
                return 0

            driver.set_progress_handler(tick, 100)
            Listing(session, reader).page(Status, Sort.DUE, 1)
            Listing(session, reader).due_days(DAY, 14)
            driver.set_progress_handler(None, 0)
            counts.append(ticks)
    few, many = counts
    assert many < few * 1.5, counts


def test_the_fixture_is_what_it_says(store: Store) -> None:
    with store.read() as session:
        listing = Listing(session, "ada")
        assert sum(len(listing.page(Status, Sort.DUE, number).cases) for number in islice((1, 100, 200), 3)) == 150
        assert not listing.page(Status, Sort.DUE, 200).more
