"""What auditors must see: a changed roster, another log key, a backup that was put back."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import insert, update

from reporting import worker
from reporting.accesslog import Entry, Tag
from reporting.accesslog.models import ClockLimits, LogCheckpoint, LogEntry
from reporting.accesslog.signing import KeptCheckpointUnreadable, NewestSpoilt, Signing, UndeclaredRollback
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.worker.restored import NothingLost
from tests.house import House, Reader, key_of
from tests.worker.reading import checkpoints, entries, tagged
from tests.worker.test_log_day import lose_a_day, put_back


def test_the_roster_is_entered_once_as_it_is(house: House) -> None:
    for _ in range(3):
        house.work()
    (facts,) = tagged(house, Tag.ROSTER_CHANGE)
    assert facts.hash == sha256((house.keys / "roster").read_bytes()).hexdigest()


def test_a_changed_roster_is_entered_when_it_is_seen(house: House) -> None:
    house.work()
    roster = house.keys / "roster"
    roster.write_bytes(roster.read_bytes() + f"— stranger {'A' * 96}\n".encode())  # a signature of a stranger
    house.work()
    before, after = tagged(house, Tag.ROSTER_CHANGE)
    assert before.hash != after.hash == sha256(roster.read_bytes()).hexdigest()


def test_another_log_key_is_entered_under_its_line(house: House) -> None:
    house.work()
    facts, _of_the_clocks = tagged(house, Tag.SETTINGS_CHANGE)
    assert facts.hash == sha256((house.keys / "log.pub").read_bytes()).hexdigest()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_declared_restore_says_how_far_the_log_is_as_it_was_and_what_was_lost(house: House) -> None:
    lose_a_day(house)
    lost = worker.declare_restore(house.rooms(), house.signing())
    (facts,) = tagged(house, Tag.RESTORE_DECLARE)
    assert facts.count == 64 and lost.size == 128
    assert facts.hash == sha256(lost.text.encode()).hexdigest()
    house.work()
    assert [checkpoint.size for checkpoint in checkpoints(house)] == [64, 128]
    assert checkpoints(house)[-1].root != lost.root
    (beside,) = house.signing().kept.parent.glob("lost-*")
    assert house.signing().opened(beside.read_bytes()) == lost


def test_a_second_loss_leaves_the_evidence_of_the_first(house: House) -> None:
    lost = []
    for _ in range(2):
        lose_a_day(house)
        lost.append(worker.declare_restore(house.rooms(), house.signing()))
        house.work()
    beside = house.signing().kept.parent.glob("lost-*")
    assert {house.signing().opened(file.read_bytes()) for file in beside} == set(lost)


def test_a_declaration_that_was_killed_on_the_way_is_made_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_a_day(house)
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(Signing, "forget", interrupted)
        worker.declare_restore(house.rooms(), house.signing())
    with pytest.raises(UndeclaredRollback):
        house.work()  # said in the log, and yet not gone on from
    worker.declare_restore(house.rooms(), house.signing())
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1
    house.work()


def test_a_worker_that_died_before_it_kept_what_it_signed_keeps_it_later(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.work()
    house.clock.advance(timedelta(days=1))

    def a_day_that_is_not_kept() -> None:
        with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
            killed.setattr(Signing, "keep", interrupted)
            house.work()
        house.work()

    put_back(house, a_day_that_is_not_kept)
    house.clock.advance(timedelta(days=1))
    with pytest.raises(UndeclaredRollback, match="128 entries"):
        house.work()


def test_a_longer_store_of_another_history_is_not_kept(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    lose_a_day(house)
    with monkeypatch.context() as careless:  # whoever has the log's key signs on what was put back
        careless.setattr(Signing, "lost", lambda *_: None)
        careless.setattr(Signing, "keep", lambda *_: None)
        for _ in range(2):
            house.work()
            house.clock.advance(timedelta(days=1))
        worker.close_day(house.rooms(), house.signing())
    with pytest.raises(UndeclaredRollback, match="128 entries"):
        house.work()


def test_a_checkpoint_that_somebody_spoilt_in_the_store_is_told_and_stops_no_other_day(house: House) -> None:
    house.work()
    with house.rooms().desk.write() as session:
        session.execute(update(LogCheckpoint).values(note=b"spoilt"))
    with pytest.raises(NewestSpoilt, match="from a backup"):
        house.work()
    house.clock.advance(timedelta(days=1))
    house.work()
    with house.rooms().desk.read() as session:
        newest = StoredCheckpoints(session).newest()
    assert newest and house.signing().opened(bytes(newest)).size == 128


def test_an_entry_that_somebody_spoilt_is_made_anew_and_stops_nobody(house: House) -> None:
    house.work()
    with house.rooms().desk.write() as session:
        session.execute(
            insert(LogEntry).values(leaf=64, entry=b"spoilt", tag=Tag.ROSTER_CHANGE, person=None, case_id=None)
        )
        StoredTree(session).grow(Entry(64, b"spoilt"))
    house.work()
    with house.rooms().desk.read() as session:
        found = house.rooms().log(session).last(Tag.ROSTER_CHANGE)
    assert found and found.facts.hash == sha256((house.keys / "roster").read_bytes()).hexdigest()


def test_without_a_loss_there_is_nothing_to_declare(house: House) -> None:
    house.work()
    before = entries(house)
    with pytest.raises(NothingLost):
        worker.declare_restore(house.rooms(), house.signing())
    assert entries(house) == before


def test_a_kept_checkpoint_that_is_none_stops_the_signature_not_the_worker(house: House) -> None:
    house.work()
    house.signing().kept.write_bytes(b"hello")
    house.clock.advance(timedelta(days=1))
    with pytest.raises(KeptCheckpointUnreadable, match="Put back the last one"):
        house.work()


def test_a_log_whose_history_was_rewritten_is_not_signed_on(house: House) -> None:
    lose_a_day(house)
    other = house.rooms()
    with other.desk.write() as session:
        for _ in range(200):  # longer than before, and yet another history
            other.log(session).append(Tag.INBOX_LIST, person=key_of("ada").recipient_text[:52])
    with pytest.raises(UndeclaredRollback):
        house.work()


def limits(house: House) -> list[str | None]:
    """The hashes of the limits that were entered, without that of the log's key."""
    of_the_key = sha256((house.keys / "log.pub").read_bytes()).hexdigest()
    return [facts.hash for facts in tagged(house, Tag.SETTINGS_CHANGE) if facts.hash != of_the_key]


def hashed(days: int, months: int) -> str:
    return sha256(f'{{"acknowledge_days":{days},"feedback_months":{months}}}'.encode()).hexdigest()


def promise(house: House, days: int) -> House:
    """The operator writes another limit into the settings and starts everything anew."""
    file = house.folder / "instance" / "reporting.toml"
    before = file.read_text().partition("[clocks]")[0]
    file.write_text(f"{before}[clocks]\nacknowledge_days = {days}\n")
    return house


def test_the_limits_of_the_clocks_are_entered_when_they_change_and_only_then(house: House) -> None:
    for days in (7, 7, 60, 60, 7):
        for _ in range(2):
            promise(house, days).work()
    assert limits(house) == [hashed(7, 3), hashed(60, 3), hashed(7, 3)]
    assert len(tagged(house, Tag.SETTINGS_CHANGE)) == 4, "the log's key did not change"


def auditors_page(house: House, address: str) -> str:
    olu = Reader(house.desk().test_client(), "olu")
    assert olu.sign_in().status_code == 200
    return " ".join(olu.get(address).text.split())


def test_auditors_see_which_limits_are_in_force_and_since_when(house: House) -> None:
    house.work()
    assert "In force since 2026-11-23 14:05 UTC" in auditors_page(house, "/log")
    house.clock.advance(timedelta(days=2))
    promise(house, 60).work()
    card = auditors_page(house, "/log")
    assert "<b>These limits are in force since 2026-11-25 14:05 UTC.</b> Before: acknowledged within 7 days" in card
    page = auditors_page(house, "/log/clocks")
    assert "<b>In force:</b> acknowledged within 60 days, feedback within 3 months of that" in page
    assert "since 2026-11-25 14:05 UTC, entry 65" in page
    assert "Before: acknowledged within 7 days" in page and 'role="alert"' not in page


def test_a_desk_that_works_with_other_limits_than_were_entered_is_told_loudly(house: House) -> None:
    promise(house, 7).work()
    promise(house, 60)
    assert "other limits than were entered last" in auditors_page(house, "/log/clocks")
    assert "These are not the limits that were entered last" in auditors_page(house, "/log")


def test_a_limit_that_was_changed_in_the_store_does_not_fit_its_entry(house: House) -> None:
    promise(house, 60).work()
    with house.rooms().desk.write() as session:
        session.execute(update(ClockLimits).values(acknowledge_days=7))
    assert "does not hold the hash" in auditors_page(promise(house, 7), "/log/clocks")
    assert "These are not the limits" in auditors_page(house, "/log")
