"""A move and its entry are one transaction; the reporter's side follows."""

import pytest
from sqlalchemy import select

from reporting.accesslog import LogUnavailable, commitment
from reporting.accesslog.models import LogSalt
from reporting.cases import MovedOn, MoveForbidden, NoSuchCase, Status
from reporting.mailbox.models import Deposit
from reporting.review import House as Rooms
from reporting.review.move import Wish, move
from reporting.review.show_case import show_case
from reporting.review.take import take
from reporting.roster import Person
from tests.house import House
from tests.review.deposits import cases_of, deposit, entries, forbid, tags


@pytest.fixture
def case_id(house: House, at: Rooms, ada: Person) -> str:
    deposit(house, "ada", "ben")
    take(ada.fingerprint, at)
    return cases_of(at, ada.fingerprint)[0]


def shown(house: House, at: Rooms, case_id: str) -> str:
    return str(show_case(case_id, house.person("ben"), house.roster, at).status)


def test_acknowledging_enters_moves_and_tells(house: House, case_id: str, at: Rooms, ada: Person) -> None:
    assert move(case_id, Wish("acknowledged", "received"), ada.fingerprint, at) is Status.ACKNOWLEDGED
    assert shown(house, at, case_id) == "acknowledged"
    [entry] = entries(at)
    with at.desk.read() as session:
        salt = session.scalars(select(LogSalt.salt)).one()
    assert (entry.facts.tag, entry.facts.case, entry.facts.person) == ("case:move", case_id, ada.fingerprint)
    assert entry.facts.commitment == commitment(salt, b"acknowledged")
    with at.mailbox.read() as session:
        assert session.execute(select(Deposit.status, Deposit.status_on)).one() == (
            "acknowledged",
            house.clock.today(),
        )
    with at.desk.read() as session:
        assert at.cases(session).untold(ada.fingerprint, 9) == []


def test_without_an_entry_nothing_moves(house: House, case_id: str, at: Rooms, ada: Person) -> None:
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        move(case_id, Wish("acknowledged", "received"), ada.fingerprint, at)
    assert shown(house, at, case_id) == "received"


def test_without_a_move_no_entry(house: House, case_id: str, at: Rooms, ada: Person) -> None:
    move(case_id, Wish("acknowledged", "received"), ada.fingerprint, at)
    for again in ("acknowledged", "received", "concluded", "erased", "addressing", "", "None", "nonsense"):
        with pytest.raises(MoveForbidden):
            move(case_id, Wish(again, "acknowledged"), ada.fingerprint, at)
    assert tags(at) == ["case:move"] and shown(house, at, case_id) == "acknowledged"


def test_from_an_old_page_nothing_moves_even_where_the_table_would_allow_it(
    house: House, case_id: str, at: Rooms, ada: Person
) -> None:
    move(case_id, Wish("acknowledged", "received"), house.person("ben").fingerprint, at)
    move(case_id, Wish("assessing", "acknowledged"), house.person("ben").fingerprint, at)
    for seen in ("acknowledged", "received", "", "None", "ASSESSING"):
        with pytest.raises(MovedOn):
            move(case_id, Wish("held", seen), ada.fingerprint, at)
    assert tags(at) == ["case:move", "case:move"] and shown(house, at, case_id) == "assessing"
    assert move(case_id, Wish("held", "assessing"), ada.fingerprint, at) is Status.HELD


def test_others_move_nothing(house: House, case_id: str, at: Rooms) -> None:
    for wanted in (case_id, "0000-0000"):
        for to in ("acknowledged", "nonsense"):
            with pytest.raises(NoSuchCase):
                move(wanted, Wish(to, "received"), house.person("ines").fingerprint, at)
    assert tags(at) == [] and shown(house, at, case_id) == "received"


def test_the_page_offers_what_can_be_done(house: House, case_id: str, at: Rooms, ada: Person) -> None:
    assert show_case(case_id, ada, house.roster, at).moves == [Status.ACKNOWLEDGED]
    move(case_id, Wish("acknowledged", "received"), ada.fingerprint, at)
    assert set(show_case(case_id, ada, house.roster, at).moves) == {Status.ASSESSING, Status.WAITING, Status.HELD}
