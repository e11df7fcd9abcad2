"""Promise 8: order says nothing. Keys are random, no table has a rowid or a sequence."""

import random
import sqlite3
import threading
from pathlib import Path

import pytest

from reporting import worker
from reporting.db import MailboxBase
from tests.house import House, Rosa, build
from tests.postgres import only_sqlite


@only_sqlite
def test_no_table_of_the_mailbox_has_a_rowid_or_a_sequence(house: House) -> None:
    rows = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    tables = dict(rows.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    rows.close()
    assert "sqlite_sequence" not in tables
    assert set(tables) == {*MailboxBase.metadata.tables, "alembic_version"}
    for name in MailboxBase.metadata.tables:
        assert "WITHOUT ROWID" in tables[name], name
        assert "AUTOINCREMENT" not in tables[name].upper()


@only_sqlite
def test_reports_lie_in_an_order_that_is_not_the_one_they_came_in(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    came = []
    for number in range(12):
        rosa.send(what_happened=f"Report {number:02}")
        came.append(next(iter(set(house.report_ids()) - set(came))))
    # Twelve random keys stand in the order of arrival once in 479 million runs.
    assert house.report_ids() == sorted(came) != came
    random.shuffle(came)
    assert len({report_id[:4] for report_id in came}) > 6, "keys share a beginning, so they are not random"


def test_the_same_receipt_and_words_elsewhere_get_another_report_id(house: House, tmp_path: Path) -> None:
    other = build(tmp_path / "other")
    first, second = (Rosa(each.form().test_client()) for each in (house, other))
    first.send(what_happened="He followed me.")
    second.send(what_happened="He followed me.", receipt_entropy=first.fields["receipt_entropy"])
    assert house.open_as("ada", "report")["reporter"] == other.open_as("ada", "report")["reporter"]
    assert house.report_ids() != other.report_ids()


def place(file: Path, sealed: bytes) -> int:
    """Where a report lies in the store's file: the page that holds the middle of its largest part."""
    at = file.read_bytes().find(sealed[len(sealed) // 2 :][:64])
    assert at > 0
    return at


@only_sqlite
def test_after_the_worker_the_place_of_a_report_in_the_file_does_not_tell_when_it_came(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rosa = Rosa(house.form().test_client())
    came: list[str] = []
    for number in range(12):
        rosa.send(what_happened=f"Report {number:02}")
        came.append(next(iter(set(house.report_ids()) - set(came))))
    file = house.folder / "instance/mailbox/mailbox.db"
    ended = threading.Event()
    monkeypatch.setattr(ended, "wait", lambda _pause: ended.set())  # one round
    worker.run(house.rooms(), house.keys, house.signing(), ended)
    sealed = {report_id: house.sealed("report", report_id) for report_id in came}
    lying = sorted(came, key=lambda report_id: place(file, sealed[report_id]))
    assert lying == sorted(came), "the file is not in the order of its random keys"
    assert lying != came
    assert not (file.parent / "mailbox.db-wal").stat().st_size, "the write-ahead log still holds them as they came"
