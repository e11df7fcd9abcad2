"""Promise 8: order says nothing. Keys are random, no table has a rowid or a sequence."""

import random
import sqlite3
from pathlib import Path

from reporting.db import MailboxBase
from tests.house import House, Rosa, build


def test_no_table_of_the_mailbox_has_a_rowid_or_a_sequence(house: House) -> None:
    rows = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    tables = dict(rows.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    rows.close()
    assert "sqlite_sequence" not in tables
    assert set(tables) == {*MailboxBase.metadata.tables, "alembic_version"}
    for name in MailboxBase.metadata.tables:
        assert "WITHOUT ROWID" in tables[name], name
        assert "AUTOINCREMENT" not in tables[name].upper()


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
