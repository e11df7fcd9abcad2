"""The stored tree: its nodes go with their entry, proofs come from a few rows, and older stores get theirs."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine, event, insert

from reporting import db, migrations
from reporting.accesslog import AccessLog, LogUnavailable, Tag
from reporting.accesslog.merkle import MissingNode, NoSuchTree, leaf_hash, root_of
from reporting.accesslog.models import LogEntry
from reporting.accesslog.proofs import check_consistency, check_inclusion
from reporting.accesslog.tree import StoredTree
from reporting.db import DeskBase, Store
from tests.accesslog.test_log import CLOCK, append, stored, url
from tests.postgres import only_sqlite


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = Store.open(address, DeskBase)
    yield opened
    opened.close()


def roots(store: Store) -> list[bytes]:
    """The root of each size from 1 on, from the entries alone."""
    hashes = [leaf_hash(entry) for _, entry in sorted(stored(store))]
    return [root_of(hashes[:size]) for size in range(1, len(hashes) + 1)]


def test_proofs_from_the_store_hold_under_the_roots_of_the_stored_bytes(store: Store) -> None:
    append(store, *[Tag.INBOX_LIST, Tag.REPORT_OPEN] * 20)
    expected, entries = roots(store), [entry for _, entry in sorted(stored(store))]
    with store.read() as session:
        tree = StoredTree(session)
        assert tree.size() == 40
        for size in (1, 2, 3, 31, 32, 33, 40):
            assert tree.root(size) == expected[size - 1]
            for index in range(0, size, 3):
                path = tree.inclusion(index, size)
                check_inclusion(index, size, leaf_hash(entries[index]), path, expected[size - 1])
                proof = tree.consistency(index + 1, size)
                check_consistency(index + 1, size, proof, expected[index], expected[size - 1])
        with pytest.raises(NoSuchTree):
            tree.root(0)
        with pytest.raises(MissingNode):
            tree.root(41)


def test_nodes_go_with_the_transaction_of_their_entry(store: Store) -> None:
    append(store, Tag.INBOX_LIST)
    with pytest.raises(ZeroDivisionError), store.write() as session:
        AccessLog(session, CLOCK).append(Tag.REPORT_OPEN, person="ada")
        _ = 1 / 0
    append(store, Tag.CONTACT_OPEN)
    with store.read() as session:
        assert StoredTree(session).root(2) == roots(store)[1]


@only_sqlite
def test_a_tree_with_a_hole_takes_no_entry(store: Store) -> None:
    append(store, *[Tag.INBOX_LIST] * 3)
    with store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER log_node_no_delete")
        session.connection().exec_driver_sql("DELETE FROM log_node WHERE level = 1")
    with pytest.raises(LogUnavailable):
        append(store, Tag.REPORT_OPEN)
    assert len(stored(store)) == 3


@only_sqlite
def test_a_proof_takes_one_statement_and_finds_its_rows_by_their_key(store: Store) -> None:
    append(store, *[Tag.INBOX_LIST] * 70)
    statements: list[str] = []
    with store.read() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", lambda *given: statements.append(given[2]))
        StoredTree(session).consistency(37, 70)
        assert len(statements) == 1
        plan = connection.exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statements[0]}", tuple(range(70))[: statements[0].count("?")]
        )
        assert [row[3] for row in plan] == ["SEARCH log_node USING PRIMARY KEY (level=? AND position=?)"]


@pytest.mark.parametrize("count", [0, 1, 2, 255, 256, 1000])
def test_entries_that_were_there_before_the_tree_get_their_nodes(tmp_path: Path, count: int) -> None:
    address = url(tmp_path)
    db.create(address)
    engine = create_engine(address)
    with engine.begin() as connection:
        command.upgrade(migrations._config("desk", connection), "0001")
        entries = [{"leaf": leaf, "entry": b"%d \xff" % leaf, "tag": "filler"} for leaf in range(count)]
        if entries:
            connection.execute(insert(LogEntry), entries)
    engine.dispose()
    migrations.upgrade(address, "desk")
    with sqlite3.connect(tmp_path / "desk" / "desk.db") as rows:
        (nodes,) = rows.execute("SELECT count(*) FROM log_node").fetchone()
    rows.close()
    assert nodes == sum(count >> level for level in range(12))
    upgraded = Store.open(address, DeskBase)
    append(upgraded, Tag.INBOX_LIST)
    with upgraded.read() as session:
        assert StoredTree(session).root(count + 1) == roots(upgraded)[count]
    upgraded.close()
