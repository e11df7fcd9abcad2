"""The day's entries: each deposit once, dated, hashed, among fillers; and a checkpoint that counts nothing."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from reporting.accesslog import Tag
from reporting.accesslog.signing import UndeclaredRollback
from reporting.accesslog.tree import StoredTree
from reporting.db import StoreUnavailable
from reporting.worker import log_day
from tests.house import House, Reader, Rosa
from tests.review.deposits import allow, forbid
from tests.stores import kept
from tests.worker.reading import MORNING, checkpoints, entries, tagged


def send(house: House, count: int) -> None:
    rosa = Rosa(house.form().test_client())
    for number in range(count):
        assert rosa.send(what_happened=f"It happened {number} times.").status_code == 200


def test_a_deposit_is_entered_the_next_day_with_its_date_case_and_the_hash_of_what_was_sealed(house: House) -> None:
    send(house, 3)
    house.work()
    assert tagged(house, Tag.REPORT_DEPOSIT) == []
    house.clock.advance(MORNING)
    house.work()
    found = tagged(house, Tag.REPORT_DEPOSIT)
    assert {facts.at for facts in found} == {"2026-11-23"}
    assert {facts.hash for facts in found} == {
        sha256(house.sealed("report", one)).hexdigest() for one in house.report_ids()
    }
    assert all(facts.case and facts.person is None for facts in found)


def test_each_day_grows_the_log_to_a_multiple_of_64_and_never_by_nothing(house: House) -> None:
    sizes = []
    for reports in (0, 0, 2, 0, 70):
        send(house, reports)
        house.clock.advance(MORNING)
        house.work()
        house.clock.advance(timedelta(days=1) - MORNING)
        sizes.append(len(entries(house)))
    assert sizes == [64, 128, 192, 256, 384]
    assert [checkpoint.size for checkpoint in checkpoints(house)] == sizes
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 72


def test_a_checkpoint_is_signed_over_what_is_stored(house: House) -> None:
    send(house, 1)
    house.clock.advance(MORNING)
    house.work()
    (checkpoint,) = checkpoints(house)
    with house.rooms().desk.read() as session:
        assert StoredTree(session).root(checkpoint.size) == checkpoint.root
    assert house.signing().last() == checkpoint


def test_deposits_lie_anywhere_among_the_fillers(house: House) -> None:
    places: set[int] = set()
    for _ in range(6):
        send(house, 1)
        house.clock.advance(timedelta(days=1))
        house.work()
    for at, facts in enumerate(entries(house)):
        if facts.tag is Tag.REPORT_DEPOSIT:
            places.add(at % 64)
    assert len(places) > 1, "six times in sixty-four the same place: the order is not random"


def test_fillers_look_like_deposits_that_say_nothing(house: House) -> None:
    house.clock.advance(MORNING)
    house.work()
    assert {facts.to_bytes() for facts in tagged(house, Tag.FILLER)} == {b'{"at":"2026-11-23","tag":"filler"}'}


def test_a_day_is_closed_once_however_often_the_worker_runs(house: House) -> None:
    send(house, 2)
    house.clock.advance(MORNING)
    for _ in range(3):
        house.work()
        house.clock.advance(timedelta(hours=1))
    assert len(entries(house)) == 64 and len(checkpoints(house)) == 1
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 2


def test_after_the_first_day_nothing_is_closed_before_the_hour(house: House) -> None:
    house.work()
    house.clock.advance(timedelta(days=1) - timedelta(hours=13))  # 01:05 the next morning
    house.work()
    assert len(checkpoints(house)) == 1
    house.clock.advance(timedelta(hours=2))
    house.work()
    assert len(checkpoints(house)) == 2


def test_days_on_which_the_worker_stood_still_are_made_up_for(house: House) -> None:
    send(house, 1)
    house.clock.advance(timedelta(days=5))
    send(house, 1)
    house.clock.advance(timedelta(days=1))
    house.work()
    assert sorted(facts.at for facts in tagged(house, Tag.REPORT_DEPOSIT)) == ["2026-11-23", "2026-11-28"]


def test_a_flood_is_entered_in_transactions_that_others_can_wait_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_day, "AT_ONCE", 3)
    send(house, 11)
    house.clock.advance(MORNING)
    house.work()
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 11
    assert len(entries(house)) == 64


@pytest.mark.parametrize(
    "gone",
    ["DELETE FROM part", "UPDATE deposit SET report_hash = NULL"],
    ids=["its ciphertext", "its hash, of a version that kept none"],
)
def test_a_report_is_entered_by_the_hash_of_how_it_came(house: House, gone: str) -> None:
    send(house, 1)
    came = sha256(house.sealed("report")).hexdigest()
    house.work()
    with house.rooms().mailbox.write() as session:
        session.execute(text(gone))
    house.clock.advance(MORNING)
    house.work()
    (facts,) = tagged(house, Tag.REPORT_DEPOSIT)
    assert facts.hash == came and facts.case


def test_a_report_of_which_nothing_is_left_is_entered_all_the_same(house: House) -> None:
    send(house, 1)
    house.work()
    with house.rooms().mailbox.write() as session:
        session.execute(text("DELETE FROM part"))
        session.execute(text("UPDATE deposit SET report_hash = NULL"))
    house.clock.advance(MORNING)
    house.work()
    (facts,) = tagged(house, Tag.REPORT_DEPOSIT)
    assert facts.hash is None and facts.case


def test_what_was_taken_back_within_its_day_is_entered_by_its_hash_twice(house: House) -> None:
    from tests.promises.taken_back import Back

    rosa = Back(house)
    came = sha256(house.sealed("report")).hexdigest()
    rosa.withdraws()
    for _ in range(2):
        house.clock.advance(MORNING)
        house.work()
    assert house.mailbox().scalar("SELECT count(*) FROM part") == 0
    (deposit,), (withdrawal,) = (tagged(house, tag) for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW))
    assert deposit.hash == withdrawal.hash == came and deposit.case == withdrawal.case


@pytest.mark.parametrize("where", ["log_checkpoint", "desk_case"])
def test_a_day_that_fails_on_the_way_leaves_no_entry_behind(house: House, where: str) -> None:
    send(house, 2)
    house.work()
    house.clock.advance(timedelta(days=1))
    before = entries(house)
    verb = "INSERT" if where == "log_checkpoint" else "UPDATE"
    forbid(house.rooms().desk, verb, where)
    with pytest.raises(Exception, match="refused") as failed:
        house.work()
    assert not isinstance(failed.value, StoreUnavailable) or failed.value.args == ()
    assert entries(house) == before
    allow(house.rooms().desk, where)
    house.work()
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == 2


def put_back(house: House, then: Callable[[], None]) -> None:
    """The desk's store as it was before `then`."""
    with kept(house.settings.desk().desk_url, "desk") as as_before:
        then()
        as_before()


def lose_a_day(house: House) -> None:
    house.work()

    def a_day_more() -> None:
        house.clock.advance(timedelta(days=1))
        house.work()

    put_back(house, a_day_more)
    house.clock.advance(timedelta(days=1))


def test_a_store_that_was_put_back_is_not_signed_on_until_that_is_declared(house: House) -> None:
    lose_a_day(house)
    with pytest.raises(UndeclaredRollback, match="128 entries"):
        house.work()
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200  # the desk goes on; only the log's signature waits
    assert len(checkpoints(house)) == 1
