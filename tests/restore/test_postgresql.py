"""A backup goes back into PostgreSQL, from wherever it was made, in one step, and declared; by hand it is found out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.accesslog import Tag
from reporting.accesslog.signing import UndeclaredRollback
from reporting.backup import BackupRefused
from reporting.db import StoreRefused
from reporting.errors import Refused
from reporting.migrations.copying import CopyRefused
from reporting.restore import restoring
from reporting.restore.places import Unfinished
from reporting.roster.files import AlreadyThere
from tests import postgres as pg
from tests.backup.reading import backup
from tests.cli.olu import Olu
from tests.cut_line import CutAt, cut_line
from tests.house import House, Reader, Rosa, words_of
from tests.restore.archives import packed
from tests.restore.disaster import destroyed, restored, run
from tests.restore.test_drill import handed_over, says
from tests.worker.reading import MORNING, checkpoints, tagged
from tests.worker.test_shown import come_back


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def fresh(postgres: pg.Server) -> Iterator[str]:
    """An empty database, on the machine that is there after the disaster."""
    url = postgres.database()
    yield url
    with postgres.admin() as rows:
        rows.execute(f"DROP DATABASE {pg.name_in(url)} WITH (FORCE)")


@pytest.fixture
def lost(house: House) -> tuple[House, Path, str]:
    """A house with a report of before its backup, and a night and a report of after it; its database is lost."""
    house.work()
    words = " ".join(words_of(Rosa(house.form().test_client()).send(what_happened="He followed me.").text))
    house.work()
    archive = backup(house)
    house.clock.advance(MORNING)
    Rosa(house.form().test_client()).send(what_happened="That is lost.")
    house.work()
    return house, archive, words


def leads_to(house: House, url: str) -> House:
    """The same instance on another database, as its settings say from now on."""
    toml = house.folder / "instance/reporting.toml"
    assert house.database
    toml.write_text(toml.read_text().replace(house.database, url))
    return House(house.folder, house.clock, database=url)


def test_what_was_acknowledged_before_the_backup_is_there_and_the_log_says_that_it_was_put_back(
    lost: tuple[House, Path, str], fresh: str
) -> None:
    house, archive, words = lost
    signed = house.signing().last()
    house = leads_to(house, fresh)
    told = run(house, "restore", archive)
    assert told.exit_code == 0, told.output
    assert signed and f"the checkpoint of {signed.size:,} entries is lost" in told.stdout
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert entry.count == 64 and entry.hash
    assert [says(house, report) for report in house.report_ids()] == ["He followed me."]
    rosa = Rosa(house.form().test_client())
    assert "not yet read" in come_back(rosa, words).text
    assert rosa.send(what_happened="And again.").status_code == 200
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    assert ada.get("/inbox").text.count("data-case=") == 2
    house.clock.advance(MORNING)
    house.work()
    assert checkpoints(house)[-1].size > 64
    assert not (house.folder / "instance/.restoring").exists()


def test_a_backup_of_files_goes_into_a_database_and_one_of_a_database_into_files(
    lost: tuple[House, Path, str], fresh: str
) -> None:
    house, archive, _ = lost
    assert house.database
    toml = house.folder / "instance/reporting.toml"
    before = toml.read_text()
    toml.write_text(before.split("[stores]")[0])
    files = House(house.folder, house.clock)
    assert restored(files, archive).as_signed == 64
    files.work()
    back = backup(files, "of-files.tar")
    destroyed(files)
    toml.write_text(before)
    house = leads_to(house, fresh)
    restored(house, back)
    assert [says(house, report) for report in house.report_ids()] == ["He followed me."]
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 2
    house.clock.advance(MORNING)
    house.work()


def refused(house: House, archive: Path, match: str, error: type[Refused] = BackupRefused, **more: object) -> None:
    """Nothing is left of it, neither files nor rows."""
    before = sorted(file for file in house.folder.rglob("*") if ".turn" not in file.name)
    with pytest.raises(error, match=match) as told:
        restored(house, archive, **more)
    assert "\n" not in str(told.value)
    assert sorted(file for file in house.folder.rglob("*") if ".turn" not in file.name) == before


def test_over_anything_that_lies_in_the_database_it_is_refused(lost: tuple[House, Path, str]) -> None:
    house, archive, _ = lost
    before = house.report_ids()
    refused(house, archive, "nothing is overwritten", AlreadyThere)
    assert house.report_ids() == before and tagged(house, Tag.RESTORE_DECLARE) == []


def test_the_desk_alone_and_two_addresses_are_refused(lost: tuple[House, Path, str], fresh: str) -> None:
    house, archive, _ = lost
    house = leads_to(house, fresh)
    refused(house, archive, "Leave --desk-only out", desk_only=True)
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(toml.read_text().replace(f'desk = "{fresh}"', f'desk = "{fresh}&application_name=desk"'))
    refused(house, archive, "Name one database for both")


def test_what_is_damaged_is_refused_and_no_table_is_made(
    lost: tuple[House, Path, str], fresh: str, postgres: pg.Server
) -> None:
    house, archive, _ = lost
    house = leads_to(house, fresh)
    refused(house, packed(archive, desk__db=b"hello"), "desk.db in the backup is damaged")
    with postgres.admin(pg.name_in(fresh)) as rows:
        assert rows.execute("SELECT count(*) FROM pg_namespace WHERE nspname IN ('desk', 'mailbox')").fetchone() == (0,)


def test_a_row_that_does_not_arrive_leaves_none_and_the_next_run_goes_through(
    lost: tuple[House, Path, str], fresh: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, archive, _ = lost
    house = leads_to(house, fresh)

    def refuse(*_: object) -> None:
        raise CopyRefused("A row did not arrive. Nothing was copied")

    with monkeypatch.context() as broken:
        broken.setattr("reporting.migrations.copying._check_log", refuse)
        refused(house, archive, "did not arrive", CopyRefused)
    with pytest.raises(StoreRefused, match="schema mailbox is empty"):
        house.form()  # which would take reports into a store that is filled later
    restored(house, archive)
    assert len(house.report_ids()) == 1 and len(tagged(house, Tag.RESTORE_DECLARE)) == 1


@pytest.mark.parametrize("died", ["before the rows were there", "after the rows were there"])
def test_whoever_dies_on_the_way_runs_the_same_command_again(
    lost: tuple[House, Path, str], fresh: str, monkeypatch: pytest.MonkeyPatch, died: str
) -> None:
    house, archive, _ = lost
    signed = house.signing().last()
    house = leads_to(house, fresh)
    copy = restoring.database.copy

    def killed(*given: object) -> None:
        if died.startswith("after"):
            copy(*given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr("shutil.rmtree", lambda *_, **__: None)  # as by kill -9: nothing is put in order
        broken.setattr(restoring.database, "copy", killed)
        restored(house, archive)
    assert (house.folder / "instance/.restoring").exists()
    done = restored(house, archive)
    assert done.lost == signed and done.as_signed == 64
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1
    assert not (house.folder / "instance/.restoring").exists() and not house.signing().kept.exists()
    house.clock.advance(MORNING)
    house.work()


@pytest.mark.parametrize("cut_at", CutAt)
def test_where_nobody_answers_at_the_last_step_the_same_command_finds_out(
    lost: tuple[House, Path, str], fresh: str, postgres: pg.Server, cut_at: CutAt
) -> None:
    house, archive, _ = lost
    signed = house.signing().last()
    with cut_line(postgres, cut_at, mended=False) as way:
        house = leads_to(house, way.url(fresh))
        with pytest.raises(Unfinished, match="not known"):
            restored(house, archive)
        with pytest.raises(StoreRefused, match="lets nobody in"):
            restored(house, archive)
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(toml.read_text().replace(way.url(fresh), fresh))
    house = House(house.folder, house.clock, database=fresh)
    done = restored(house, archive)
    assert done.lost == signed and done.as_signed == 64
    assert len(house.report_ids()) == 1 and len(tagged(house, Tag.RESTORE_DECLARE)) == 1
    assert not (house.folder / "instance/.restoring").exists() and not house.signing().kept.exists()


def test_rows_put_back_by_postgresqls_own_tools_are_refused_until_they_are_declared(
    house: House, fresh: str, postgres: pg.Server, tmp_path: Path
) -> None:
    """As an operator might who keeps dumps beside our backups."""
    house.work()
    olu = Olu.at(tmp_path / "olu")
    dump = postgres.folder / "dump"
    assert house.database
    at = ["--host", str(postgres.folder), "--username", pg.OWNER]
    pg.run([pg.program("pg_dump") or "pg_dump", *at, "--format=custom", f"--file={dump}", pg.name_in(house.database)])
    house.clock.advance(MORNING)
    house.work()
    olu.cosigned(handed_over(house, "log-after"))
    house = leads_to(house, fresh)
    pg.run([pg.program("pg_restore") or "pg_restore", *at, f"--dbname={pg.name_in(fresh)}", str(dump)])
    with pytest.raises(UndeclaredRollback):
        house.work()
    assert "reporting log restored" in run(house, "log", "export", house.folder / "out").stderr
    assert run(house, "log", "restored").exit_code == 0
    house.work()
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    assert entry.count == 64
    assert "declares that a backup was put back" in olu.refused(handed_over(house, "log-restored"))
