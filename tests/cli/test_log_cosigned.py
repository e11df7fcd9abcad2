"""`reporting log cosigned`: the operator brings back what Olu cosigned, and nothing else gets into the store."""

import shlex
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from reporting.accesslog.checkpoints import Checkpoint, LogKey
from reporting.accesslog.cosigners import cosigners
from reporting.accesslog.handed_back import take_back
from reporting.accesslog.models import LogCheckpoint
from reporting.db import DeskBase, Store
from reporting.errors import ReportingError
from reporting.signednote import Note, Signature, sign
from tests.accesslog.exported import checkpoint_of, entries_of
from tests.accesslog.test_mutants import COUNT
from tests.cli.olu import NAME, Olu, with_line
from tests.cli.test_log import fill, refusal, run
from tests.house import NOW, House, log_key, write_roster
from tests.sealing.test_mutants import mutants


@pytest.fixture
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """A log that the worker has signed at the size that is handed over."""
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    fill(house, 60)
    assert run("export", house.folder / "out").exit_code == 0
    return house


def keep(house: House, note: bytes) -> None:
    """Another note in the place of the worker's."""
    store = Store.open(house.settings.worker().desk_url, DeskBase)
    with store.write() as session:
        session.get_one(LogCheckpoint, 64).note = note
    store.close()


def stored(house: House, size: int = 64) -> bytes:
    store = Store.open(house.settings.worker().desk_url, DeskBase)
    with store.read() as session:
        row = session.get_one(LogCheckpoint, size)
    store.close()
    return row.note


def refused(house: House, note: bytes) -> str:
    """The one line; the store is as it was."""
    before, file = stored(house), house.folder / "brought"
    file.write_bytes(note)
    line = refusal(run("cosigned", file))
    assert stored(house) == before
    return line


def test_what_olu_cosigned_is_kept_under_the_logs_checkpoint(here: House, tmp_path: Path) -> None:
    Olu.at(tmp_path / "olu").cosigned(here.folder / "out")
    told = run("cosigned", here.folder / "out" / "checkpoint")
    assert told.exit_code == 0, told.output
    assert told.stdout.startswith("Cosigned by Olu Adeyemi on 20") and told.stderr == ""
    note = Note.parse(stored(here))
    assert bytes(note) == (here.folder / "out" / "checkpoint").read_bytes()
    ((person, when),) = cosigners(note, here.roster.auditors)
    assert person == here.person("olu") and when and datetime.now(UTC) - when < timedelta(minutes=1)
    again = run("cosigned", here.folder / "out" / "checkpoint")
    assert (again.exit_code, again.stdout) == (0, told.stdout)
    assert stored(here) == bytes(note)


def test_lines_of_strangers_stay_outside_and_older_ones_change_nothing(here: House) -> None:
    plain = stored(here)
    newer = with_line(plain, NOW)
    strange = with_line(
        with_line(newer, NOW, "mallory", "larkfield.example/mallory"), NOW, "ada", "larkfield.example/ada"
    )
    (here.folder / "brought").write_bytes(strange)
    assert run("cosigned", here.folder / "brought").exit_code == 0
    assert stored(here) == newer
    (here.folder / "brought").write_bytes(with_line(plain, NOW - timedelta(days=7)))
    assert run("cosigned", here.folder / "brought").exit_code == 0
    assert stored(here) == newer


def test_whoever_is_no_auditor_cosigns_in_vain(here: House) -> None:
    plain = stored(here)
    for note in (
        plain,
        with_line(plain, NOW, "ada", "larkfield.example/ada"),
        with_line(plain, NOW, "mallory"),
        with_line(plain, NOW, "olu", "larkfield.example/olumide"),
        with_line(plain, NOW, "olu", "elsewhere.example/olu"),
    ):
        assert f"No auditor of the roster has cosigned this checkpoint: expected {NAME}." in refused(here, note)


def test_a_line_of_an_auditor_that_does_not_fit_is_told(here: House) -> None:
    note = Note.parse(with_line(stored(here), NOW))
    own = note.signatures[1]
    forged = Signature(own.name, own.key_id, (int(NOW.timestamp()) + 1).to_bytes(8) + own.raw[8:])
    line = refused(here, bytes(Note(note.text, (*note.signatures, forged))))
    assert "The cosignature of Olu Adeyemi does not fit this checkpoint" in line


def test_a_time_that_has_not_come_is_refused(here: House) -> None:
    line = refused(here, with_line(stored(here), datetime.now(UTC) + timedelta(days=1)))
    assert "which has not come yet" in line


def test_a_size_that_is_no_daily_one_is_refused(here: House) -> None:
    line = refused(here, with_line(checkpoint_of(entries_of(63)), NOW))
    assert "no daily checkpoint of 63 entries; the newest is of 64" in line


def test_another_checkpoint_of_the_same_size_is_told_as_what_it_is(here: House) -> None:
    line = refused(here, with_line(checkpoint_of(entries_of(64)), NOW))
    assert "has signed two different checkpoints of 64 entries" in line


def test_a_store_whose_checkpoint_was_spoilt_takes_nothing(here: House) -> None:
    plain = stored(here)
    brought = with_line(plain, NOW)
    own = Note.parse(brought).signatures[1]
    bad = Note(Note.parse(plain).text, (*Note.parse(plain).signatures, Signature(own.name, own.key_id, bytes(72))))
    for spoilt in (b"", plain[:-9], plain.replace(b"\n64\n", b"\n65\n"), checkpoint_of(entries_of(63)), bytes(bad)):
        keep(here, spoilt)
        assert "The store's checkpoint of 64 entries is not what was signed." in refused(here, brought)


@pytest.mark.parametrize("content", [b"", b"hello\n", b"\xff", bytes(2**20)])
def test_a_file_that_is_no_checkpoint_of_this_log_is_one_line(here: House, content: bytes) -> None:
    refused(here, content)
    refusal(run("cosigned", here.folder / "nowhere"))
    refusal(run("cosigned", here.folder))


def test_another_logs_checkpoint_is_refused(here: House) -> None:
    other = LogKey("elsewhere.example/log", sha256(b"elsewhere").digest())
    assert "is no checkpoint of this log: nobody who is known" in refused(here, bytes(other.checkpoint(64, bytes(32))))
    text = Checkpoint("elsewhere.example/log", 64, bytes(32)).text
    own = Note(text, (sign(text, log_key().verifier.name, log_key()),))
    assert f"expected a checkpoint of {log_key().verifier.name}, got one of another log" in refused(here, bytes(own))


def test_without_a_roster_nobodys_cosignature_counts(here: House) -> None:
    for file in (*here.keys.glob("[!l]*.pub"), here.keys / "roster"):
        file.unlink()
    assert "No roster is in force" in refused(here, with_line(stored(here), NOW))


def test_an_auditor_who_left_the_roster_is_a_stranger(here: House) -> None:
    brought = with_line(stored(here), NOW)
    (here.keys / "olu.pub").unlink()
    write_roster(here.keys, ("ada", "ben", "ines", "noor"))
    assert "expected an auditor in the roster" in refused(here, brought)


def test_no_mutant_of_a_cosigned_checkpoint_changes_what_is_stored(here: House) -> None:
    plain = stored(here)
    good, key, auditors = with_line(plain, NOW), log_key().verifier, here.roster.auditors
    store = Store.open(here.settings.worker().desk_url, DeskBase)
    with store.write() as session:
        row = session.get_one(LogCheckpoint, 64)
        for mutant in mutants(good, COUNT, seed=19):
            try:
                found = take_back(session, key, auditors, mutant, NOW)
            except ReportingError as error:
                assert str(error) and row.note == plain
                continue
            assert [when for _, when in found] == [NOW.replace(microsecond=0)] and row.note == good
            row.note = plain
    store.close()


def test_every_monday_as_the_docs_have_it(here: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docs = Path(__file__).resolve().parents[2] / "docs" / "access-log.md"
    passage = docs.read_text(encoding="utf-8").split("## For auditors: every Monday", 1)[1].split("\n## ", 1)[0]
    exports, cosigns, takes = map(shlex.split, passage.split("```sh\n", 1)[1].split("```", 1)[0].splitlines())
    olu = Olu.at(tmp_path / "olu")
    monkeypatch.chdir(olu.folder)
    assert run(*exports[2:]).exit_code == 0
    told = run(*cosigns[2:], "--passphrase-file", "pass.txt")
    assert told.exit_code == 0 and f"Cosigned as {NAME}" in told.stdout, told.output
    assert run(*takes[2:]).exit_code == 0
    assert stored(here, 128) == olu.kept.read_bytes()
