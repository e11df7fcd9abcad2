"""A look at a long log costs the same each day, and comes past every entry."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from reporting import migrations
from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.export import StoreDamaged
from reporting.accesslog.merkle import leaf_hash, node_hash
from reporting.accesslog.parts import check_parts, parts
from reporting.clock import FixedClock
from reporting.db import DeskBase, Store
from tests.casting import NOW

TODAY, BOUND, ENTRIES = date(2026, 11, 23), 64, 300


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
def store(file: Path) -> Iterator[Store]:
    migrations.upgrade(f"sqlite:///{file}", "desk")
    with closing(Store.open(f"sqlite:///{file}", DeskBase)) as opened:
        with opened.write() as session:
            log = AccessLog(session, FixedClock(NOW))
            for _ in range(ENTRIES):
                log.append(Tag.FILLER)
        yield opened


def days() -> Iterator[date]:
    return (TODAY + timedelta(days=number) for number in range(-(-ENTRIES // (BOUND // 2))))


@pytest.mark.parametrize("size", [0, 1, BOUND, BOUND + 1, 3 * BOUND, ENTRIES])
def test_every_entry_is_looked_at_within_days_and_never_more_than_the_bound(size: int) -> None:
    seen = set[int]()
    for day in days():
        looks = [set(range(start, end)) for start, end in parts(size, day, BOUND)]
        assert sum(map(len, looks)) <= BOUND
        assert size == 0 or size - 1 in looks[-1], "the newest are looked at each day"
        seen |= set[int]().union(*looks)
    assert seen == set(range(size))


def test_a_sound_log_is_sound_on_each_day(store: Store) -> None:
    with store.read() as session:
        assert [check_parts(session, day, BOUND) for day in days()]
        assert check_parts(session, TODAY) == ENTRIES


@pytest.mark.parametrize("leaf", [0, 31, 32, 100, 255, 267, 268, 299])
@pytest.mark.parametrize(
    "words",
    [
        "UPDATE log_entry SET entry = x'7b7d' WHERE leaf = {leaf}",
        "UPDATE log_entry SET tag = 'report:open' WHERE leaf = {leaf}",
        "DELETE FROM log_node WHERE level = 0 AND position = {leaf}",
        "UPDATE log_node SET hash = zeroblob(32) WHERE level = 0 AND position = {leaf}",
        "UPDATE log_node SET hash = zeroblob(32) WHERE level = 2 AND position = min({leaf} / 4, 74)",
    ],
)
def test_what_was_changed_by_hand_is_found_on_one_of_the_days(store: Store, file: Path, leaf: int, words: str) -> None:
    with closing(sqlite3.connect(file)) as rows:
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            rows.execute(f"DROP TRIGGER {name}")
        assert rows.execute(words.format(leaf=leaf)).rowcount == 1
        rows.commit()
    found = []
    for day in days():
        try:
            with store.read() as session:
                check_parts(session, day, BOUND)
        except StoreDamaged as damaged:
            found.append(damaged)
    assert found


def test_what_was_hashed_anew_by_whoever_changed_it_is_found_the_same_day(store: Store, file: Path) -> None:
    """As high as her slice of that day reaches, and not above it, where the newest checkpoint would tell."""
    start, end, leaf = 64, 96, 70
    with store.read() as session:
        entries = list(session.execute(text("SELECT entry FROM log_entry ORDER BY leaf")).scalars())
    hashes = [leaf_hash(b"{}" if at == leaf else entries[at]) for at in range(start, end)]
    with closing(sqlite3.connect(file)) as rows:
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            rows.execute(f"DROP TRIGGER {name}")
        rows.execute(f"UPDATE log_entry SET entry = x'7b7d' WHERE leaf = {leaf}")
        for level in range(6):
            for position, one in enumerate(hashes, start >> level):
                changed = "UPDATE log_node SET hash = ? WHERE level = ? AND position = ?"
                assert rows.execute(changed, (one, level, position)).rowcount == 1
            hashes = [node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=False)]
        rows.commit()
    (day,) = (day for day in days() if (start, end) in parts(ENTRIES, day, BOUND))
    with pytest.raises(StoreDamaged, match="The hashes over the entries 64 to 95"), store.read() as session:
        check_parts(session, day, BOUND)
