"""A restore that is killed on the way can be done again, and no program starts on half of one."""

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.cases.models import CaseRow
from reporting.db import MailboxBase, Store
from reporting.errors import Refused
from reporting.restore import places
from reporting.roster.files import AlreadyThere
from tests.backup.reading import backup
from tests.house import House, Rosa
from tests.promises.test_22_erased_is_gone import Back
from tests.restore.archives import an_archive, packed
from tests.restore.disaster import destroyed, restored, run
from tests.worker.reading import nights_around, tagged

archive = an_archive


@pytest.mark.parametrize("last", ["mailbox.db", "desk.db", "reporting.toml"])
def test_killed_on_the_way_no_program_starts_and_it_can_be_done_again(
    last: str, house: House, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a power cut just before the file of this name is put in place: nobody takes anything back."""
    link = places._link
    shutil.rmtree(house.folder / "instance/guidelines")
    (house.folder / "instance/reporting.toml").unlink()

    def cut(staged: Path, place: Path) -> None:
        if place.name == last:
            os._exit(9)
        link(staged, place)

    pid = os.fork()
    if not pid:
        monkeypatch.setattr(places, "_link", cut)
        restored(house, archive)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    assert not (house.folder / "instance/mailbox/mailbox.db").exists()
    with pytest.raises(Refused):
        house.form()
    restored(house, archive)
    assert len(house.report_ids()) == 2 and len(tagged(house, Tag.RESTORE_DECLARE)) == 1
    assert not (house.folder / "instance/.restoring").exists()


def killed_at(step: int, monkeypatch: pytest.MonkeyPatch, what: Callable[[], object]) -> bool:
    """Do it in another process, which dies as by a power cut before its so-manieth writing to a store or putting of a
    file in its place; whether it died, and not of anything else."""
    link, write = places._link, Store.write
    left = iter(range(step))

    def step_or_die() -> None:
        if next(left, None) is None:
            os._exit(9)

    def linking(staged: Path, place: Path) -> None:
        step_or_die()
        link(staged, place)

    @contextmanager
    def writing(store: Store) -> Iterator[Session]:
        step_or_die()
        with write(store) as session:
            yield session

    pid = os.fork()
    if not pid:
        monkeypatch.setattr(places, "_link", linking)
        monkeypatch.setattr(Store, "write", writing)
        what()
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code in (0, 9)
    return code == 9


def desk_lost(house: House, *, signed_since: bool = True) -> tuple[Path, bytes]:
    """A report before the backup, and after it another, and one that was withdrawn; the desk's store is gone. The
    backup, and what the mailbox holds."""
    nights_around(house, 1)
    made = backup(house)
    Rosa(house.form().test_client()).send(what_happened="Since then.")
    withdrawn = Back(house)
    house.work()
    withdrawn.withdraws()
    if signed_since:
        house.clock.advance(timedelta(days=1))
        house.work()
    destroyed(house, "desk")
    return made, told_by_the_mailbox(house)


def told_by_the_mailbox(house: House) -> bytes:
    with closing(sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")) as rows:
        names = [table.name for table in MailboxBase.metadata.sorted_tables]
        return repr([rows.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names]).encode()


def test_killed_at_every_step_a_mailbox_that_stays_learns_nothing_before_the_desks_store_is_there(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the same command goes on from wherever it was: every report is at the desk, and one entry declares it."""
    made, before = desk_lost(house)
    instance, whole = house.folder / "instance", house.folder / "whole"
    shutil.copytree(instance, whole)
    restored(house, made, desk_only=True)
    house.work()
    known = at_the_desk(house)
    for step in range(100):
        shutil.rmtree(instance)
        shutil.copytree(whole, instance)
        died = killed_at(step, monkeypatch, lambda: restored(house, made, desk_only=True))
        desk = house.folder / "instance/desk/desk.db"
        if not desk.exists():
            assert told_by_the_mailbox(house) == before
        if died:
            done = restored(house, made, desk_only=True)
            assert done.lost is not None
        assert not (house.folder / "instance/.restoring").exists()
        house.work()
        assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1
        assert at_the_desk(house) == known
        if not died:
            break
    assert step > 3 and not died


def at_the_desk(house: House) -> set[str]:
    with house.rooms().desk.read() as session:
        return set(session.scalars(select(CaseRow.report_id)))


def test_who_starts_the_programs_on_half_a_restore_has_the_worker_finish_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, before = desk_lost(house, signed_since=False)
    step = iter(range(100))
    while not (house.folder / "instance/desk/desk.db").exists():
        assert killed_at(next(step), monkeypatch, lambda: restored(house, made, desk_only=True))
    assert told_by_the_mailbox(house) == before
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    assert run(house, "worker", "--once").exit_code == 0
    assert at_the_desk(house) >= set(house.report_ids())


def test_a_store_in_place_by_another_backup_is_not_gone_on_with(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    made, _ = desk_lost(house)
    other = packed(Path(shutil.copy(made, made.with_name("other.tar"))), **{"keys/note.md": b"x"})
    step = iter(range(100))
    while not (house.folder / "instance/desk/desk.db").exists():
        assert killed_at(next(step), monkeypatch, lambda: restored(house, made, desk_only=True))
    with pytest.raises(AlreadyThere, match="nothing is overwritten"):
        restored(house, other, desk_only=True)
