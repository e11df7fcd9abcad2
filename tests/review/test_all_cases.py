"""What a search goes through: each case of this reader once, and which of them they have opened."""

from reporting.review import House as Rooms
from reporting.review.all_cases import AT_ONCE, all_of
from reporting.review.erase_case import erase_case
from reporting.review.open_report import open_report
from reporting.review.take import take
from reporting.roster import Person
from tests.house import House
from tests.review.deposits import cases_of, deposit
from tests.review.working import Case, concluded


def test_each_is_there_once_and_what_was_opened_is_told(house: House, at: Rooms, ada: Person, ben: Person) -> None:
    for _ in range(AT_ONCE + 2):
        deposit(house, "ada", "ben")
    take(ada.fingerprint, at)
    mine = sorted(cases_of(at, ada.fingerprint))
    open_report(mine[0], ada.fingerprint, at)
    open_report(mine[1], ben.fingerprint, at)
    first = all_of("", ada.fingerprint, at)
    rest = all_of(first[-1].case_id, ada.fingerprint, at)
    assert [one.case_id for one in (*first, *rest)] == mine
    assert [one.case_id for one in (*first, *rest) if one.opened] == mine[:1]
    assert all_of(mine[-1], ada.fingerprint, at) == []


def test_others_find_nothing_and_what_is_erased_is_passed_over(house: House, at: Rooms) -> None:
    case = Case(house, at, "ada", "ben")
    concluded(case, house)
    ada, ines = case.prints["ada"], case.prints["ines"]
    assert [one.case_id for one in all_of("", ada, at)] == [case.id]
    assert all_of("", ines, at) == []
    erase_case(case.id, ada, at)
    assert all_of("", ada, at) == []
