"""Promise 6: time is a date. Nothing that a reporter causes carries more than a day."""

import os
import re
import sqlite3
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Date, DateTime, Integer, SmallInteger, Time

from reporting import worker
from reporting.db import DeskBase, MailboxBase, Store
from reporting.review import House as Rooms
from tests.house import House, Rosa

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def test_no_column_of_the_mailbox_can_hold_more_than_a_date(house: House) -> None:
    house.form()
    for table in MailboxBase.metadata.sorted_tables:
        for column in table.columns:
            assert not isinstance(column.type, DateTime | Time), column
            if isinstance(column.type, Integer | SmallInteger):
                assert str(column) == "message.number"
            if column.name.endswith("_on"):
                assert isinstance(column.type, Date)


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
    rows.close()


def test_the_sealed_words_hold_no_time(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="In the evening.")
    for part in ("report", "headline", "contact"):
        text = str(house.open_as("ada", part))
        assert not re.search(r"14:05|T1\d:|2026-11-23", text)


def test_a_token_on_the_page_tells_the_day_only(house: House) -> None:
    client = house.form().test_client()
    rosa = Rosa(client)
    rosa.visit()
    morning = rosa.fields["token"][0]
    house.clock.advance(timedelta(hours=5))
    rosa.visit()
    evening = rosa.fields["token"][0]
    assert morning.split(".")[0] == evening.split(".")[0] == "2026-11-23"


def test_the_files_of_the_stores_do_not_keep_the_minute_of_the_last_report(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="In the evening.")
    files = [file for store in ("mailbox", "desk") for file in (house.folder / "instance" / store).iterdir()]
    long_ago = 1_000_000_000
    for file in files:
        os.utime(file, (long_ago, long_ago))
    settings = house.settings.worker()
    desk, mailbox = Store.open(settings.desk_url, DeskBase), Store.open(settings.mailbox_url, MailboxBase)
    worker.run_once(Rooms(desk, mailbox, house.clock, settings.clocks), house.keys)
    assert len(files) > 3
    assert all(file.stat().st_mtime > long_ago for file in files if file.exists())
