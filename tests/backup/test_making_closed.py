"""A backup is closed to others, replaces no file and leaves nothing beside it."""

import os
import sqlite3
import stat
from contextlib import closing

import pytest
from click.testing import CliRunner, Result

from reporting.backup import BackupRefused, Sources, archive, make
from reporting.cli import main
from reporting.roster.files import AlreadyThere
from tests.backup.instances import a_house_lived_in
from tests.backup.reading import backup, members
from tests.house import House

lived_in = a_house_lived_in


def test_it_is_closed_to_others_and_leaves_nothing_beside_it(lived_in: House) -> None:
    umask = os.umask(0)
    try:
        made = backup(lived_in)
    finally:
        os.umask(umask)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600 and made.stat().st_nlink == 1
    assert list(made.parent.iterdir()) == [made]


def test_no_file_is_replaced(lived_in: House) -> None:
    made = backup(lived_in)
    before = made.read_bytes()
    with pytest.raises(AlreadyThere):
        backup(lived_in)
    made.rename(made.with_name("elsewhere.tar"))
    made.symlink_to("elsewhere.tar")
    with pytest.raises(AlreadyThere):
        backup(lived_in)
    assert made.read_bytes() == before and len(list(made.parent.iterdir())) == 2


def test_a_file_that_appears_meanwhile_is_not_replaced_either(lived_in: House, monkeypatch: pytest.MonkeyPatch) -> None:
    write = archive.write

    def slow(*given: object) -> None:
        write(*given)  # type: ignore[arg-type]
        (lived_in.folder / "backups/one.tar").write_text("mine")

    monkeypatch.setattr("reporting.backup.making.write", slow)
    with pytest.raises(AlreadyThere):
        backup(lived_in)
    assert [file.read_text() for file in (lived_in.folder / "backups").iterdir()] == ["mine"]


@pytest.mark.parametrize("place", ["instance", "instance/secrets", "keys"])
def test_it_is_not_made_where_other_programs_read(place: str, lived_in: House) -> None:
    sources = Sources.of(lived_in.settings.worker())
    with pytest.raises(BackupRefused, match="folder of its own"):
        make(sources, lived_in.folder / place / "one.tar", lived_in.clock.today())


def test_a_folder_that_is_open_to_all_or_not_there_is_refused(lived_in: House) -> None:
    sources, folder = Sources.of(lived_in.settings.worker()), lived_in.folder / "open"
    with pytest.raises(BackupRefused, match="mkdir -m 700"):
        make(sources, folder / "one.tar", lived_in.clock.today())
    folder.mkdir()
    folder.chmod(0o705)
    with pytest.raises(BackupRefused, match="chmod o-rwx"):
        make(sources, folder / "one.tar", lived_in.clock.today())


def test_a_store_that_is_busy_is_told_and_leaves_nothing(lived_in: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reporting.db.store.PATIENCE", 0.1)
    with closing(sqlite3.connect(lived_in.folder / "instance/mailbox/mailbox.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(BackupRefused, match="try again"):
            backup(lived_in)
    assert list((lived_in.folder / "backups").iterdir()) == []


def test_what_a_killed_one_left_goes_with_the_next(lived_in: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr("shutil.rmtree", lambda *_, **__: None)
        killed.setattr("reporting.backup.making.write", interrupted)
        backup(lived_in)
    assert len(list((lived_in.folder / "backups").iterdir())) == 1
    made = backup(lived_in, "of-another-day.tar")
    assert list(made.parent.iterdir()) == [made]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def run(house: House, *words: object) -> Result:
    environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    return CliRunner(env=environ).invoke(main, ["backup", *map(str, words)])


def test_the_command_says_what_is_in_it_and_refuses_in_one_line(lived_in: House) -> None:
    (lived_in.folder / "backups").mkdir(mode=0o700)
    file = lived_in.folder / "backups/one.tar"
    told = run(lived_in, file)
    assert told.exit_code == 0 and "keep instance/secrets/log-key elsewhere" in told.stdout, told.output
    assert "mailbox.db" in members(file)
    again = run(lived_in, file)
    assert again.exit_code == 1 and again.stderr.count("\n") == 1 and "exists already" in again.stderr
    guarded = run(lived_in, file.with_name("two.tar"), "--with-secrets")
    assert guarded.exit_code == 0 and "in the clear" in guarded.stdout
