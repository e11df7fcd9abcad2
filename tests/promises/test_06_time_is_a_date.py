"""Promise 6: time is a date. Nothing that a reporter causes carries more than a day."""

import os
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Boolean, Date, LargeBinary, String, select

from reporting.accesslog import Tag
from reporting.cases.models import CaseRow
from reporting.db import DeskBase, MailboxBase
from tests.house import House, Rosa
from tests.postgres import only_sqlite
from tests.worker.reading import tagged

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def test_no_column_that_a_deposit_reaches_can_hold_more_than_a_date(house: House) -> None:
    house.form()
    desk = [
        DeskBase.metadata.tables[name]
        for name in ("desk_case", "case_reader", "telling", "outbox", "case_note", "recusal", "entering")
    ]
    for table in [*MailboxBase.metadata.sorted_tables, *desk]:
        for column in table.columns:
            # Places in a row: of a message, a reply, a note, a chunk, an entry among a day's shuffled ones. One counts
            # failures.
            if str(column) not in (
                "message.number",
                "reply.number",
                "chunk.number",
                "case_note.number",
                "desk_case.proposal",
                "desk_case.heard",
                "case_reader.handed",
                "desk_case.leaf",
                "desk_case.withdrawal_leaf",
                "outbox.attempts",
            ):
                assert isinstance(column.type, String | LargeBinary | Boolean | Date), column
            if column.name.endswith("_on"):
                assert isinstance(column.type, Date)


@only_sqlite
def test_what_is_stored_for_a_day_is_the_same_at_any_hour_of_it(house: House, tmp_path: Path) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="In the morning.")
    house.clock.advance(timedelta(hours=7, minutes=13))
    rosa.send(what_happened="In the evening.")
    with sqlite3.connect(house.folder / "instance/mailbox/mailbox.db") as rows:
        for table in ("deposit", "spent_token"):
            names = [row[1] for row in rows.execute(f"PRAGMA table_info({table})")]
            stored = [dict(zip(names, row, strict=True)) for row in rows.execute(f"SELECT * FROM {table}")]
            assert len(stored) == 2
            for name in names:
                texts = {row[name] for row in stored if isinstance(row[name], str) and DAY.match(row[name])}
                assert texts in (set(), {"2026-11-23"}), (table, name)
                assert {row[name] for row in stored if isinstance(row[name], int | float)} <= {0, 1}, (table, name)
    rows.close()


def test_the_sealed_words_hold_no_time(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="In the evening.")
    for part in ("report", "headline", "contact"):
        opened = house.open_as("ada", part) | {"guidelines": "a day too, but theirs"}
        assert not re.search(rf"{DAY.pattern}|\d\d:\d\d|\b\d{{10,}}\b", str(opened)), part


def test_a_token_on_the_page_tells_the_day_only(house: House) -> None:
    client = house.form().test_client()
    rosa = Rosa(client)
    rosa.visit()
    morning = rosa.fields["token"][0]
    house.clock.advance(timedelta(hours=5))
    rosa.visit()
    evening = rosa.fields["token"][0]
    assert morning.split(".")[0] == evening.split(".")[0] == "2026-11-23"
    nonces = []
    for _ in range(24):
        rosa.visit()
        nonces.append(rosa.fields["token"][0].split(".")[1])
    assert all(len(set(letters)) > 1 for letters in zip(*nonces, strict=True)), "a part of it is not random"


@only_sqlite
def test_the_files_of_the_stores_do_not_keep_the_minute_of_the_last_report(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="In the evening.")
    files = [file for store in ("mailbox", "desk") for file in (house.folder / "instance" / store).iterdir()]
    long_ago = 1_000_000_000
    for file in files:
        os.utime(file, (long_ago, long_ago))
    house.work()
    assert len(files) > 3
    assert all(file.stat().st_mtime > long_ago for file in files if file.exists())


def test_the_entries_of_a_days_deposits_tell_neither_hour_nor_order(house: House) -> None:
    """Sent one after the other, entered together: by date alone, anywhere among fillers that look the same."""
    rosa, cases = Rosa(house.form().test_client()), []
    for number in range(8):
        rosa.send(what_happened=f"Report {number}")
        house.clock.advance(timedelta(minutes=7))
        house.work()  # the desk takes it at once, so the order is known to the test
        with house.rooms().desk.read() as session:
            known = set(session.scalars(select(CaseRow.case_id)))
        cases += list(known - set(cases))
    house.clock.advance(timedelta(days=1))
    house.work()
    found = tagged(house, Tag.REPORT_DEPOSIT)
    assert {facts.at for facts in found} == {"2026-11-23"} == {facts.at for facts in tagged(house, Tag.FILLER)[64:]}
    entered = [facts.case for facts in found]
    assert sorted(map(str, entered)) == sorted(cases) and entered != cases and entered != sorted(cases)
