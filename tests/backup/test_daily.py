"""The worker's daily backup: once a day, so many kept, and nothing else waits for it."""

from datetime import timedelta
from pathlib import Path

import pytest

from reporting import config, worker
from reporting.backup import DailyBackup
from reporting.config import SettingsRefused
from tests.backup.reading import members
from tests.house import House
from tests.restore.disaster import run
from tests.worker.reading import checkpoints
from tests.worker.test_rounds import Rounds

EARLY = timedelta(hours=12)
"""From the afternoon to two in the morning, before the worker's hour."""
HOUR = timedelta(hours=1)


@pytest.fixture
def folder(house: House) -> Path:
    """Where the settings say that backups go."""
    made = house.folder / "backups"
    made.mkdir(mode=0o700)
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(f'{toml.read_text()}[backup]\nfolder = "{made}"\nkeep = 3\n')
    return made


def daily(house: House) -> DailyBackup:
    found = DailyBackup.of(house.settings.worker(), house.clock)
    assert found is not None
    return found


def rounds(house: House, many: int = 1, own: DailyBackup | None = None) -> None:
    worker.run(house.rooms(), house.keys, house.signing(), Rounds(many), daily=[own or daily(house)])


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_without_a_folder_in_the_settings_there_is_none(house: House) -> None:
    assert DailyBackup.of(house.settings.worker(), house.clock) is None


def test_it_is_made_once_a_day_from_the_hour_on(house: House, folder: Path) -> None:
    rounds(house)
    assert names(folder) == ["reporting-2026-11-23.tar"]
    house.clock.advance(EARLY)
    rounds(house)
    assert names(folder) == ["reporting-2026-11-23.tar"], "the hour has not come"
    house.clock.advance(HOUR)
    rounds(house, 3)
    assert names(folder) == ["reporting-2026-11-23.tar", "reporting-2026-11-24.tar"]
    assert set(members(folder / "reporting-2026-11-24.tar")) >= {"desk.db", "mailbox.db", "keys/roster"}
    assert not any(name.startswith("secrets/") for name in members(folder / "reporting-2026-11-24.tar"))


def test_one_that_was_moved_to_another_machine_is_not_made_again(house: House, folder: Path) -> None:
    rounds(house)
    (folder / "reporting-2026-11-23.tar").unlink()
    rounds(house)
    assert names(folder) == []


def test_so_many_are_kept_and_what_others_put_there_stays(house: House, folder: Path) -> None:
    others = ["notes.txt", "reporting-2026-13-45.tar", "reporting-2026-11-01.tar.age", "reporting-2036-11-01.tar"]
    for name in others:
        (folder / name).write_text("mine")
    for _ in range(5):
        rounds(house)
        house.clock.advance(timedelta(days=1))
    assert names(folder) == sorted([*others, *(f"reporting-2026-11-{day}.tar" for day in (25, 26, 27))])


def test_a_failure_is_one_line_keeps_all_others_and_is_tried_again_in_an_hour(
    house: House, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds(house)
    before = names(folder)
    house.clock.advance(timedelta(days=1))
    folder.chmod(0o755)
    own = daily(house)
    rounds(house, 3, own)
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "No backup was made." in told and f"chmod o-rwx {folder}" in told
    assert names(folder) == before
    assert [one.size for one in checkpoints(house)] == [64, 128], "the day was closed all the same"
    folder.chmod(0o700)
    rounds(house, 1, own)
    assert names(folder) == before
    house.clock.advance(HOUR)
    rounds(house, 1, own)
    assert len(names(folder)) == 2 and capsys.readouterr().err == ""


def test_what_else_fails_does_not_keep_the_backup_from_being_made(
    house: House, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (house.keys / "new.pub").write_text("# reporting public")
    rounds(house)
    assert "Trying again each minute" in capsys.readouterr().err
    assert names(folder) == ["reporting-2026-11-23.tar"]


def test_of_two_workers_one_makes_it(house: House, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = daily(house), daily(house)
    rounds(house, 1, first)
    (house.folder / "instance/worker/last-backup").unlink()  # the second looked before the first was done
    rounds(house, 1, second)
    assert names(folder) == ["reporting-2026-11-23.tar"] and capsys.readouterr().err == ""


def test_the_command_makes_it_too_and_ends_with_the_line_of_a_failure(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    folder.chmod(0o755)
    refused = run(house, "worker", "--once")
    assert refused.exit_code == 1 and refused.stderr.count("\n") == 1 and "chmod o-rwx" in refused.stderr
    folder.chmod(0o700)
    told = run(house, "worker", "--once")
    assert (told.exit_code, names(folder)) == (0, ["reporting-2026-11-23.tar"]), told.output


@pytest.mark.parametrize("wrong", ['folder = "backups"', 'folder = "/b"\nkeep = 0', 'folder = "/b"\nkeep = "7"'])
def test_a_setting_that_will_not_do_is_refused(wrong: str, house: House) -> None:
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(f"{toml.read_text()}[backup]\n{wrong}\n")
    with pytest.raises(SettingsRefused, match=r"\[backup\] (folder|keep) must"):
        config.load(house.folder / "instance", {}).worker()
