"""Reports that come at the same time: one transaction and few statements for all, and to each their own answer."""

import secrets
import threading
import time
from collections.abc import Callable, Sequence
from itertools import groupby

import pytest
from sqlalchemy import text

from reporting.abuse import SpentAlready, SpentToken
from reporting.db import Store
from reporting.intake.deposit import store as deposit
from reporting.intake.refusals import TakenReportId
from reporting.mailbox.box import Found, Mailbox, SealedReport
from reporting.mailbox.desk_side import DeskMailbox
from tests.house import NOW, House
from tests.postgres import only_sqlite

MANY = 66
"""More than go into one statement."""


@pytest.fixture
def store(house: House) -> Store:
    """The form's own connection, which may insert and nothing else."""
    found: Store = house.form().extensions["reporting"].mailbox
    return found


@pytest.fixture
def make(house: House) -> Callable[[], SealedReport]:
    def made() -> SealedReport:
        return SealedReport(
            report_id=secrets.token_hex(16),
            locator_hash=secrets.token_bytes(32),
            words_mac=secrets.token_bytes(32),
            readers=tuple(house.person(name).fingerprint for name in ("ada", "ben")),
            urgent=False,
            parts={name: secrets.token_bytes(100) for name in ("report", "headline", "contact")},
            attachments={"file-1": secrets.token_bytes(70)},
        )

    return made


def token() -> SpentToken:
    return SpentToken(secrets.token_bytes(32), NOW.date())


def at_once(
    store: Store, house: House, reports: Sequence[tuple[SealedReport, SpentToken]]
) -> list[Found | Exception | None]:
    """What each is answered when one of them takes all others along."""
    answers: list[Found | Exception | None] = [None] * len(reports)

    def put(number: int) -> None:
        try:
            answers[number] = deposit(*reports[number], store, house.clock.today())
        except Exception as error:  # noqa: BLE001  (whatever it was, the test must see it)
            answers[number] = error

    with store._turn.taken():
        threads = [threading.Thread(target=put, args=(number,)) for number in range(len(reports))]
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 4  # before anybody loses patience
        while len(store._together.waiting) < len(reports):
            assert time.monotonic() < deadline, "they did not all come to wait"
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    return answers


def test_all_that_came_is_there_as_it_came(house: House, store: Store, make: Callable[[], SealedReport]) -> None:
    reports = [make() for _ in range(MANY)]
    assert at_once(store, house, [(report, token()) for report in reports]) == [None] * MANY
    with store.read() as session:
        for report in reports:
            found = Mailbox(session).find(report.locator_hash)
            assert found and (found.report_id, found.received_on) == (report.report_id, house.clock.today())
            assert (found.words_mac, found.suspected) == (report.words_mac, False)
            assert set(found.readers) == set(report.readers)
    with house.mailbox().read() as session:
        for report in reports:
            box = DeskMailbox(session)
            assert {name: box.fetch(report.report_id, name) for name in report.parts} == report.parts
            assert b"".join(box.stream(report.report_id, "file-1")) == report.attachments["file-1"]


def test_nobody_pays_for_a_token_or_an_id_that_was_used_already(
    house: House, store: Store, make: Callable[[], SealedReport]
) -> None:
    spent, first = token(), make()
    assert deposit(first, spent, store, house.clock.today()) is None
    same_id = make()
    object.__setattr__(same_id, "report_id", first.report_id)
    again = make()
    object.__setattr__(again, "locator_hash", first.locator_hash)
    others = [make() for _ in range(9)]
    coming = [(make(), spent), (same_id, token()), (again, token()), *((other, token()) for other in others)]
    stale, taken, found, *rest = at_once(store, house, coming)
    assert isinstance(stale, SpentAlready) and isinstance(taken, TakenReportId)
    assert isinstance(found, Found) and found.report_id == first.report_id
    assert rest == [None] * 9
    assert house.mailbox().scalar("SELECT count(*) FROM deposit") == 10
    assert house.mailbox().scalar("SELECT count(*) FROM spent_token") == 10, "the refused ones spent theirs"


@only_sqlite
def test_each_table_is_written_once_for_all(house: House, store: Store, make: Callable[[], SealedReport]) -> None:
    assert deposit(make(), token(), store, house.clock.today()) is None
    said: list[str] = []
    writer = store._writer
    assert writer is not None
    writer.connection.driver_connection.set_trace_callback(said.append)  # type: ignore[union-attr]
    reports = [make() for _ in range(12)]
    for report in reports:
        object.__setattr__(report, "attachments", {})
    assert at_once(store, house, [(report, token()) for report in reports]) == [None] * 12
    # What a statement sets off, a trigger, is told as the statement once more.
    assert [statement.split("(")[0] for statement, _ in groupby(said)] == [
        "BEGIN IMMEDIATE",
        "INSERT INTO spent_token ",
        "INSERT INTO deposit ",
        "INSERT INTO reader ",
        "INSERT INTO part ",
        "COMMIT",
    ]


@only_sqlite
def test_a_table_that_refuses_leaves_nothing_of_anybody(
    house: House, store: Store, make: Callable[[], SealedReport]
) -> None:
    with house.mailbox().write() as session:
        session.execute(text("CREATE TRIGGER full BEFORE INSERT ON part BEGIN SELECT RAISE(ABORT, 'full'); END"))
    answers = at_once(store, house, [(make(), token()) for _ in range(3)])
    assert [type(answer) for answer in answers] == [TakenReportId] * 3, "as if it had been there already"
    assert house.mailbox().scalar("SELECT count(*) FROM deposit") == 0
    assert house.mailbox().scalar("SELECT count(*) FROM spent_token") == 0
