"""`reporting open`: the reviewer's own machine, no server, and a file that may have been written by an enemy."""

import hashlib
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.cli.open import escaped, readable
from reporting.sealing import armor, pad_json, seal
from tests.cli.table import PASSPHRASE, Table
from tests.roster.cast import key

REPORT = {"v": 1, "part": "report", "report_id": "0" * 32, "answers": {"what_happened": "He followed me. Ça va? 漢字"}}
HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\r\u202egnp.exe\u2028\x7f\u0000 é漢"


def sealed(table: Table, plaintext: bytes, *handles: str) -> str:
    file = table.folder / "sealed.age"
    file.write_bytes(seal(plaintext, [key(handle).identity.recipient for handle in handles or ("ada", "ben")]))
    return str(file)


def opened(table: Table, file: str, handle: str = "ada", *more: str) -> str:
    return table.done("open", file, *more, "--key", table.private(handle), typed=f"{PASSPHRASE}\n")


def refused(table: Table, file: str, handle: str = "ada", *more: str) -> str:
    return table.refused("open", file, *more, "--key", table.private(handle), typed=f"{PASSPHRASE}\n")


def test_each_reader_opens_a_report_as_indented_json_without_padding(table: Table) -> None:
    file = sealed(table, pad_json(REPORT, 16384))
    for handle in ("ada", "ben"):
        text = opened(table, file, handle)
        assert text == json.dumps(REPORT, ensure_ascii=False, indent=2) + "\n"
        assert "漢字" in text


def test_mallory_opens_nothing(table: Table) -> None:
    assert "does not open" in refused(table, sealed(table, pad_json(REPORT, 16384)), "mallory")


def test_an_armored_file_opens_too(table: Table) -> None:
    file = table.folder / "report.txt"
    file.write_bytes(armor(Path(sealed(table, pad_json(REPORT, 1024))).read_bytes()))
    assert json.loads(opened(table, str(file))) == REPORT


def test_anything_else_comes_out_as_it_went_in(table: Table) -> None:
    for plaintext in (b"\x89PNG\r\n\x1a\n\x00\xff", b"", b"[1, 2]", b'{"v":2,"part":"report"}', b'{"v":1,"part":[]}'):
        result = table.run("open", sealed(table, plaintext), "--key", table.private("ada"), typed=f"{PASSPHRASE}\n")
        assert result.exit_code == 0
        assert result.stdout_bytes == plaintext


def test_it_is_written_to_a_file_that_only_its_owner_reads(table: Table) -> None:
    file, out = sealed(table, pad_json(REPORT, 16384)), table.folder / "report.json"
    assert opened(table, file, "ada", "--out", str(out)) == ""
    assert json.loads(out.read_bytes()) == REPORT
    assert out.stat().st_mode & 0o777 == 0o600
    assert "exists already" in refused(table, file, "ada", "--out", str(out))


def test_nothing_is_shown_of_a_file_that_was_cut_or_changed(table: Table) -> None:
    """Three chunks of 64 KiB, of which the first two are whole: not even those are shown."""
    long = {**REPORT, "answers": {"what_happened": "secret " * 25_000}}
    file = Path(sealed(table, pad_json(long, 16384)))
    whole = file.read_bytes()
    changed = bytearray(whole)
    changed[-5] ^= 1
    for broken in (whole[:-1], whole[:-70_000], bytes(changed), whole + b"x", whole[:100], b""):
        file.write_bytes(broken)
        result = table.run("open", str(file), "--key", table.private("ada"), typed=f"{PASSPHRASE}\n")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert "secret" not in result.output and "does not open" in result.stderr


def test_a_wrong_passphrase_and_missing_files_are_one_line_each(table: Table) -> None:
    file = sealed(table, b"words")
    assert "passphrase" in table.refused("open", file, "--key", table.private("ada"), typed="wrong\n")
    assert "cannot be read" in table.refused("open", str(table.folder / "no"), "--key", table.private("ada"))
    assert "cannot be read" in table.refused("open", file, "--key", str(table.folder / "no"))


def test_a_key_without_passphrase_asks_for_none(table: Table) -> None:
    (table.folder / "plain.txt").write_text("# mine\n" + key("ada").identity.secret_text() + "\n")
    assert table.done("open", sealed(table, b"words"), "--key", str(table.folder / "plain.txt")) == "words"


def test_a_hostile_report_does_not_drive_the_terminal() -> None:
    shown = readable(pad_json({**REPORT, "answers": {"what_happened": HOSTILE}}, 16384)).decode()
    assert all(character == "\n" or character.isprintable() for character in shown)
    assert json.loads(shown)["answers"]["what_happened"] == HOSTILE
    assert "é漢" in shown


@pytest.mark.parametrize("plaintext", [HOSTILE.encode(), b'{"v":1,"part":"report","part":"\x1b[2J"}'])
def test_other_text_is_escaped_on_a_terminal_and_bytes_are_not_shown_there(
    table: Table, plaintext: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from reporting.cli.open import CannotOpen, _print

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _print(plaintext, Path("note.age"))
    assert capsys.readouterr().out.isprintable()
    with pytest.raises(CannotOpen, match="--out"):
        _print(b"\xff\xd8\x1b[2J", Path("photo.age"))
    assert capsys.readouterr().out == ""


@given(st.text())
def test_no_text_gets_a_control_character_through(text: str) -> None:
    assert all(character == "\n" or character.isprintable() for character in escaped(text))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner)))
def test_what_is_shown_of_a_part_means_what_was_written(value: object) -> None:
    part = {"v": 1, "part": "message", "answers": value}
    assert json.loads(readable(json.dumps(part).encode() + b"   ")) == part


TRAPS = [
    b"[" * 200_000,
    b'{"v":1' + b"0" * 10_000 + b"}",
    b'{"v":1,"part":"report","answers":{"risk":"danger","risk":"no"}}',
    b"\xff",
    b"\xef\xbb\xbf{}",
]


@pytest.mark.parametrize("plaintext", TRAPS)
def test_json_that_is_a_trap_is_left_as_it_is(plaintext: bytes) -> None:
    assert readable(plaintext) == plaintext


PHOTO = b"\xff\xd8\xff photo \0\0"


def of_a_report(table: Table, cleaned: bool = True, **named: object) -> tuple[str, str]:
    """A sealed file and the sealed report that names it; and a folder of its own to write to."""
    plain = PHOTO + bytes(50)
    entry = {"part": "file-2", "sha256": hashlib.sha256(plain).hexdigest(), "media_type": "image/jpeg"}
    entry |= {"size": len(PHOTO), "cleaned": cleaned} | named
    recipients = [key(handle).identity.recipient for handle in ("ada", "ben")]
    report, file = table.folder / "report.age", table.folder / "photo.age"
    report.write_bytes(seal(pad_json({**REPORT, "manifest": [entry]}, 16384), recipients))
    file.write_bytes(seal(plain, recipients))
    return str(file), str(report)


def test_a_file_of_a_report_is_written_under_its_neutral_name(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    file, report = of_a_report(table)
    monkeypatch.chdir(table.folder)
    assert opened(table, file, "ben", "--report", report) == "file-2.jpg\n"
    written = table.folder / "file-2.jpg"
    assert written.read_bytes() == PHOTO
    assert written.stat().st_mode & 0o777 == 0o600
    assert "exists already" in refused(table, file, "ben", "--report", report)
    told = opened(table, file, "ben", "--report", report, "--out", str(table.folder / "other.jpg"))
    assert told == f"{table.folder}/other.jpg\n"


def test_a_file_that_was_not_cleaned_is_said_to_be_so(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(table.folder)
    file, report = of_a_report(table, cleaned=False, media_type="application/octet-stream")
    told = opened(table, file, "ada", "--report", report)
    assert told.startswith("file-2.bin (not cleaned") and "safe viewer" in told


@pytest.mark.parametrize("named", [{"sha256": "0" * 64}, {"part": "../../file"}, {"part": []}, {"size": "9"}])
def test_a_file_that_the_report_does_not_name_is_not_written(
    table: Table, named: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.folder)
    file, report = of_a_report(table, **named)
    assert "not one of the files of this report" in refused(table, file, "ada", "--report", report)
    assert list(table.folder.rglob("file*")) == []
