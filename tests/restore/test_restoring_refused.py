"""A backup that is damaged, rewritten or of another instance is refused, and nothing of it is put back."""

import shutil
import tarfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from reporting import config
from reporting.backup import BackupRefused
from reporting.migrations import NewerStore
from reporting.roster.files import AlreadyThere
from tests.backup.reading import backup
from tests.form.test_roster import change
from tests.house import House, build
from tests.restore.archives import an_archive, changed, packed, refused
from tests.restore.disaster import destroyed, restored, run

archive = an_archive


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
