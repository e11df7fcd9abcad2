"""`reporting log`: what an operator hands over, and what somebody who trusts nobody makes of it."""

import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reporting.accesslog import AccessLog, Facts, Tag
from reporting.cli import main
from reporting.db import DeskBase, Store
from reporting.signednote import VerifierKey
from tests.accesslog.exported import entries_of, exported
from tests.house import House, key_of


@pytest.fixture
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    fill(house, 300)
    return house


def fill(house: House, count: int) -> None:
    store = Store.open(house.settings.worker().desk_url, DeskBase)
    with store.write() as session:
        for _ in range(count):
            AccessLog(session, house.clock).append(Tag.INBOX_LIST, person="ada")
    store.close()


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["log", *map(str, words)])


def checked(house: House, kept: Path | None = None) -> Result:
    return run(
        "verify", house.folder / "out", "--key", house.keys / "log.pub", *(["--checkpoint", kept] if kept else [])
    )


def refusal(result: Result) -> str:
    assert result.exit_code == 1, result.output
    assert result.stderr.startswith("reporting: ") and result.stderr.count("\n") == 1
    return result.stderr


def test_what_is_exported_verifies_and_what_is_kept_continues(here: House) -> None:
    told = run("export", here.folder / "out")
    assert told.exit_code == 0 and "320 entries" in told.stdout, told.output  # filled up to a multiple of 64
    assert "reporting log verify out --key log.pub" in told.stdout
    first = checked(here)
    assert first.exit_code == 0 and "Nothing is said about the past" in first.stdout
    kept = (here.folder / "out" / "checkpoint").rename(here.folder / "kept")
    fill(here, 20)
    assert run("export", here.folder / "out").exit_code == 0
    second = checked(here, kept)
    assert second.exit_code == 0 and "384 entries" in second.stdout and "begin with the 320" in second.stdout


def test_an_export_is_an_entry(here: House) -> None:
    run("export", here.folder / "out")
    assert b'"tag":"log:export"' in (here.folder / "out" / "tile" / "entries" / "001.p" / "64").read_bytes()


def test_a_folder_of_another_history_is_left_as_it_is(here: House) -> None:
    run("export", here.folder / "out")
    before = (here.folder / "out" / "checkpoint").read_bytes()
    desk = here.folder / "instance" / "desk"
    (desk / "desk.db").rename(here.folder / "gone.db")
    for file in desk.glob("desk.db-*"):
        file.unlink()
    CliRunner().invoke(main, ["db", "upgrade", "--new"])
    fill(here, 400)
    assert "reporting log restored" in refusal(run("export", here.folder / "out"))
    here.signing().kept.unlink()  # an operator who hides that there was another history
    assert "does not begin with" in refusal(run("export", here.folder / "out"))
    assert (here.folder / "out" / "checkpoint").read_bytes() == before


def test_entries_that_do_not_fit_their_nodes_are_not_handed_over(here: House) -> None:
    store = Store.open(here.settings.worker().desk_url, DeskBase)
    with store.write() as session:
        session.connection().exec_driver_sql("DROP TRIGGER log_entry_no_update")
        session.connection().exec_driver_sql("UPDATE log_entry SET entry = x'7b7d' WHERE leaf = 77")
    store.close()
    told = refusal(run("export", here.folder / "out"))
    assert "tile/entries/000 do not fit" in told and "Keep a copy of the desk's store as evidence" in told
    assert not (here.folder / "out" / "checkpoint").exists()


def test_a_key_that_is_not_the_logs_signs_nothing(here: House) -> None:
    other = VerifierKey.of("larkfield.example/log", key_of("mallory").verify_key)
    (here.keys / "log.pub").write_text(f"{other}\n")
    assert "private half" in refusal(run("export", here.folder / "out"))
    (here.folder / "instance" / "secrets" / "log-key").chmod(0o604)
    assert "chmod 0600" in refusal(run("export", here.folder / "out"))


@pytest.mark.parametrize("spoilt", [b"", b"\xff", b"hello", b"a+b+c"])
def test_a_file_that_is_no_key_is_one_line(here: House, spoilt: bytes) -> None:
    run("export", here.folder / "out")
    (here.keys / "log.pub").write_bytes(spoilt)
    assert f"{here.keys / 'log.pub'} is not one verifier key line. Name the log's own" in refusal(checked(here))


def test_whoever_is_refused_is_told_what_to_do(here: House) -> None:
    run("export", here.folder / "out")
    (here.folder / "other.pub").write_text(str(VerifierKey.of("larkfield.example/log", key_of("mallory").verify_key)))
    told = refusal(run("verify", here.folder / "out", "--key", here.folder / "other.pub"))
    assert "is refused (KeyChanged)" in told and "If both reviewers have told you of a new key in person" in told
    (here.folder / "other.pub").write_text(str(VerifierKey.of("elm.example/log", key_of("mallory").verify_key)))
    told = refusal(run("verify", here.folder / "out", "--key", here.folder / "other.pub"))
    assert "is refused (OtherLog)" in told and f"If that is refused too, keep {here.folder / 'out'}" in told
    kept = here.folder / "kept"
    kept.write_text((here.folder / "out" / "checkpoint").read_text().replace("larkfield", "elm"))
    told = refusal(checked(here, kept))
    assert "is refused (KeptOfOtherLog)" in told and told.endswith("kept of this one, and its key with --key.\n")


def test_an_empty_checkpoint_is_not_taken_for_none(here: House) -> None:
    run("export", here.folder / "out")
    (here.folder / "kept").touch()
    assert "is refused (KeptUnusable)" in refusal(checked(here, here.folder / "kept"))
    refusal(checked(here, here.folder / "nowhere"))


def test_a_folder_without_a_log_is_one_line(here: House) -> None:
    assert "MissingFile" in refusal(checked(here))


def test_the_commands_in_the_docs_run_as_written(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs"
    part = (docs / "access-log.md").read_text(encoding="utf-8").split("\n## Check a log\n", 1)[1]
    block = part.split("```sh\n", 1)[1].split("```", 1)[0]
    monkeypatch.chdir(here.folder)
    (here.folder / "docs").symlink_to(docs)
    run("export", "log-2026-10")
    (here.folder / "log-2026-10" / "checkpoint").rename(here.folder / "kept-2026-10")
    for words in map(shlex.split, block.splitlines()):
        if words[0] == "reporting":
            told = run(*words[2:])
            assert told.exit_code == 0, told.output
        else:
            words[0] = sys.executable if words[0] == "python3" else words[0]
            subprocess.run(words, check=True, capture_output=True)
    assert (here.folder / "kept-2026-11").exists()


def signed_log(folder: Path, entries: list[bytes]) -> Path:
    for name, content in exported(entries).files.items():
        (folder / "out" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "out" / name).write_bytes(content)
    return folder / "out"


@pytest.mark.parametrize(("size", "shown"), [(1_000, True), (999, False)])
def test_progress_is_told_on_stderr_for_long_logs_only(
    house: House, size: int, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.cli.logfiles.LONG", 1_000)
    signed_log(house.folder, entries_of(size))
    result = checked(house)
    assert result.exit_code == 0 and "Checking" not in result.stdout
    if not shown:
        assert result.stderr == ""
        return
    steps = result.stderr.rstrip("\n").split("\r")[1:]
    assert result.stderr.endswith("\n") and steps[-1] == "Checking … 1,000 of 1,000"
    done = [int(step.split()[2].replace(",", "")) for step in steps]
    assert done == sorted(set(done)) and 2 <= len(done) <= 10 and done[0] < 1_000


def test_entries_of_a_day_that_has_not_come_are_told_and_refuse_nothing(house: House) -> None:
    ahead = Facts(Tag.INBOX_LIST, "2999-01-01T00:00Z", person="ada").to_bytes()
    signed_log(house.folder, [*entries_of(70), ahead])
    result = checked(house)
    assert result.exit_code == 0 and "71 entries, whole and signed" in result.stdout
    assert "Careful: entry 70 says 2999-01-01, expected a day up to " in result.stdout
