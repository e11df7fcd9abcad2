"""A report that was entered and later dropped is evident: to the worker, in the auditors' room, to the doctor."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import delete, func, select, text, update

from reporting.accesslog import Tag
from reporting.cases.absences import Absence, Absences, What
from reporting.cases.models import CaseRow, ComparisonRow
from reporting.doctor import entered
from reporting.doctor.findings import Asked, Level
from reporting.mailbox.models import Deposit, Part
from reporting.review.erase_case import erase_case
from reporting.review.reseal import hand_out, reseal
from reporting.worker import comparing
from tests.changes import gets_new_key
from tests.house import House, Reader
from tests.review.resealing import answer
from tests.worker.reading import nights_around, tagged

NOT_HERE = "Entered, not erased, and not here"


def cases(house: House) -> list[tuple[str, str]]:
    """Case and report ids."""
    with house.rooms().desk.read() as session:
        return [tuple(row) for row in session.execute(select(CaseRow.case_id, CaseRow.report_id))]


def next_day(house: House) -> None:
    house.clock.advance(timedelta(days=1))
    house.work()


def absent(house: House) -> dict[str, What]:
    with house.rooms().desk.read() as session:
        return {one.case_id: one.what for one in Absences(session).all(50)}


def first_page(house: House) -> str:
    olu = Reader(house.desk().test_client(), "olu")
    assert olu.sign_in().status_code == 200
    return olu.get("/log").text


def told(house: House) -> list[str]:
    """What the doctor finds serious."""
    environ = {"REPORTING_KEYS": str(house.keys)}
    asked = Asked(house.folder / "instance", house.keys, environ=environ, clock=house.clock)
    return [finding.what for finding in entered.look(asked) if finding.level is Level.SERIOUS]


def drop_part(house: House, case_id: str, report_id: str) -> None:
    with house.rooms().mailbox.write() as session:
        session.execute(delete(Part).where(Part.report_id == report_id, Part.name == "report"))


def drop_deposit(house: House, case_id: str, report_id: str) -> None:
    with house.rooms().mailbox.write() as session:
        session.execute(delete(Deposit).where(Deposit.report_id == report_id))


def drop_case(house: House, case_id: str, report_id: str) -> None:
    with house.rooms().desk.write() as session:
        if house.database is None:
            session.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in ("case_reader", "telling", "desk_case"):
            session.execute(text(f"DELETE FROM {table} WHERE case_id = :case_id"), {"case_id": case_id})


def swap(house: House, case_id: str, report_id: str) -> None:
    with house.rooms().mailbox.write() as session:
        session.execute(
            update(Part).where(Part.report_id == report_id, Part.name == "report").values(sealed=b"another report")
        )


Fault = Callable[[House, str, str], None]
FAULTS: list[tuple[Fault, What, str]] = [
    (drop_part, What.REPORT, "its sealed report is gone"),
    (drop_deposit, What.REPORT, "its sealed report is gone"),
    (drop_case, What.CASE, "the case itself is gone"),
    (swap, What.OTHER, "another sealed report lies in its place"),
]


@pytest.mark.parametrize(("fault", "what", "words"), FAULTS, ids=lambda one: getattr(one, "__name__", None))
def test_what_was_entered_and_dropped_is_named(house: House, fault: Fault, what: What, words: str) -> None:
    nights_around(house, 3)
    next_day(house)
    assert absent(house) == {} and NOT_HERE not in first_page(house) and told(house) == []
    assert "all were here, or erased as the log says" in first_page(house)
    case_id, report_id = cases(house)[1]
    fault(house, case_id, report_id)
    next_day(house)
    assert absent(house) == {case_id: what}
    page = first_page(house)
    card = page.split(NOT_HERE)[1].split("</div>")[0]
    assert case_id in card and words in card and "26 November 2026" in card
    assert not any(other in card for other, _ in cases(house) if other != case_id)
    assert told(house) == [f"{NOT_HERE}: case {case_id} ({words}, noticed on 2026-11-26)."]
    next_day(house)
    with house.rooms().desk.read() as session:
        assert Absences(session).all(9) == [Absence(case_id, what, house.clock.today() - timedelta(days=1))]


def test_what_comes_back_is_named_no_longer(house: House) -> None:
    nights_around(house, 1)
    [(case_id, report_id)] = cases(house)
    sealed = house.sealed("report", report_id)
    swap(house, case_id, report_id)
    next_day(house)
    assert absent(house) == {case_id: What.OTHER}
    with house.rooms().mailbox.write() as session:
        session.execute(update(Part).where(Part.name == "report").values(sealed=sealed))
    next_day(house)
    assert absent(house) == {} and told(house) == []


def test_erased_and_withdrawn_ones_are_not_named(house: House) -> None:
    from tests.promises.taken_back import Back

    taken_back, kept = Back(house), Back(house)
    nights_around(house, 0)
    assert len(cases(house)) == 2
    taken_back.withdraws()
    next_day(house)
    next_day(house)
    assert len(tagged(house, Tag.REPORT_WITHDRAW)) == len(tagged(house, Tag.REPORT_ERASE)) == 1
    kept.withdraws()
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    next_day(house)
    next_day(house)
    assert len(house.report_ids()) == 2 and len(tagged(house, Tag.REPORT_ERASE)) == 2
    with house.mailbox().read() as session:
        assert session.scalars(select(Part.name)).all() == []
    assert absent(house) == {}


def test_what_two_readers_erased_is_not_named(house: House) -> None:
    nights_around(house, 1)
    [(case_id, _)] = cases(house)
    with house.rooms().desk.write() as session:
        session.execute(update(CaseRow).values(status="concluded"))
    erase_case(case_id, house.person("ada").fingerprint, house.rooms())
    next_day(house)
    assert absent(house) == {} and house.mailbox().scalar("SELECT count(*) FROM part") == 0


def test_who_only_says_that_it_is_erased_and_enters_nothing_is_found_out(house: House) -> None:
    nights_around(house, 1)
    [(case_id, report_id)] = cases(house)
    with house.rooms().desk.write() as session:
        session.execute(update(CaseRow).values(status="erased"))
    drop_part(house, case_id, report_id)
    next_day(house)
    assert absent(house) == {case_id: What.REPORT}


def test_a_report_that_was_sealed_anew_is_known_by_its_new_hash(house: House) -> None:
    from tests.review.test_recusal import really_sealed

    at = house.rooms()
    case = really_sealed(house, at, "ada", "ben")
    nights_around(house, 0)
    before = house.sealed("report")
    gets_new_key(house, "ben", "ben-2")
    handed = hand_out("", case.prints["ada"], house.roster, at)
    assert reseal([answer(one) for one in handed], case.prints["ada"], house.roster, at) == {}
    assert house.sealed("report") != before
    next_day(house)
    assert absent(house) == {}
    with house.rooms().mailbox.write() as session:
        session.execute(update(Part).where(Part.name == "report").values(sealed=before))
    next_day(house)
    assert absent(house) == {case.id: What.OTHER}, "the one that the former reader can open lies there again"


def test_what_was_sealed_anew_before_it_was_entered_is_known_by_both_hashes(house: House) -> None:
    from tests.review.test_recusal import really_sealed

    at = house.rooms()
    case = really_sealed(house, at, "ada", "ben")
    came = sha256(house.sealed("report")).hexdigest()
    gets_new_key(house, "ben", "ben-2")
    handed = hand_out("", case.prints["ada"], house.roster, at)
    assert reseal([answer(one) for one in handed], case.prints["ada"], house.roster, at) == {}
    nights_around(house, 0)
    next_day(house)
    assert [facts.hash for facts in tagged(house, Tag.REPORT_DEPOSIT)] == [came]
    assert absent(house) == {}
    swap(house, *cases(house)[0])
    next_day(house)
    assert absent(house) == {case.id: What.OTHER}


def test_a_round_looks_at_so_many_and_the_next_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    nights_around(house, 5)
    monkeypatch.setattr(comparing, "AT_ONCE", 2)
    looked: list[int] = []
    compared = comparing._compared

    def count(cases: list[str], rooms: object) -> object:
        looked.append(len(cases))
        return compared(cases, rooms)  # type: ignore[arg-type]

    monkeypatch.setattr(comparing, "_compared", count)
    for one in cases(house):
        drop_part(house, *one)
    house.clock.advance(timedelta(days=1))
    for _ in range(5):
        house.work()
    assert looked == [2, 2, 1], "and then no more on this day"
    assert len(absent(house)) == 5
    with house.rooms().desk.read() as session:
        assert session.scalars(select(func.count()).select_from(ComparisonRow)).one() == 1


def test_many_are_counted_and_not_all_named(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    nights_around(house, 3)
    for one in cases(house):
        drop_part(house, *one)
    next_day(house)
    monkeypatch.setattr("reporting.audit.absent.NAMED", 2)
    monkeypatch.setattr(entered, "NAMED", 2)
    assert "and 1 more" in first_page(house).split(NOT_HERE)[1].split("</div>")[0]
    assert told(house)[2:] == ["And 1 more cases like these."]
