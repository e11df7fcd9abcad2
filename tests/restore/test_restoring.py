"""A backup is put back whole or not at all, over nothing, and only when all of it is what it should be."""

import json
import os
import shutil
import sqlite3
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting import config
from reporting.accesslog import Tag
from reporting.backup import BackupRefused
from reporting.cases.models import CaseRow
from reporting.db import MailboxBase, Store
from reporting.errors import Refused
from reporting.migrations import NewerStore
from reporting.restore import places
from reporting.roster.files import AlreadyThere
from tests.backup.reading import backup, members
from tests.form.test_roster import change
from tests.house import House, Reader, Rosa, build, words_of, write_log_key
from tests.promises.test_22_erased_is_gone import Back
from tests.restore.disaster import destroyed, everything, restored, run
from tests.worker.reading import checkpoints, nights_around, tagged
from tests.worker.test_shown import come_back


@pytest.fixture
def archive(house: House) -> Path:
    """A backup of a house with two reports, a night old; its stores are gone."""
    nights_around(house, 2)
    made = backup(house)
    destroyed(house)
    return made


def packed(archive: Path, **changed: bytes) -> Path:
    """The same backup with other files in it, and a list that fits them: what somebody makes who may write there."""
    files = {**members(archive), **{name.replace("__", "."): content for name, content in changed.items()}}
    listed = json.loads(files.pop("backup.json"))
    listed["files"] = {name: [len(held), sha256(held).hexdigest()] for name, held in sorted(files.items())}
    whole = (json.dumps(listed, indent=1, sort_keys=True) + "\n").encode()
    with tarfile.open(archive, "w") as tar:
        for name, held in {"backup.json": whole, **dict(sorted(files.items()))}.items():
            member = tarfile.TarInfo(name)
            member.size = len(held)
            tar.addfile(member, BytesIO(held))
    return archive


def changed(archive: Path, store: str, *statements: str) -> Path:
    file = archive.with_name("changed.db")
    file.write_bytes(members(archive)[f"{store}.db"])
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        for statement in statements:
            rows.execute(statement)
    content = file.read_bytes()
    file.unlink()
    return packed(archive, **{f"{store}__db": content})


def refused(house: House, archive: Path, match: str, error: type[Refused] = BackupRefused, **more: object) -> None:
    """Nothing has changed by it."""
    before = everything(house.folder)
    with pytest.raises(error, match=match) as told:
        restored(house, archive, **more)
    assert "\n" not in str(told.value)
    assert everything(house.folder) == before


def test_on_a_machine_that_has_nothing_all_but_the_secrets_comes_from_the_backup(
    house: House, archive: Path, tmp_path: Path
) -> None:
    shutil.rmtree(house.folder / "instance")
    shutil.rmtree(house.keys)
    done = restored(house, archive)
    assert done.left == () and done.lost is None and done.as_signed == 128
    write_log_key(house.folder / "instance/secrets/log-key", tmp_path / "log.pub")
    house.work()
    page = Rosa(house.form().test_client()).send(what_happened="And again.")
    assert page.status_code == 200
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 3
    for folder, mode in (
        ("instance", 0o700),
        ("instance/secrets", 0o700),
        ("instance/mailbox", 0o700),
        ("keys", 0o755),
    ):
        assert stat.S_IMODE((house.folder / folder).stat().st_mode) == mode
    assert stat.S_IMODE((house.keys / "roster").stat().st_mode) == 0o644
    assert stat.S_IMODE((house.folder / "instance/secrets/form-token").stat().st_mode) == 0o600


def test_secrets_come_from_a_backup_that_holds_them(house: House) -> None:
    house.work()
    made = backup(house, with_secrets=True)
    before = {file.name: file.read_bytes() for file in (house.folder / "instance/secrets").iterdir()}
    shutil.rmtree(house.folder / "instance")
    restored(house, made)
    assert {file.name: file.read_bytes() for file in (house.folder / "instance/secrets").iterdir()} == before
    house.work()


def test_what_is_in_use_stays_as_it_is(house: House, archive: Path) -> None:
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(toml.read_text().replace("Larkfield Network", "Larkfield Society"))
    (house.folder / "instance/guidelines/2026-11-24.md").write_text("# Newer\n")
    shutil.rmtree(house.folder / "instance/guidelines")
    before = everything(house.folder)
    done = restored(house, archive)
    after = everything(house.folder)
    assert set(after) - set(before) == {"instance/mailbox/mailbox.db", "instance/desk/desk.db"}
    assert {name: after[name] for name in before} == before
    assert done.left == ("secrets/log-key", "secrets/form-token", "keys/", "guidelines/", "reporting.toml")


def test_it_is_declared_even_when_nothing_that_was_signed_is_lost(house: House, archive: Path) -> None:
    done = restored(house, archive)
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert (entry.count, entry.hash, done.lost) == (128, None, None)
    house.clock.advance(timedelta(days=1))
    house.work()
    assert [one.size for one in checkpoints(house)] == [64, 128, 192]


def test_the_loss_is_told_and_what_the_worker_kept_of_it_stays_beside(house: House) -> None:
    house.work()
    made = backup(house)
    house.clock.advance(timedelta(days=1))
    house.work()
    lost = house.signing().last()
    destroyed(house)
    done = restored(house, made)
    assert lost and done.lost == lost and done.as_signed == 64
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert entry.hash == sha256(lost.text.encode()).hexdigest()
    (beside,) = house.signing().kept.parent.iterdir()
    assert house.signing().opened(beside.read_bytes()) == lost
    house.clock.advance(timedelta(days=1))
    house.work()


def test_an_auditors_checkpoint_tells_of_the_loss_where_the_workers_own_is_gone(house: House, tmp_path: Path) -> None:
    house.work()
    made = backup(house)
    house.clock.advance(timedelta(days=1))
    house.work()
    kept = house.signing().kept.rename(tmp_path / "kept")
    destroyed(house)
    done = restored(house, made, kept=kept)
    assert done.lost and done.lost.size == 128
    assert kept.exists() and not house.signing().kept.exists()
    house.clock.advance(timedelta(days=1))
    house.work()
    kept.write_bytes(b"hello")
    destroyed(house)
    refused(house, made, "no checkpoint of this log", kept=kept)


def test_a_mailbox_that_was_not_lost_stays_and_the_desk_learns_from_it(house: House) -> None:
    house.work()
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="Before.")
    house.work()
    made = backup(house)
    words = " ".join(words_of(rosa.send(what_happened="Since then.").text))
    house.work()
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    with house.rooms().desk.read() as session:
        cases = list(session.scalars(select(CaseRow.case_id)))
    for case in cases:
        assert ada.post(f"/cases/{case}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    assert "not yet read" not in come_back(rosa, words).text
    destroyed(house, "desk")
    refused(house, made, "nothing is overwritten", AlreadyThere)
    restored(house, made, desk_only=True)
    house.work()
    assert "not yet read" in come_back(rosa, words).text
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 2
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1


def test_without_a_mailbox_there_is_none_to_go_on_with(house: House, archive: Path) -> None:
    refused(house, archive, "no mailbox here", desk_only=True)


@pytest.mark.parametrize(
    "left", ["mailbox/mailbox.db", "desk/desk.db", "desk/desk.db-wal", "mailbox/mailbox.db-journal"]
)
def test_no_store_and_nothing_of_one_is_overwritten(left: str, house: House, archive: Path) -> None:
    file = house.folder / "instance" / left
    file.parent.mkdir(mode=0o700)
    file.write_bytes(b"")
    refused(house, archive, "nothing is overwritten", AlreadyThere)


def test_a_store_that_appears_meanwhile_is_left_and_all_else_is_taken_back(
    house: House, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = places._link
    shutil.rmtree(house.folder / "instance")
    shutil.rmtree(house.keys)

    def somebody_else_is_quicker(staged: Path, place: Path) -> None:
        if place.name == "mailbox.db":
            place.write_bytes(b"mine")
        link(staged, place)

    monkeypatch.setattr(places, "_link", somebody_else_is_quicker)
    with pytest.raises(AlreadyThere, match="appeared meanwhile"):
        restored(house, archive)
    assert everything(house.folder / "instance") == {"mailbox/mailbox.db": b"mine"}
    assert everything(house.keys) == {}


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


def test_another_disk_for_the_stores_is_as_good(house: House, archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    link = os.link

    def across(one: Path, other: Path) -> None:
        if Path(one).parent != Path(other).parent:
            raise OSError(18, "Invalid cross-device link")
        link(one, other)

    monkeypatch.setattr(places.os, "link", across)
    restored(house, archive)
    assert sorted(file.name for file in (house.folder / "instance/desk").iterdir()) == ["desk.db", "desk.turn"]
    assert len(house.report_ids()) == 2


DAMAGED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "a byte of a store": (lambda one: _flipped(one, b"SQLite format 3", 5000), "damaged|no backup"),
    "a byte of a key": (lambda one: _flipped(one, b"larkfield.example/log+", 30), "damaged"),
    "half of it": (lambda one: _cut(one), "no backup|does not hold|damaged"),
    "no tar": (lambda one: _written(one, b"hello"), "no backup"),
    "empty": (lambda one: _written(one, b""), "no backup"),
    "a store that is none": (lambda one: packed(one, desk__db=b"hello"), "desk.db in the backup is damaged"),
    "a place elsewhere": (lambda one: packed(one, **{"keys/../../evil": b"x"}), "no backup"),
    "a name of its own": (lambda one: packed(one, evil=b"x"), "no backup"),
    "a member within members": (lambda one: _nested(one), "no backup"),
    "a size without end": (lambda one: _relisted(one, b"Infinity"), "no backup"),
    "a size that is none": (lambda one: _relisted(one, b"1" * 5000), "no backup"),
    "settings that are none": (lambda one: packed(one, reporting__toml=b"[x]"), ""),
}


def _nested(archive: Path) -> Path:
    """A member whose long name has a long name, and so on."""
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.GNUTYPE_LONGNAME, 1
    return _written(archive, (member.tobuf(tarfile.GNU_FORMAT) + b"y".ljust(512, b"\0")) * 2000 + archive.read_bytes())


def _flipped(archive: Path, beginning: bytes, after: int) -> Path:
    content = bytearray(archive.read_bytes())
    content[content.index(beginning) + after] ^= 1
    return _written(archive, bytes(content))


def _relisted(archive: Path, size: bytes) -> Path:
    """The list alone, with this as the size of a file."""
    listed = b'{"files": {"desk.db": [%b, "%b"]}, "made_on": "2026-11-23"}' % (size, b"a" * 64)
    with tarfile.open(archive, "w") as tar:
        member = tarfile.TarInfo("backup.json")
        member.size = len(listed)
        tar.addfile(member, BytesIO(listed))
    return archive


def _cut(archive: Path) -> Path:
    return _written(archive, archive.read_bytes()[: archive.stat().st_size // 2])


def _written(archive: Path, content: bytes) -> Path:
    archive.write_bytes(content)
    return archive


@pytest.mark.parametrize("what", DAMAGED)
def test_what_is_damaged_is_refused_and_nothing_is_put_back(what: str, house: House, archive: Path) -> None:
    damage, match = DAMAGED[what]
    if not match:
        (house.folder / "instance/reporting.toml").unlink()
        refused(house, damage(archive), "reporting.toml", config.SettingsRefused)
        return
    refused(house, damage(archive), match)


REWRITTEN = {
    "an entry": "UPDATE log_entry SET entry = CAST(replace(CAST(entry AS TEXT), 'a', 'b') AS BLOB) WHERE leaf = 9",
    "what an entry is found by": "UPDATE log_entry SET tag = 'filler' WHERE tag = 'roster:change'",
    "a hash": "UPDATE log_node SET hash = zeroblob(32) WHERE level = 2 AND position = 3",
    "the last entry": "DELETE FROM log_entry WHERE leaf = (SELECT max(leaf) FROM log_entry)",
    "a hash too many": "INSERT INTO log_node VALUES (0, 500, zeroblob(32))",
    "a checkpoint": "UPDATE log_checkpoint SET note = (SELECT note FROM log_checkpoint WHERE size = 64)",
}


@pytest.mark.parametrize("what", REWRITTEN)
def test_a_backup_whose_log_was_touched_is_refused(what: str, house: House, archive: Path) -> None:
    free = ["DROP TRIGGER log_entry_no_update", "DROP TRIGGER log_node_no_update", "DROP TRIGGER log_entry_no_delete"]
    refused(house, changed(archive, "desk", *free, REWRITTEN[what]), "access log in the backup is not whole")


def test_a_backup_of_two_moments_is_refused(house: House, archive: Path) -> None:
    off = "PRAGMA foreign_keys=OFF"
    gone = "DELETE FROM deposit WHERE report_id = (SELECT min(report_id) FROM deposit)"
    parts = [f"DELETE FROM {table}" for table in ("reader", "part", "proof")]
    refused(house, changed(archive, "mailbox", off, gone, *parts), "not of one moment")


def test_a_newer_schema_is_refused_and_says_so(house: House, archive: Path) -> None:
    newer = changed(archive, "desk", "UPDATE alembic_version SET version_num = '0099'")
    refused(house, newer, "newer version", NewerStore)


def test_a_backup_of_another_log_or_roster_is_refused(house: House, archive: Path, tmp_path: Path) -> None:
    public = house.keys / "log.pub"
    before = public.read_bytes()
    public.write_text("larkfield.example/log+5ee8c5b1+AWFIpvbsKGpcKz/FAypTZ1rIVKcGfGVsn8QBqsDqhGVv\n")
    with pytest.raises(BackupRefused):
        restored(house, archive)
    public.write_bytes(before)
    elsewhere = build(tmp_path / "elsewhere", handles=("ada", "ben"))
    shutil.copy(elsewhere.keys / "roster", house.keys / "roster")
    for handle in ("ines", "noor", "olu"):
        (house.keys / f"{handle}.pub").unlink()
    refused(house, archive, "another roster")


def test_a_roster_that_went_on_since_the_backup_stays_and_an_older_one_is_refused(
    house: House, archive: Path, tmp_path: Path
) -> None:
    older = shutil.copytree(house.keys, tmp_path / "older")
    change(house, without="ines")
    done = restored(house, archive)
    assert "keys/ (newer than in the backup)" in done.left and done.roster is None
    assert "ines" not in {person.handle for person in house.roster.people}
    archive.unlink()
    since = backup(house)
    destroyed(house)
    shutil.rmtree(house.keys)
    shutil.copytree(older, house.keys)
    refused(house, since, "is older than the backup. Move it away")


def test_who_may_be_back_with_the_backups_roster_is_said(house: House, archive: Path) -> None:
    shutil.rmtree(house.keys)
    told = run(house, "restore", archive)
    assert "The roster in use is the backup's, number 1 of 2026-11-23: Ada Lindqvist," in told.output
    assert "Whoever left is back" in told.output


def test_keys_that_do_not_verify_are_refused(house: House, archive: Path) -> None:
    refused(house, packed(archive, **{"keys/roster": b"hello"}), "roster in the backup is not sound")


def test_the_logs_key_may_have_been_changed_since(house: House, archive: Path, tmp_path: Path) -> None:
    old = tmp_path / "old.pub"
    shutil.copy(house.keys / "log.pub", old)
    # Changed and ended: the old key is gone from the machine, and with it what it had signed.
    house.signing().kept.unlink()
    assert run(house, "log", "rotate").exit_code == 0
    (house.folder / "instance/secrets/log-key.before").rename(tmp_path / "gone")
    refused(house, archive, "--log-key OLD.pub")
    restored(house, archive, log_key=old)
    assert run(house, "worker", "--once").exit_code == 0


def test_the_command_tells_what_is_lost_and_what_is_left_to_do(house: House, archive: Path) -> None:
    told = run(house, "restore", archive)
    assert told.exit_code == 0, told.output
    for words in ("as it was on 2026-11-24", "finds nothing under their words", "deploy/owners", "tell the auditors"):
        assert words in told.stdout
    again = run(house, "restore", archive)
    assert again.exit_code == 1 and again.stderr.count("\n") == 1 and "nothing is overwritten" in again.stderr
    missing = run(house, "restore", archive, "--checkpoint", archive.with_name("none"))
    assert missing.exit_code == 2
