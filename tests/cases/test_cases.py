"""Cases are found through their readers only, made once, and moved by the table."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from reporting.cases import Arrived, Cases, MoveForbidden, NoSuchCase, Status, cases
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.config import Clocks
from reporting.db import DeskBase, Store
from tests.stores import laid

DAY = date(2026, 11, 16)
TODAY = date(2026, 11, 18)


@pytest.fixture
def store(tmp_path: Path, database: str | None) -> Iterator[Store]:
    opened = Store.open(database or laid(tmp_path / "desk" / "desk.db", "desk"), DeskBase)
    yield opened
    opened.close()


def take(store: Store, report_id: str = "ab" * 16, readers: tuple[str, ...] = ("ada", "ines")) -> str:
    with store.write() as session:
        Cases(session, Clocks()).take(Arrived(report_id, DAY, readers, urgent=False))
        found = session.scalar(select(CaseRow.case_id).where(CaseRow.report_id == report_id))
    assert found is not None
    return found


def test_a_deposit_becomes_one_case_however_often_it_is_taken(store: Store) -> None:
    assert take(store) == take(store)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(CaseRow)) == 1
        assert session.scalar(select(func.count()).select_from(CaseReaderRow)) == 2


def test_both_readers_find_it_and_nobody_else(store: Store) -> None:
    case_id = take(store)
    with store.read() as session:
        found = Cases(session, Clocks())
        assert found.of("ada", case_id) == found.of("ines", case_id)
        assert set(found.of("ada", case_id).readers) == {"ada", "ines"}
        for who, what in (("ben", case_id), ("mallory", case_id), ("ada", "0000-0000"), ("", case_id)):
            with pytest.raises(NoSuchCase):
                found.of(who, what)
        assert found.some("ben", [case_id]) == []
        assert [case.case_id for case in found.some("ada", [case_id, "0000-0000"])] == [case_id]


def test_a_taken_id_is_drawn_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["7QK4-M2XR", "7QK4-M2XR", "M9XC-2HWE"])
    monkeypatch.setattr(cases, "new_case_id", lambda: next(drawn))
    assert [take(store, "aa" * 16), take(store, "bb" * 16)] == ["7QK4-M2XR", "M9XC-2HWE"]


def test_a_source_of_ids_that_repeats_itself_is_given_up(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cases, "new_case_id", lambda: "7QK4-M2XR")
    take(store, "aa" * 16)
    with pytest.raises(RuntimeError):
        take(store, "bb" * 16)


def test_a_move_is_seen_by_both_and_waits_to_be_told(store: Store) -> None:
    case_id = take(store)
    with store.write() as session:
        at_work = Cases(session, Clocks())
        moved = at_work.move(at_work.of("ada", case_id), Status.ACKNOWLEDGED, TODAY)
    assert (moved.status, moved.status_on, moved.acknowledged_on) == (Status.ACKNOWLEDGED, TODAY, TODAY)
    with store.write() as session:
        at_work = Cases(session, Clocks())
        assert at_work.of("ines", case_id).status is Status.ACKNOWLEDGED
        rights = session.execute(select(CaseReaderRow.status, CaseReaderRow.due_on)).all()
        assert [tuple(right) for right in rights] == [("acknowledged", date(2026, 11, 25))] * 2
        [telling] = at_work.untold("ines", 9)
        assert (telling.report_id, telling.status, telling.on) == ("ab" * 16, "acknowledged", TODAY)
        assert at_work.untold("ben", 9) == []
        at_work.told([telling])
        assert at_work.untold("ada", 9) == []


def test_what_the_table_forbids_changes_nothing(store: Store) -> None:
    case_id = take(store)
    with pytest.raises(MoveForbidden), store.write() as session:
        at_work = Cases(session, Clocks())
        at_work.move(at_work.of("ada", case_id), Status.CONCLUDED, TODAY)
    with store.read() as session:
        assert Cases(session, Clocks()).of("ada", case_id).status is Status.RECEIVED


def test_the_day_of_acknowledging_stays_through_later_moves(store: Store) -> None:
    case_id = take(store)
    with store.write() as session:
        at_work = Cases(session, Clocks())
        for to, on in ((Status.ACKNOWLEDGED, TODAY), (Status.WAITING, DAY), (Status.ACKNOWLEDGED, DAY)):
            at_work.move(at_work.of("ada", case_id), to, on)
        assert at_work.of("ada", case_id).acknowledged_on == TODAY
        assert [telling.status for telling in at_work.untold("ada", 9)] == ["acknowledged"]
