"""`reporting doctor`: a line for each finding, its remedy below, and an exit status that a script can go by."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reporting.cli import main
from reporting.doctor import groups
from tests.doctor.sound import Sound, sound
from tests.house import House


@pytest.fixture
def well(house: House, monkeypatch: pytest.MonkeyPatch) -> Sound:
    for name in ("FLASK_DEBUG", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)
    return sound(house)


def doctor(well: Sound, *words: str) -> Result:
    environ = {"REPORTING_INSTANCE": str(well.instance), "REPORTING_KEYS": str(well.keys)}
    return CliRunner(env=environ).invoke(main, ["doctor", *words])


def test_each_finding_is_a_line_and_its_remedy_the_next(well: Sound) -> None:
    (well.instance / "secrets/form-token").chmod(0o644)
    told = doctor(well)
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    for at, line in enumerate(lines):
        level, _, what = line.partition(" ")
        assert level in ("serious", "advice", "fine", "")
        assert what.strip()
        if level in ("serious", "advice"):
            assert lines[at + 1].startswith(" " * 9)
        if level == "":
            assert lines[at - 1].startswith(("serious", "advice"))
    at = next(at for at, line in enumerate(lines) if "form-token is open" in line)
    assert lines[at + 1].strip() == f"chmod o-rwx {well.instance / 'secrets/form-token'}"


def test_json_says_the_same(well: Sound) -> None:
    (well.instance / "ada.age").write_text("AGE-SECRET-KEY-PQ-1" + "Q" * 52)
    told = doctor(well, "--json")
    found = json.loads(told.stdout)
    assert told.exit_code == 1
    assert all(set(finding) == {"group", "level", "what", "remedy"} for finding in found)
    assert {"private keys"} <= {finding["group"] for finding in found if finding["level"] == "serious"}


def test_it_ends_with_0_when_nothing_is_serious(well: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything on this very machine but its days and its disks, which no test can know."""
    here = ("stores", "memory", "clock", "worker", "disk")
    monkeypatch.setattr(groups, "GROUPS", {name: look for name, look in groups.GROUPS.items() if name not in here})
    told = doctor(well)
    assert told.exit_code == 0, told.output
    assert "serious" not in told.stdout


def test_what_it_looks_at_it_leaves_as_it_was(well: Sound) -> None:
    def files() -> dict[Path, bytes]:
        # SQLite's two files beside a store come and go with whoever reads it.
        return {
            path: path.read_bytes()
            for path in well.house.folder.rglob("*")
            if path.is_file() and not path.name.endswith(("-wal", "-shm"))
        }

    before = files()
    doctor(well)
    assert files() == before


@pytest.mark.parametrize("word", ["--colour", "everything"])
def test_what_it_does_not_know_is_usage(well: Sound, word: str) -> None:
    assert doctor(well, word).exit_code == 2


def test_where_there_is_no_instance_it_says_so_once(tmp_path: Path) -> None:
    """A folder that was mistyped: nothing is lost, so nothing is to be put back from a backup."""
    told = CliRunner(env={"REPORTING_INSTANCE": str(tmp_path / "instanse")}).invoke(main, ["doctor"])
    assert told.exit_code == 1
    lines = told.stdout.splitlines()
    assert lines[0].startswith("serious ")
    assert "REPORTING_INSTANCE" in lines[1]
    assert told.stdout.count("instanse") == 1
    assert "backup" not in told.stdout
