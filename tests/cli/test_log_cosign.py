"""`reporting log cosign`: Olu checks against what was kept, says so, keeps it, and signs nothing that does not fit."""

import shutil
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from click.testing import CliRunner

from reporting.accesslog import Facts, Tag
from reporting.accesslog.checkpoints import Checkpoint, LogKey
from reporting.accesslog.cosignatures import cosign, cosigned_at
from reporting.accesslog.meanings import MEANINGS
from reporting.accesslog.verify import Forked, Rewritten, RolledBack
from reporting.accesslog.witness import ClockWentBack, ForgedCosignature, KeyChanged, OtherName, PastForgotten
from reporting.accesslog.witness import KeptOfOtherLog as KeptOther
from reporting.accesslog.witness import KeptUnusable as Unusable
from reporting.cli import main
from reporting.signednote import Note, Signature, VerifierKey, sign
from tests.accesslog.exported import checkpoint_of, exported
from tests.cli.olu import NAME, WITNESS, Olu, entries, with_line, written
from tests.house import NOW, PASSPHRASE, key_of, log_key

ORIGIN = log_key().verifier.name


def grown(log: Path, new: list[bytes]) -> Path:
    """The operator hands over the same log, with these entries more, in a new folder."""
    folder = log.with_name(f"log-{len(new)}")
    return written(exported([*entries(300), *new]), folder)


def test_the_first_time_there_is_no_past_and_the_next_time_there_is(olu: Olu, log: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    told = olu.cosigned(log)
    assert "300 entries, whole and signed by larkfield.example/log." in told
    assert "There is no past to compare with" in told and f"Cosigned as {NAME}" in told
    note = Note.parse(olu.kept.read_bytes())
    assert (log / "checkpoint").read_bytes() == bytes(note)
    assert Checkpoint.open(bytes(note), log_key().verifier).size == 300
    assert before <= cosigned_at(note, WITNESS) <= datetime.now(UTC)
    told = olu.cosigned(later := grown(log, [*entries(301)[-1:]]))
    assert "They begin with the 300 that you kept" in told and "no past" not in told
    assert olu.kept.read_bytes() == (later / "checkpoint").read_bytes()
    assert Checkpoint.open(olu.kept.read_bytes(), log_key().verifier).size == 301


def test_cosigning_again_leaves_one_line_of_each_and_others_where_they_were(olu: Olu, log: Path) -> None:
    ben = with_line((log / "checkpoint").read_bytes(), NOW, "ben", "larkfield.example/ben")
    (log / "checkpoint").write_bytes(ben)
    olu.cosigned(log)
    olu.cosigned(log)
    lines = Note.parse(olu.kept.read_bytes()).signatures
    assert [line.name for line in lines] == [ORIGIN, "larkfield.example/ben", NAME]


def test_the_passphrase_is_asked_for_after_all_was_checked(olu: Olu, log: Path) -> None:
    words = ["log", "cosign", str(log), *olu.words]
    told = CliRunner().invoke(main, words, input=f"{PASSPHRASE}\n")
    assert told.exit_code == 0, told.output
    assert told.stderr == "Passphrase of olu.age: \n"
    (log / "tile/0/000").write_bytes(b"")
    refused = CliRunner().invoke(main, words, input=f"{PASSPHRASE}\n")
    assert refused.exit_code == 1 and "Passphrase" not in refused.stderr
    assert "does not open" in olu.refused(grown(log, []), "--passphrase-file", olu.folder / "log.pub")


def test_what_was_declared_since_is_told_and_what_was_before_is_not(olu: Olu, log: Path) -> None:
    old = Facts(Tag.RESTORE_DECLARE, "2026-10-01T08:00Z").to_bytes()
    olu.cosigned(written(exported([*entries(300), old]), log))
    said = [
        *[Facts(Tag.ROSTER_CHANGE, f"2026-11-{day}T08:00Z") for day in (18, 20, 20)],
        *[Facts(Tag.REPORT_ERASE, f"2026-11-{day}T08:00Z", case="7QK4-M2XR") for day in range(10, 17)],
        Facts(Tag.SETTINGS_CHANGE, "2026-11-19T08:00Z", person="\x1b[2J"),
        *[Facts(Tag.LOG_EXPORT, "2026-11-20T08:00Z")] * 4,
    ]
    new = [old, *(facts.to_bytes() for facts in said)]
    told = olu.cosigned(grown(log, new))
    assert "15 entries are new. Declared:" in told
    rows = [line.split() for line in told.splitlines() if line.startswith("  ")]
    assert [(row[0], row[1]) for row in rows] == [
        ("roster:change", "3"), ("settings:change", "1"), ("report:erase", "7"), ("log:export", "4")
    ]  # fmt: skip
    assert "2026-11-18, 2026-11-20 (2)" in told and "on 7 days, 2026-11-10 to 2026-11-16" in told
    assert "restore" not in told and "\x1b" not in told and "7QK4" not in told
    assert "No entry is new." in olu.cosigned(grown(log, new))
    restored = olu.cosigned(grown(log, [*new, old.replace(b"10-01", b"11-24")]))
    assert "restore:declare       1  a backup was put back: 2026-11-24" in restored


def test_an_entry_that_cannot_be_read_strictly_is_never_passed_over(olu: Olu, log: Path) -> None:
    olu.cosigned(log)
    hidden = b'{"at":"2026-11-20T08:00Z", "tag":"restore:declare"}'
    told = olu.cosigned(grown(log, [*entries(1), hidden, b"\xff"]))
    assert "Careful: 2 entries are not written as this program writes them, the first at index 301." in told
    assert "3 entries are new. Nothing is declared" in told


def test_a_log_cut_forked_or_rewritten_is_refused_in_plain_words(olu: Olu, log: Path) -> None:
    olu.cosigned(log)
    whole = entries(300)
    for forged, meaning, detail in (
        (whole[:299], RolledBack, "(expected at least the 300 entries of the kept checkpoint, got 299"),
        ([*whole[:299], b"{}"], Forked, "(expected the root"),
        ([b"{}", *whole[1:], b"{}"], Rewritten, "(expected the root"),
    ):
        line = olu.refused(written(exported(forged), log.with_name(meaning.__name__)))
        assert f"Nothing was cosigned. {MEANINGS[meaning].happened}" in line and detail in line
        assert f"Change nothing in {log.with_name(meaning.__name__)} and {olu.kept}" in line
        assert "Tell both reviewers" in line


def test_an_earlier_restore_that_was_declared_excuses_no_later_loss(olu: Olu, log: Path) -> None:
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%MZ}"
    earlier, declared = (Facts(Tag.RESTORE_DECLARE, at, count=201).to_bytes() for at in ("2026-10-01T08:00Z", now))
    olu.cosigned(written(exported([earlier, *entries(300)]), log))
    cut = [earlier, *entries(200)]
    line = olu.refused(written(exported(cut), log.with_name("cut")))
    assert "No entry declares that a backup was put back" in line
    line = olu.refused(written(exported([*cut, declared]), log.with_name("declared")))
    assert f"Entry 201 of {now[:10]} declares that a backup was put back" in line


def test_another_log_and_another_key_are_told_apart(olu: Olu, log: Path) -> None:
    def signed(origin: str, name: str, key: LogKey) -> bytes:
        text = Checkpoint(origin, 300, Checkpoint.parse(Note.parse(checkpoint_of(entries(300))).text).root).text
        return bytes(Note(text, (sign(text, name, key),)))

    stranger = LogKey(ORIGIN, sha256(b"another").digest())
    plain, shown = (log / "checkpoint").read_bytes(), log / "checkpoint"
    shown.write_bytes(signed(ORIGIN, ORIGIN, stranger))
    line = olu.refused(log)
    assert MEANINGS[KeyChanged].happened in line
    assert f"got {VerifierKey.of(ORIGIN, stranger.verify_key).key_id.hex()}" in line
    for origin, name in (("elsewhere.example/log", "elsewhere.example/log"), ("elsewhere.example/log", ORIGIN)):
        shown.write_bytes(signed(origin, name, log_key()))
        assert "This is another log" in olu.refused(log)
    shown.write_bytes(with_line(plain, NOW, "ben", "larkfield.example/ben").replace(ORIGIN.encode() + b" ", b"x "))
    assert "does not bear the log's signature" in olu.refused(log)
    shown.write_bytes(plain.replace(b"\n300\n", b"\n299\n"))
    assert "altered after it had been signed" in olu.refused(log)
    shown.write_bytes(plain)
    for kept, meaning in (
        (signed(ORIGIN, ORIGIN, stranger), KeyChanged),
        (signed("elsewhere.example/log", "elsewhere.example/log", stranger), KeptOther),
        (plain.replace(b"\n300\n", b"\n299\n"), Unusable),
        (b"", Unusable),
        (b"\xff" * 100, Unusable),
    ):
        olu.kept.write_bytes(kept)
        assert MEANINGS[meaning].happened in olu.refused(log)


def test_files_that_are_missing_or_cut_short_are_named(olu: Olu, log: Path) -> None:
    olu.cosigned(log)
    for name, said in (
        ("tile/0/001.p/44", "lists hashes was cut short"),
        ("tile/entries/000", "with entries was cut short"),
        ("checkpoint", "not written as a signed checkpoint"),
    ):
        copy = shutil.copytree(log, log.with_name(name.replace("/", "-")))
        (copy / name).write_bytes((copy / name).read_bytes()[:-40])
        line = olu.refused(copy)
        assert said in line and "handed over once more" in line
        (copy / name).unlink()
        assert f"missing, or far too large. (expected {name}" in olu.refused(copy)


def test_a_clock_behind_the_last_cosignature_signs_nothing(olu: Olu, log: Path) -> None:
    plain, now = (log / "checkpoint").read_bytes(), datetime.now(UTC)
    olu.kept.write_bytes(with_line(plain, now + timedelta(hours=1)))
    line = olu.refused(log)
    assert MEANINGS[ClockWentBack].happened in line and "Set the clock right" in line
    olu.kept.write_bytes(plain)
    (log / "checkpoint").write_bytes(with_line(plain, now + timedelta(days=20_000)))
    assert MEANINGS[ClockWentBack].happened in olu.refused(log)
    (log / "checkpoint").write_bytes(plain)
    ahead = (now + timedelta(minutes=2)).replace(microsecond=0)
    olu.kept.write_bytes(with_line(plain, ahead))
    olu.cosigned(log)
    assert cosigned_at(Note.parse(olu.kept.read_bytes()), WITNESS) == ahead  # two clocks a little apart: never earlier


def test_a_witness_keeps_its_name_and_its_past(olu: Olu, log: Path) -> None:
    assert MEANINGS[OtherName].happened not in olu.cosigned(log)
    line = olu.refused(log, "--handle", "olumide")
    assert MEANINGS[OtherName].happened in line and f"(expected {NAME} as last time" in line
    line = olu.refused(log, "--kept", olu.folder / "kepd")
    assert MEANINGS[PastForgotten].happened in line and not (olu.folder / "kepd").exists()
    (olu.folder / "sheet 7.txt").write_bytes((olu.folder / "olu.age").read_bytes())
    assert "--handle olu" in olu.refused(log, "--as", olu.folder / "sheet 7.txt")
    olu.cosigned(log, "--as", olu.folder / "sheet 7.txt", "--handle", "olu")


def test_a_forged_cosignature_under_ones_own_name_is_refused(olu: Olu, log: Path) -> None:
    plain = Note.parse((log / "checkpoint").read_bytes())
    forged = Signature(NAME, WITNESS.key_id, cosign(plain.text, NAME, key_of("mallory"), NOW).raw)
    for file in (log / "checkpoint", olu.kept):
        file.write_bytes(bytes(Note(plain.text, (*plain.signatures, forged))))
        assert MEANINGS[ForgedCosignature].happened in olu.refused(log)
        (log / "checkpoint").write_bytes(bytes(plain))


def test_a_note_that_strangers_filled_is_not_made_longer(olu: Olu, log: Path) -> None:
    note = (log / "checkpoint").read_bytes()
    for number in range(63):
        note = with_line(note, NOW, "mallory", f"m{number}")
    (log / "checkpoint").write_bytes(note)
    assert "65 signatures" in olu.refused(log)
