"""A backup of stores on PostgreSQL is the same file as one of files: of one moment, without an order of arrival."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from reporting.backup import BackupRefused, snapshot
from reporting.db import DeskBase, MailboxBase, Store
from tests import postgres as pg
from tests.backup.reading import backup, backup_while_somebody_reports, members, store, unpaired
from tests.house import House, Reader
from tests.restore.disaster import run
from tests.worker.reading import nights_around


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def lived_in(house: House) -> House:
    """Reports, a night, and Ada at the desk."""
    nights_around(house, 3)
    assert Reader(house.desk().test_client(), "ada").sign_in().status_code == 200
    return house


def rows_of(base: Any, url: str) -> dict[str, list[str]]:
    opened = Store.open(url, base, read_only=True)
    with opened.read() as session:
        found = {
            table.name: sorted(repr(tuple(row)) for row in session.execute(select(table)))
            for table in base.metadata.sorted_tables
        }
    opened.close()
    return found


def unpacked(archive: Path, name: str, folder: Path) -> str:
    """One of its stores as a file that can be opened as one, with what that needs."""
    from reporting import migrations

    file = folder / name / f"{name}.db"
    file.parent.mkdir(mode=0o700)
    file.write_bytes(members(archive)[f"{name}.db"])
    file.chmod(0o600)
    url = f"sqlite:///{file}"
    migrations.upgrade(url, name)  # type: ignore[arg-type]
    return url


def test_every_row_of_both_stores_is_in_it_but_for_who_is_signed_in(lived_in: House, tmp_path: Path) -> None:
    settings = lived_in.settings.desk()
    made = backup(lived_in)
    assert rows_of(MailboxBase, unpacked(made, "mailbox", tmp_path)) == rows_of(MailboxBase, settings.mailbox_url)
    held, there = rows_of(DeskBase, unpacked(made, "desk", tmp_path)), rows_of(DeskBase, settings.desk_url)
    for table in snapshot.SESSIONS:
        assert held.pop(table) == [] and there.pop(table) != []
    assert held == there and held["log_entry"] and held["log_day"]


def test_a_count_that_is_wrong_stops_no_backup_and_is_right_in_it(lived_in: House, tmp_path: Path) -> None:
    there = rows_of(DeskBase, lived_in.settings.desk().desk_url)["clock_count"]
    with lived_in.rooms().desk.write() as session:
        session.execute(text("UPDATE clock_count SET number = number + 1"))
    held = rows_of(DeskBase, unpacked(backup(lived_in), "desk", tmp_path))["clock_count"]
    assert held == there != []


def test_the_same_mailbox_gives_the_same_bytes_and_pages_lie_in_the_order_of_random_keys(
    lived_in: House, tmp_path: Path
) -> None:
    one, other = backup(lived_in), backup(lived_in, "other.tar")
    assert members(one)["mailbox.db"] == members(other)["mailbox.db"]
    with store(one, "mailbox.db", tmp_path) as rows:
        sealed = [found for (found,) in rows.execute("SELECT sealed FROM part ORDER BY report_id, name")]
    whole = members(one)["mailbox.db"]
    places = [whole.index(found[-512:]) for found in sealed]
    assert places == sorted(places) and len(places) == 9


def test_other_writers_wait_until_both_are_read_from_one_moment_and_not_longer(
    lived_in: House, postgres: pg.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, copy = snapshot._begin, snapshot.Moment.copy
    seen: list[tuple[str, int]] = []

    def turns_taken() -> int:
        with postgres.admin(pg.name_in(lived_in.settings.desk().desk_url)) as rows:
            whole = "locktype = 'advisory' AND mode = 'ExclusiveLock' AND granted"
            found = rows.execute(f"SELECT count(*) FROM pg_locks WHERE {whole}").fetchone()
            assert found
            return int(found[0])

    def look(what: str, then: Callable[..., None]) -> Callable[..., None]:
        def looked(*given: object, **named: object) -> None:
            then(*given, **named)
            seen.append((what, turns_taken()))

        return looked

    monkeypatch.setattr(snapshot, "_begin", look("begin", begin))
    monkeypatch.setattr(snapshot.Moment, "copy", look("copy", copy))
    backup(lived_in)
    assert seen == [("begin", 2)] * 2 + [("copy", 0)] * 2


def test_a_report_that_comes_while_it_is_copied_is_in_neither_store_of_it(
    lived_in: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup_while_somebody_reports(lived_in, monkeypatch)
    assert unpaired(made, tmp_path) == []
    with store(made, "mailbox.db", tmp_path) as rows:
        assert rows.execute("SELECT count(*) FROM deposit").fetchone() == (3,)
    assert len(lived_in.report_ids()) == 5


def test_a_database_that_is_busy_is_told_and_leaves_nothing(lived_in: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.db.store.PATIENCE", 0.1)
    held, over = threading.Event(), threading.Event()
    other = Store.open(lived_in.settings.desk().mailbox_url, MailboxBase)

    def hold() -> None:
        with other.write_rows() as rows:
            rows.execute(text("SELECT 1"))
            held.set()
            over.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    try:
        with pytest.raises(BackupRefused, match="try again"):
            backup(lived_in)
    finally:
        over.set()
        holder.join()
    assert list((lived_in.folder / "backups").iterdir()) == []


def test_the_worker_that_has_a_folder_for_backups_does_all_its_work_and_makes_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As "Backups" and "PostgreSQL" of docs/operations.md leave it, one after the other."""
    folder = house.folder / "backups"
    folder.mkdir(mode=0o700)
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(f'{toml.read_text()}[backup]\nfolder = "{folder}"\n')
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    told = run(house, "worker", "--once")
    assert told.exit_code == 0, told.output
    assert [file.name for file in folder.iterdir()] == ["reporting-2026-11-23.tar"]
    assert house.signing().last() is not None, "the day was closed"
