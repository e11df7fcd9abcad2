"""The desk's store put back from a backup: what was taken back, erased or told since is known to it once more."""

import re
from datetime import timedelta

from sqlalchemy import select, update

from reporting import worker
from reporting.accesslog import Tag
from reporting.cases.models import CaseReaderRow, CaseRow
from reporting.mailbox.models import Deposit
from reporting.worker import relearn
from tests.house import House, Reader, Rosa
from tests.promises.test_22_erased_is_gone import Back
from tests.worker.reading import MORNING, tagged
from tests.worker.relearning import declare, night, rosa_with_words
from tests.worker.test_log_day import put_back
from tests.worker.test_shown import come_back

rosa = rosa_with_words


def test_a_withdrawal_that_the_desk_forgot_hides_and_erases_the_report_once_more(house: House) -> None:
    house.work()
    rosa = Back(house)
    house.work()
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()

    def taken_back() -> None:
        rosa.withdraws()
        house.work()
        worker.close_day(house.rooms(), house.signing())  # as an export does: signed for, and not yet entered

    put_back(house, taken_back)
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 1
    declare(house)
    assert "data-case=" not in ada.get("/inbox").text
    house.clock.advance(MORNING)
    house.work()
    assert "Erased on" in rosa.looks()
    assert len(tagged(house, Tag.REPORT_WITHDRAW)) == len(tagged(house, Tag.REPORT_ERASE)) == 1


def test_what_was_erased_does_not_come_back_as_a_case(house: House) -> None:
    house.work()
    rosa = Back(house)

    def taken_back() -> None:
        rosa.withdraws()
        night(house)

    put_back(house, taken_back)
    assert "Erased on" in rosa.looks()
    declare(house)
    house.work()
    assert "Erased on" in rosa.looks()
    with house.rooms().desk.read() as session:
        assert session.scalars(select(CaseReaderRow)).all() == []


def acknowledged(house: House) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    (case_id,) = set(re.findall(r"/cases/(\w{4}-\w{4})", ada.get("/inbox").text))
    assert ada.post(f"/cases/{case_id}/move", {"to": "acknowledged", "from": "received"}).status_code == 200


def test_who_comes_back_is_told_how_far_the_desk_is_after_it_was_put_back(rosa: tuple[Rosa, str], house: House) -> None:
    house.work()
    before = come_back(*rosa).text

    def a_day_more() -> None:
        acknowledged(house)
        night(house)

    put_back(house, a_day_more)
    assert come_back(*rosa).text != before
    declare(house)
    house.work()
    page = come_back(*rosa).text
    assert "not yet read" in before and "not yet read" in page
    acknowledged(house)
    assert "not yet read" not in come_back(*rosa).text


def test_a_day_that_the_desk_does_not_know_is_told_no_longer(rosa: tuple[Rosa, str], house: House) -> None:
    house.work()
    acknowledged(house)
    with house.mailbox().write() as session:
        session.execute(update(Deposit).values(wait_until=house.clock.today()))
    relearn.relearn(house.rooms())
    house.work()
    with house.mailbox().read() as session:
        assert session.execute(select(Deposit.status, Deposit.wait_until)).one() == ("acknowledged", None)


def test_a_case_that_was_erased_since_is_erased_at_the_desk_too_on_the_day_that_it_was(house: House) -> None:
    house.work()
    rosa = Back(house)
    house.work()

    def taken_back() -> None:
        rosa.withdraws()
        night(house)

    put_back(house, taken_back)
    assert "Erased on Tuesday 24 November 2026" in rosa.looks()
    house.clock.advance(timedelta(days=3))
    declare(house)
    house.work()
    assert "Erased on Tuesday 24 November 2026" in rosa.looks()
    with house.rooms().desk.read() as session:
        (case,) = session.scalars(select(CaseRow)).all()
    assert (case.status, case.status_on.isoformat()) == ("erased", "2026-11-24")
    (entry,) = tagged(house, Tag.REPORT_ERASE)
    assert entry.case == case.case_id
    relearn.relearn(house.rooms())
    assert tagged(house, Tag.REPORT_ERASE) == [entry]
