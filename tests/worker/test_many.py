"""What comes in great numbers is done in one night, some at a time, and goes on wherever it was broken off."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases import Status
from reporting.cases.models import CaseReaderRow, ErasureRow, TellingRow
from reporting.cases.withdrawals import Withdrawals as DeskSide
from reporting.db import Store
from reporting.mailbox.box import Mailbox, SealedReport
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.models import Chunk, Deposit, Part, Proof
from reporting.mailbox.withdrawal import DeskWithdrawals, Withdrawals
from reporting.review import erase_case
from reporting.review import take as taking
from reporting.review import withdrawals as settling
from reporting.worker import erase, log_day, prove
from tests import postgres as pg
from tests.house import House
from tests.migrations.test_every_step import STORES
from tests.stores import kept
from tests.worker.reading import MORNING, checkpoints, entries, tagged


def send(house: House, many: int) -> list[str]:
    """Reports for both reviewers, in one transaction."""
    ids = [secrets.token_hex(16) for _ in range(many)]
    readers = tuple(house.person(handle).fingerprint for handle in ("ada", "ben"))
    with house.mailbox().write() as session:
        for one in ids:
            parts = {part: f"{part} {one}".encode() for part in ("report", "headline", "contact")}
            sealed = SealedReport(one, secrets.token_bytes(32), bytes(32), readers, urgent=False, parts=parts)
            Mailbox(session).deposit(sealed, house.clock.today())
    return ids


def withdraw(house: House, ids: list[str]) -> None:
    with house.mailbox().write() as session:
        for one in ids:
            Withdrawals(session).put(one, house.clock.today())


def count(store: Store, *what: Any) -> int:
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(what[0]).where(*what[1:])) or 0


def all_is_erased(house: House, many: int) -> None:
    """Every one of them once: deposit, withdrawal, erasure, proof; and no ciphertext."""
    for tag in (Tag.REPORT_DEPOSIT, Tag.REPORT_WITHDRAW, Tag.REPORT_ERASE):
        found = [facts.case for facts in tagged(house, tag)]
        assert len(found) == len(set(found)) == many, tag
    at = house.rooms()
    assert count(at.mailbox, Part) == count(at.mailbox, Chunk) == count(at.desk, ErasureRow) == 0
    assert count(at.mailbox, Proof) == count(at.mailbox, Deposit, Deposit.status == "erased") == many


def test_700_reports_are_cases_after_one_round(house: House) -> None:
    send(house, 700)
    house.work()
    at = house.rooms()
    assert count(at.desk, CaseReaderRow) == 2 * 700
    assert count(at.mailbox, Deposit, Deposit.taken.is_(False)) == 0
    house.clock.advance(MORNING)
    house.work()
    assert len(tagged(house, Tag.REPORT_DEPOSIT)) == count(at.mailbox, Proof) == 700
    assert len(entries(house)) % 64 == 0 and len(checkpoints(house)) == 2


def test_a_request_takes_no_more_than_its_share_of_them(house: House) -> None:
    send(house, 700)
    reader, at = house.person("ada").fingerprint, house.rooms()
    assert taking.take(reader, at) is True
    assert count(at.desk, CaseReaderRow) == 2 * taking.AT_ONCE


def test_1200_withdrawals_are_entered_and_erased_in_one_night(house: House, largest: dict[str, int]) -> None:
    ids = send(house, 1_200)
    house.work()
    withdraw(house, ids)
    house.work()
    assert count(house.rooms().desk, CaseReaderRow) == 0, "hidden in the round after"
    house.clock.advance(MORNING)
    house.work()
    all_is_erased(house, 1_200)
    assert len(checkpoints(house)) == 2
    assert largest == {
        "take": 200,
        "settle": 200,
        "log deposits": 500,
        "log withdrawals": 500,
        "erase": 200,
        "delete": 100,
        "prove": 200,
    }


@pytest.fixture
def largest(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many at most were in one transaction, by what was done with them."""
    found: dict[str, int] = {}

    def watch(owner: type, name: str, what: str) -> None:
        original = getattr(owner, name)

        def watched(self: Any, *given: Any) -> Any:
            answer = original(self, *given)
            some = given[0] if hasattr(given[0], "__len__") and not isinstance(given[0], str) else answer
            found[what] = max(found.get(what, 0), len(some))
            return answer

        monkeypatch.setattr(owner, name, watched)

    watch(DeskMailbox, "mark_taken", "take")
    watch(DeskWithdrawals, "mark_taken", "settle")
    watch(log_day.Withdrawals, "logged", "log withdrawals")
    watch(DeskSide, "to_erase", "erase")
    watch(DeskSide, "erased", "delete")
    watch(DeskMailbox, "put_proofs", "prove")
    original = log_day._enter

    def entered(cases: Any, withdrawn: Any, *rest: Any) -> None:
        assert len(cases) + len(withdrawn) <= log_day.AT_ONCE
        found["log deposits"] = max(found.get("log deposits", 0), len(cases))
        original(cases, withdrawn, *rest)

    monkeypatch.setattr(log_day, "_enter", entered)
    return found


def test_700_statuses_reach_their_reporters_in_one_round(house: House) -> None:
    send(house, 700)
    house.work()
    at, today = house.rooms(), house.clock.today()
    with at.desk.write() as session:
        cases = at.cases(session)
        mine = list(session.scalars(select(CaseReaderRow.case_id)))
        for case in cases.some(house.person("ada").fingerprint, mine):
            cases.move(case, Status.ACKNOWLEDGED, today)
    house.work()
    assert count(at.desk, TellingRow) == 0
    assert count(at.mailbox, Deposit, Deposit.status == "acknowledged") == 700


class BrokenOff(Exception):
    """The power went."""


@contextmanager
def breaking(after: int) -> Iterator[None]:
    """All goes well up to the commit of that number, counted over both stores; then nothing goes on."""
    original, done = Store.write, 0

    @contextmanager
    def write(self: Store) -> Iterator[Session]:
        nonlocal done
        with original(self) as session:
            yield session
        done += 1
        if done == after:
            raise BrokenOff

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "write", write)
        yield


def test_a_night_broken_off_after_any_commit_is_ended_by_the_next_round(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for module in (taking, settling, log_day, erase, erase_case, prove):
        monkeypatch.setattr(module, "AT_ONCE", 2)
    ids = send(house, 3)
    house.work()
    ids += send(house, 2)
    withdraw(house, ids)
    house.clock.advance(MORNING)
    files, as_before = house.folder / "instance", tmp_path / "as-before"
    shutil.copytree(files, as_before)
    cut = 0
    with ExitStack() as both:
        database = house.database
        back = [both.enter_context(kept(database, name)) for name in STORES] if database else []
        while True:
            cut += 1
            shutil.rmtree(files)
            shutil.copytree(as_before, files)
            for put_back in back:
                put_back()
            with pg.connections_closed():
                with breaking(after=cut):
                    try:
                        house.work()
                    except BrokenOff:
                        pass
                    else:
                        break
                house.work()
                all_is_erased(house, len(ids))
                assert len(checkpoints(house)) == 2 and len(entries(house)) % 64 == 5, "the erasures come after the day"
    assert cut > 20
