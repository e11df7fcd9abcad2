"""A backup put back: refused as a rollback until it is declared, and afterwards with the declaration beside it."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.olu import Olu
from tests.cli.test_log import fill, here, refusal, run
from tests.house import House
from tests.worker.test_log_day import put_back

__all__ = ["here"]


def export(house: House) -> Path:
    out = house.folder / "out"
    for file in sorted(out.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()
    told = run("export", out)
    assert told.exit_code == 0, told.output
    return out


@pytest.fixture
def kept(here: House) -> dict[str, Path]:
    """What an auditor kept before the backup was made, and after; then the backup is put back."""
    found = {}

    def keep(name: str) -> None:
        found[name] = here.folder / name
        (export(here) / "checkpoint").rename(found[name])

    keep("older")

    def a_week_more() -> None:
        fill(here, 100)
        keep("lost")
        here.clock.advance(timedelta(days=7))

    put_back(here, a_week_more)
    return found


def verified(house: House, kept: Path) -> str:
    result = run("verify", house.folder / "out", "--key", house.keys / "log.pub", "--checkpoint", kept)
    return "" if result.exit_code == 0 else refusal(result)


def test_nothing_is_handed_over_before_the_loss_is_declared(here: House, kept: dict[str, Path]) -> None:
    assert "reporting log restored" in refusal(run("export", here.folder / "elsewhere"))
    assert not (here.folder / "elsewhere" / "checkpoint").exists()


def test_a_declared_loss_is_told_to_whoever_kept_what_is_lost(here: House, kept: dict[str, Path]) -> None:
    told = run("restored")
    assert told.exit_code == 0 and "Tell the auditors" in told.stdout, told.output
    export(here)
    line = verified(here, kept["lost"])
    assert "(RolledBack)" in line and "declares that a backup was put back" in line and "at most 320 entries" in line
    assert verified(here, kept["older"]) == ""
    assert "nothing to declare" in refusal(run("restored"))


def test_an_undeclared_rollback_is_told_as_such(here: House, kept: dict[str, Path]) -> None:
    here.signing().kept.unlink()  # an operator who would rather not declare it
    export(here)
    line = verified(here, kept["lost"])
    assert "(RolledBack)" in line and "No entry declares that a backup was put back" in line


def test_a_declaration_does_not_cover_what_came_before_it(here: House, kept: dict[str, Path]) -> None:
    run("restored")
    export(here)
    whole = kept["older"].read_bytes()
    forged = here.folder / "forged"
    forged.write_bytes(bytes(here.signing().key.checkpoint(320, bytes(32))))
    line = verified(here, forged)
    assert "(Rewritten)" in line and "No entry declares" in line
    assert kept["older"].read_bytes() == whole


def test_an_auditor_who_cosigns_hears_of_it_and_signs_nothing(
    here: House, kept: dict[str, Path], tmp_path: Path
) -> None:
    run("restored")
    olu = Olu.at(tmp_path / "olu")
    olu.kept.write_bytes(kept["lost"].read_bytes())
    out = export(here)
    line = olu.refused(out)
    assert line.count("declares that a backup was put back") == 1 and "begin anew, with another file" in line
    assert olu.kept.read_bytes() == kept["lost"].read_bytes()
