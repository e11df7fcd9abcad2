"""The drill: a backup while reports come in, a day more, the disk is gone, and what was acknowledged is there again."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from reporting.accesslog import Tag
from reporting.accesslog.signing import UndeclaredRollback
from reporting.cases.listing import PAGE
from tests.backup.reading import backup
from tests.cli.olu import Olu
from tests.house import FORM, House, Reader, Rosa, words_of
from tests.restore.disaster import destroyed, environ, run
from tests.worker.reading import MORNING, tagged
from tests.worker.test_shown import come_back

ROOT = Path(__file__).resolve().parents[2]


def handed_over(house: House, name: str) -> Path:
    """The log as an operator exports it."""
    told = run(house, "log", "export", house.folder / name)
    assert told.exit_code == 0, told.output
    return house.folder / name


def says(house: House, report: str) -> str:
    """What Ada and Ben both read in it."""
    (one,) = {str(house.open_as(handle, "report", report)["answers"]["what_happened"]) for handle in ("ada", "ben")}
    return one


@pytest.fixture
def lost(house: House, tmp_path: Path) -> tuple[House, Path, list[str], Olu]:
    """A house whose stores are gone: the backup, the words of those who had been told by then that it was stored, and
    Olu, who has cosigned before it and after."""
    house.work()
    rosa, olu = Rosa(house.form().test_client()), Olu.at(tmp_path / "olu")
    acknowledged: list[str] = []
    enough, over, failed = threading.Event(), threading.Event(), []

    def go_on() -> None:
        try:
            while not over.is_set():
                page = rosa.send(what_happened=f"It happened {len(acknowledged)} times.")
                acknowledged.append(" ".join(words_of(page.text)))
                if len(acknowledged) == 3:
                    enough.set()
        except BaseException as error:  # noqa: BLE001  (whatever it was, the test must see it)
            failed.append(error)
            enough.set()

    sender = threading.Thread(target=go_on)
    sender.start()
    enough.wait()
    house.work()
    olu.cosigned(handed_over(house, "log-before"))
    before = list(acknowledged)
    archive = backup(house)
    over.set()
    sender.join()
    assert failed == []
    house.clock.advance(MORNING)
    house.work()
    rosa.send(what_happened="That is lost with the disk.")
    house.work()
    shutil.copy(olu.kept, olu.folder / "kept-before")
    olu.cosigned(handed_over(house, "log-after"))
    destroyed(house)
    return house, archive, before, olu


def test_what_was_acknowledged_before_the_backup_is_there_and_opens(lost: tuple[House, Path, list[str], Olu]) -> None:
    house, archive, before, _ = lost
    told = run(house, "restore", archive)
    assert told.exit_code == 0, told.output
    assert "Put back as it was on 2026-11-23" in told.stdout and "is lost" in told.stdout
    house.work()
    rosa = Rosa(house.form().test_client())
    for words in before:
        assert "not yet read" in come_back(rosa, words).text
    there = {says(house, report) for report in house.report_ids()}
    assert there >= {f"It happened {number} times." for number in range(len(before))}
    assert "That is lost with the disk." not in there
    # Form and desk start, and go on.
    assert rosa.client.get("/healthz", base_url=FORM).status_code == 200
    assert rosa.send(what_happened="And again.").status_code == 200
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    shown = min(len(there) + 1, PAGE)  # as many are sent as this machine sends while it makes a backup
    assert ada.get("/inbox").text.count("data-case=") == shown
    house.clock.advance(MORNING)
    house.work()
    assert "is in the access log" in come_back(rosa, before[0]).text
    assert run(house, "doctor").exit_code in (0, 1)
    worker = [sys.executable, "-m", "reporting", "worker", "--once"]
    assert subprocess.run(worker, cwd=ROOT, env=environ(house), capture_output=True, check=False).returncode == 0


def test_a_witness_goes_on_from_before_the_backup_and_sees_that_it_was_put_back(
    lost: tuple[House, Path, list[str], Olu],
) -> None:
    house, archive, _, olu = lost
    assert run(house, "restore", archive).exit_code == 0
    (entry,) = tagged(house, Tag.RESTORE_DECLARE)
    log = handed_over(house, "log-restored")
    # What Olu kept of the lost part is refused, with the declaration beside it: people find out, and begin anew.
    assert "declares that a backup was put back" in olu.refused(log)
    told = olu.cosigned(log, "--kept", olu.folder / "kept-before")
    assert "restore:declare       1  a backup was put back: " in told
    assert entry.count and entry.hash


def test_the_same_files_put_back_by_hand_are_refused(lost: tuple[House, Path, list[str], Olu]) -> None:
    house, archive, _, olu = lost
    with_tar = house.folder / "by-hand"
    with_tar.mkdir()
    subprocess.run(["tar", "-xf", archive, "-C", with_tar], check=True)
    for store in ("mailbox", "desk"):
        (house.folder / "instance" / store).mkdir(mode=0o700)
        shutil.copy(with_tar / f"{store}.db", house.folder / "instance" / store)
    assert run(house, "db", "upgrade").exit_code == 0
    with pytest.raises(UndeclaredRollback):
        house.work()
    assert "reporting log restored" in run(house, "log", "export", house.folder / "out").stderr
    # An operator who would rather not declare it does away with what the worker kept.
    house.signing().kept.unlink()
    line = olu.refused(handed_over(house, "log-restored"))
    assert "No entry declares that a backup was put back" in line
