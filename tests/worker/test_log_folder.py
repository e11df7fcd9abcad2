"""The log written out each day to the place that the settings name, for another machine to take from there."""

import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from reporting import config, worker
from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.folder import Folder
from reporting.config import SettingsRefused
from reporting.worker import DailyExport
from tests.house import House, build
from tests.restore.disaster import everything, run
from tests.worker.reading import MORNING, checkpoints, tagged
from tests.worker.test_rounds import Rounds

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SCRIPT = Path(__file__).parents[2] / "docs" / "verify_log.py"


@pytest.fixture
def folder(house: House) -> Path:
    """Where the settings say that the log is written."""
    made = house.folder / "log"
    made.mkdir(mode=0o700)
    named(house, made)
    return made


def named(house: House, folder: Path) -> None:
    toml = house.folder / "instance/reporting.toml"
    toml.write_text(f'{toml.read_text()}[log]\nfolder = "{folder}"\n')


def daily(house: House) -> DailyExport:
    found = DailyExport.of(house.settings.worker(), house.rooms(), house.signing())
    assert found is not None
    return found


def rounds(house: House, many: int = 1, own: DailyExport | None = None) -> None:
    worker.run(house.rooms(), house.keys, house.signing(), Rounds(many), daily=[own or daily(house)])


def fill(house: House, count: int) -> None:
    with house.at_hand.desk.write() as session:
        for _ in range(count):
            AccessLog(session, house.clock).append(Tag.INBOX_LIST, person="ada")


def verified(house: House, folder: Path, kept: Path | None = None) -> str:
    """By the command, and by the script that shares no code with it; gives what the command says."""
    told = run(
        house, "log", "verify", folder, "--key", house.keys / "log.pub", *(["--checkpoint", kept] if kept else [])
    )
    assert told.exit_code == 0, told.output
    words = [SCRIPT, folder, house.keys / "log.pub", *([kept] if kept else [])]
    assert subprocess.run([sys.executable, *words], capture_output=True, check=False).returncode == 0
    return told.stdout


def test_without_a_place_in_the_settings_nothing_is_written(house: House) -> None:
    assert DailyExport.of(house.settings.worker(), house.rooms(), house.signing()) is None


def test_each_day_it_is_there_and_continues_what_was_kept_of_the_day_before(house: House, folder: Path) -> None:
    rounds(house)
    assert verified(house, folder).startswith("64 entries, whole and signed")
    for size in (128, 192):
        kept = Path(shutil.copy(folder / "checkpoint", house.folder / "kept"))
        house.clock.advance(DAY)
        rounds(house, 2)
        said = verified(house, folder, kept)
        assert said.startswith(f"{size} entries") and "nothing in it was changed" in said


def test_only_what_is_new_is_written(house: House, folder: Path) -> None:
    fill(house, 600)
    rounds(house)
    before = {file: file.stat().st_mtime_ns for file in folder.rglob("*") if file.is_file()}
    full = [file for file in before if file.parent.suffix != ".p" and file.name != "checkpoint"]
    assert len(full) == 4, "two tiles of entries and two of hashes are full"
    house.clock.advance(DAY)
    fill(house, 300)
    own, wrote = daily(house), list[str]()
    with watched(wrote):
        rounds(house, 3, own)
    assert verified(house, folder).startswith("960 entries")
    assert all(file.stat().st_mtime_ns == before[file] for file in full)
    assert [name for name in wrote if not name.startswith("tile/1")] == [
        *("tile/0/002", "tile/entries/002", "tile/0/003.p/192", "tile/entries/003.p/192", "checkpoint")
    ]


@contextmanager
def watched(wrote: list[str], but: int | None = None) -> Iterator[None]:
    """Notes the name of each file that is written; dies in the place of writing more than `but`."""
    real = Folder.write

    def write(folder: Folder, name: str, content: bytes) -> None:
        if len(wrote) == but:
            raise KeyboardInterrupt
        wrote.append(name)
        real(folder, name, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Folder, "write", write)
        yield


def test_what_was_taken_away_is_written_again_as_a_whole(house: House, folder: Path) -> None:
    rounds(house)
    before = everything(folder)
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    rounds(house)
    assert everything(folder) == before


def test_that_a_place_got_the_whole_log_is_an_entry_and_that_it_follows_is_none(house: House, folder: Path) -> None:
    for _ in range(3):
        rounds(house)
        house.clock.advance(DAY)
    assert len(tagged(house, Tag.LOG_EXPORT)) == 1
    assert [one.size % 64 for one in checkpoints(house)] == [0, 0, 0]


def gone(folder: Path) -> None:
    shutil.rmtree(folder)


def a_file(folder: Path) -> None:
    shutil.rmtree(folder)
    folder.touch()


@pytest.mark.parametrize("spoil", [gone, a_file])
def test_a_place_that_is_missing_is_one_line_with_its_remedy_and_is_tried_again_in_an_hour(
    spoil: Callable[[Path], None], house: House, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(folder)
    own = daily(house)
    rounds(house, 3, own)
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"The access log was not written out. {folder} is no folder." in told and "Make it" in told
    assert not folder.is_dir(), "where a disk should be mounted nothing is written beside it"
    assert [one.size for one in checkpoints(house)] == [64], "the day was closed all the same"
    assert tagged(house, Tag.LOG_EXPORT) == []
    folder.unlink(missing_ok=True)
    folder.mkdir()
    rounds(house, 1, own)
    assert not everything(folder)
    house.clock.advance(HOUR)
    rounds(house, 1, own)
    assert verified(house, folder) and capsys.readouterr().err == ""


def test_a_place_that_cannot_be_looked_into_is_one_line_too_and_ends_no_worker(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a folder of somebody else's, or a mount whose machine is gone; those cannot be had by whoever may do all."""
    named(house, house.folder / ("l" * 300))
    rounds(house, 3)
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "cannot be looked into (File name too long). Check its owner" in told
    assert [one.size for one in checkpoints(house)] == [64], "the day was closed all the same"


def test_a_place_that_is_full_is_one_line_and_what_was_whole_stays_whole(
    house: House, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rounds(house)
    kept = Path(shutil.copy(folder / "checkpoint", house.folder / "kept"))
    fill(house, 500)
    house.clock.advance(DAY)
    house.work()
    own = daily(house)
    with files_up_to(4096):  # without a round's work: the stores lie on the same disk here
        worker.do_daily([own])
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "cannot be written (File too large). Mend its permissions or make room." in told
    assert (folder / "checkpoint").read_bytes() == kept.read_bytes()
    assert verified(house, folder).startswith("64 entries"), "as it was"
    del (left := everything(folder))["checkpoint"]
    house.clock.advance(HOUR)
    rounds(house, 1, own)
    assert left.items() <= everything(folder).items(), "nothing half written lay about"
    assert "nothing in it was changed" in verified(house, folder, kept)


@contextmanager
def files_up_to(most: int) -> Iterator[None]:
    """The kernel refuses to let any file of this process grow beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_killed_between_any_two_files_the_next_goes_on_and_all_verifies(house: House, folder: Path) -> None:
    fill(house, 300)
    rounds(house)
    kept = Path(shutil.copy(folder / "checkpoint", house.folder / "kept"))
    fill(house, 300)
    house.clock.advance(DAY)
    house.work()
    for after in range(6):
        copy = Path(shutil.copytree(folder, house.folder / f"killed-{after}"))
        with watched([], after), pytest.raises(KeyboardInterrupt):
            DailyExport(house.rooms(), house.signing(), copy).make()
        assert verified(house, copy).startswith("320 entries"), "as it was"
        DailyExport(house.rooms(), house.signing(), copy).make()
        assert "nothing in it was changed" in verified(house, copy, kept)


def test_another_log_in_the_place_is_left_as_it_is_and_told(
    house: House, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = build(tmp_path / "other")
    other.work()
    fill(other, 70)
    other.clock.advance(MORNING)
    other.work()
    DailyExport(other.rooms(), other.signing(), folder).make()
    before = everything(folder)
    rounds(house, 3)
    told = capsys.readouterr().err
    assert told.count("\n") == 1 and "may be the proof of a rollback" in told
    assert everything(folder) == before


def test_the_command_writes_it_too_and_ends_with_the_line_of_a_failure(
    house: House, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    told = run(house, "worker", "--once")
    assert told.exit_code == 0 and verified(house, folder).startswith("64 entries"), told.output
    gone(folder)
    refused = run(house, "worker", "--once")
    assert refused.exit_code == 1 and refused.stderr.count("\n") == 1 and "is no folder. Make it" in refused.stderr


def test_a_place_that_is_no_whole_path_is_refused(house: House) -> None:
    named(house, Path("log"))
    with pytest.raises(SettingsRefused, match=r"\[log\] folder must be a folder's whole path"):
        config.load(house.folder / "instance", {}).worker()
