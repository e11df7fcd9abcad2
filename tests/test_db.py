"""The stores: durable on every connection, one writer at a time, and never an acknowledgement into nothing."""

import errno
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from reporting import migrations
from reporting.db import DeskBase, MailboxBase, Prepared, Store, StoreRefused, StoreUnavailable
from reporting.db.sqlite import LOCK_PATIENCE
from reporting.mailbox.box import AlreadySpent, Mailbox
from reporting.mailbox.models import SpentToken
from tests.house import House
from tests.postgres import on_both
from tests.spending import TODAY, a_store, spend

file = a_store


def test_every_connection_is_durable_and_forgets_what_is_erased(house: House) -> None:
    for store in (house.mailbox(), Store.open(house.settings.desk().desk_url, DeskBase)):
        told = {name: store.scalar(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "secure_delete")}
        assert told == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}


def test_the_write_ahead_log_is_carried_over_seldom_and_stays_within_its_measure(file: Path, house: House) -> None:
    with sqlite3.connect(file) as rows:
        rows.execute("CREATE TABLE filling (bytes BLOB)")
    rows.close()
    store, log = house.mailbox(), file.with_name("mailbox.db-wal")
    whole = []
    for _ in range(24):
        with store.write_rows() as writing:
            writing.exec_driver_sql("INSERT INTO filling VALUES (zeroblob(2000000))")
        whole.append(file.stat().st_size)
    assert whole[0] == whole[15] < 2e6, "32 MB in, nobody had to wait for it yet"
    assert whole[-1] > 40e6
    assert log.stat().st_size < 50e6
    assert store.flush_log() and log.stat().st_size == 0


def test_whoever_may_write_to_a_store_may_wait_for_its_turn(tmp_path: Path) -> None:
    umask = os.umask(0o077)
    try:
        migrations.upgrade(f"sqlite:///{tmp_path}/s/mailbox.db", "mailbox")
        (tmp_path / "s/mailbox.db").chmod(0o660)
        (tmp_path / "s/mailbox.turn").unlink()
        migrations.upgrade(f"sqlite:///{tmp_path}/s/mailbox.db", "mailbox")
    finally:
        os.umask(umask)
    assert (tmp_path / "s/mailbox.turn").stat().st_mode & 0o777 == 0o660


@on_both
def test_a_block_that_raises_leaves_nothing(house: House) -> None:
    store = house.mailbox()
    with pytest.raises(RuntimeError), store.write() as session:
        Mailbox(session).spend(b"n" * 32, TODAY)
        raise RuntimeError
    spend(store, b"n")
    with pytest.raises(AlreadySpent):
        spend(store, b"n")


def test_a_store_that_is_not_in_wal_mode_is_refused(file: Path, house: House) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    with pytest.raises(StoreRefused, match="WAL"):
        house.mailbox()


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o666])
def test_a_store_open_to_every_user_is_refused(file: Path, house: House, mode: int) -> None:
    file.chmod(mode)
    with pytest.raises(StoreRefused, match="chmod"):
        house.mailbox()


def test_a_store_that_was_never_made_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreRefused, match="db upgrade"):
        Store.open(f"sqlite:///{tmp_path}/none.db", MailboxBase)
    assert not (tmp_path / "none.db").exists()


def test_a_store_that_another_holds_while_a_program_starts_is_waited_for(file: Path, house: House) -> None:
    with held(file) as outside:
        threading.Timer(LOCK_PATIENCE + 0.5, outside.close).start()
        spend(house.mailbox(), b"a")


def test_a_store_that_another_keeps_is_refused_by_what_is_wrong(
    file: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.db.store.PATIENCE", 0.2)
    with held(file), pytest.raises(StoreRefused, match=r"mailbox\.db is held by another program"):
        house.mailbox()


@contextmanager
def held(file: Path) -> Iterator[sqlite3.Connection]:
    """As SQLite holds it for whoever reads the log after a crash, or closes the store last."""
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as outside:
        outside.execute("PRAGMA locking_mode=EXCLUSIVE")
        outside.execute("DELETE FROM spent_token")
        yield outside


def test_a_store_that_is_deleted_or_replaced_under_us_acknowledges_nothing(file: Path, house: House) -> None:
    store = house.mailbox()
    spend(store, b"a")
    aside = file.with_suffix(".aside")
    file.rename(aside)
    with pytest.raises(StoreUnavailable):
        spend(store, b"b")
    with pytest.raises(StoreUnavailable), store.read() as session:
        session.execute(text("SELECT 1"))
    aside.rename(file)
    spend(store, b"c")
    file.rename(aside)
    migrations.upgrade(f"sqlite:///{file}", "mailbox")
    with pytest.raises(StoreUnavailable):
        spend(store, b"d")  # the connection of before still leads to the file that is gone
    spend(store, b"e")
    rows = sqlite3.connect(file)
    assert rows.execute("SELECT count(*) FROM spent_token").fetchone() == (1,)
    rows.close()


def test_a_write_ahead_log_that_is_deleted_under_us_acknowledges_nothing(file: Path, house: House) -> None:
    store = house.mailbox()
    spend(store, b"a")
    for name in ("mailbox.db-wal", "mailbox.db-shm"):
        (file.parent / name).unlink()
    with pytest.raises(StoreUnavailable):
        spend(store, b"b")


def test_a_write_ahead_log_that_is_deleted_while_we_write_acknowledges_nothing(file: Path, house: House) -> None:
    store = house.mailbox()
    with pytest.raises(StoreUnavailable), store.write() as session:
        Mailbox(session).spend(b"a" * 32, TODAY)
        for name in ("mailbox.db-wal", "mailbox.db-shm"):
            (file.parent / name).unlink()
    spend(store, b"b")


def test_a_turn_whose_file_is_closed_with_an_error_was_a_turn(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    store = house.mailbox()
    monkeypatch.setattr("reporting.db.turn.os", Closing())
    for number in range(3):
        spend(store, bytes([number]))
    assert store.scalar("SELECT count(*) FROM spent_token") == 3


class Closing:
    """The system, whose disk is broken when a file is closed; it is closed all the same (close(2))."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def close(self, handle: int) -> None:
        os.close(handle)
        raise OSError(errno.EIO, "broken")


@pytest.mark.parametrize("statement", ["UPDATE alembic_version SET version_num = '0000'", "DROP TABLE alembic_version"])
def test_a_store_with_other_tables_is_refused(file: Path, house: House, statement: str) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute(statement)
    connection.close()
    with pytest.raises(StoreRefused, match="db upgrade"):
        house.mailbox()


def test_an_empty_file_is_refused(file: Path, house: House) -> None:
    file.write_bytes(b"")
    with pytest.raises(StoreRefused):
        house.mailbox()


@on_both
def test_what_a_statement_carried_is_never_in_an_exception(house: House) -> None:
    store = house.mailbox()
    secret = "Canary7Zq4v"
    with pytest.raises(StoreUnavailable) as refused, store.read() as session:
        session.execute(text("SELECT :word FROM nowhere"), {"word": secret})
    seen: BaseException | None = refused.value
    assert seen is not None
    assert secret not in repr(seen)
    assert seen.__suppress_context__
    with pytest.raises(IntegrityError) as broken, store.write() as session:
        session.execute(text("INSERT INTO spent_token VALUES (:word, NULL)"), {"word": secret})
    assert secret not in str(broken.value)


@on_both
def test_who_looks_and_then_writes_is_alone_from_the_look_on(house: House) -> None:
    """Two writers of two processes: neither finds in what it writes a row that it did not see."""
    stores, seen = [house.mailbox(), house.mailbox()], list[int]()
    start = threading.Barrier(2)

    def write(store: Store) -> None:
        start.wait()
        for _ in range(20):
            with store.write() as session:
                there = session.execute(text("SELECT count(*) FROM spent_token")).scalar_one()
                seen.append(there)
                Mailbox(session).spend(bytes([there]) * 32, TODAY)

    threads = [threading.Thread(target=write, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == list(range(40))


@on_both
def test_one_reading_sees_one_state(house: House) -> None:
    store, other = house.mailbox(), house.mailbox()
    spend(other, b"a")
    count = text("SELECT count(*) FROM spent_token")
    with store.read() as session:
        assert session.execute(count).scalar() == 1
        spend(other, b"b")
        assert session.execute(count).scalar() == 1
    assert store.scalar(str(count)) == 2


@pytest.mark.parametrize(("store", "base"), [("mailbox", MailboxBase), ("desk", DeskBase)])
def test_the_migrations_make_the_tables_that_the_models_describe(
    house: House, store: migrations.StoreName, base: type[MailboxBase | DeskBase]
) -> None:
    import reporting.desk
    import reporting.mailbox.models  # noqa: F401  (both name all tables)

    rows = sqlite3.connect(house.folder / "instance" / store / f"{store}.db")
    for name, table in base.metadata.tables.items():
        there = {(row[1], bool(row[3] or row[5])) for row in rows.execute(f"PRAGMA table_info({name})")}
        assert there == {(column.name, not column.nullable) for column in table.columns}, name
    rows.close()


@on_both
def test_one_reading_of_rows_sees_one_state_from_its_first_statement_on(house: House) -> None:
    store, ask = house.mailbox(), Prepared(select(SpentToken.nonce_hash))
    with store.read_rows() as rows:
        assert ask.run(rows, {}) in ([], ())
        spend(house.mailbox(), b"x")
        assert rows.execute(select(SpentToken.nonce_hash)).all() == []
