"""`reporting key …`: what is refused, in one line, and leaves everything as it was."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from reporting.roster import Person
from reporting.signednote import VerifierKey
from tests.cli.table import PASSPHRASE, Table
from tests.house import locked
from tests.roster.cast import COMMUNITY, key, person


def test_nobody_brings_a_passphrase_of_their_own_to_a_new_key(table: Table) -> None:
    (table.folder / "words").write_text("Larkfield2026!Larkfield\n")
    words = ["key", "new", "Ada", "--role", "reviewer", "--out", str(table.folder / "mine")]
    assert table.run(*words, "--passphrase-file", str(table.folder / "words")).exit_code == 2
    assert not (table.folder / "mine").exists()
    told = table.done(*words, typed="Larkfield2026!Larkfield\n")
    passphrase = re.search(r"^Passphrase +(\S+)$", told, re.MULTILINE)
    assert passphrase and set(passphrase[1].split("-")) <= set(Mnemonic("english").wordlist)
    assert len(passphrase[1].split("-")) == 7


def test_a_new_key_never_takes_the_place_of_another(table: Table) -> None:
    for name in ("ada.age", "ada.pub"):
        (table.folder / name).write_bytes(b"the only copy")
        line = table.refused("key", "new", "Ada Lindqvist", "--role", "reviewer", "--out", str(table.folder))
        assert name in line and "exists already" in line
        assert (table.folder / name).read_bytes() == b"the only copy"
        assert len(list(table.folder.glob("ada.*"))) == 1
        (table.folder / name).unlink()


@pytest.mark.parametrize("inside", ["keys", "keys/deeper/still", "link", "private/../keys"])
def test_a_new_key_is_not_made_inside_keys(table: Table, inside: str) -> None:
    table.keys.mkdir()
    (table.folder / "link").symlink_to(table.keys)
    line = table.refused("key", "new", "Ada", "--role", "reviewer", "--out", str(table.folder / inside))
    assert "inside keys/" in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["李小龙"], "handle"),
        (["Log Lady"], "handle"),
        (["Ada", "--handle", "../ada"], "handle"),
        (["Lindqvist, Ada", "--handle", "ada"], "comma"),
        (["Ada", "--about", "\x1b[2J"], "visible"),
    ],
)
def test_a_new_key_under_no_good_name_is_refused(
    table: Table, options: list[str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(table.folder)
    assert said in table.refused("key", "new", *options, "--role", "reviewer", "--out", "out")
    assert not Path("out").exists()


def test_usage_is_another_exit_status(table: Table) -> None:
    for words in (
        ["key", "new", "Ada"],
        ["key", "new", "Ada", "--role", "owner"],
        ["key", "sign"],
        ["key", "nonsense"],
        ["open", "report.age"],
    ):
        assert table.run(*words).exit_code == 2


def test_mallory_can_propose_but_not_sign(table: Table) -> None:
    table.opened_by("ada", "ben", "olu")
    table.done("key", "add", table.public("mallory"))
    table.done("key", "retire", "ben")
    for handle in ("mallory", "olu", "ben"):
        line = table.refused("key", "sign", "--key", table.private(handle), typed=f"{PASSPHRASE}\n")
        assert "may not sign" in line


def test_a_proposal_that_changes_while_one_reads_it_is_not_signed(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    from reporting.cli import key as command

    table.opened_by("ada", "ben")
    table.done("key", "add", table.public("ines"))
    shown = (table.keys / "roster.proposed").read_bytes()
    table.done("key", "add", table.public("kofi"))
    swapped = (table.keys / "roster.proposed").read_bytes()
    (table.keys / "roster.proposed").write_bytes(shown)

    def swapping(*_: object) -> object:
        (table.keys / "roster.proposed").write_bytes(swapped)
        return key("ada")

    monkeypatch.setattr(command, "unlocked", swapping)
    result = table.run("key", "sign", "--key", table.private("ada"))
    assert result.exit_code == 1
    assert "nothing was signed" in result.stderr
    assert (table.keys / "roster.proposed").read_bytes() == swapped


def test_a_wrong_passphrase_signs_nothing(table: Table) -> None:
    for handle in ("ada", "ben"):
        table.done("key", "add", table.public(handle), "--community", COMMUNITY)
    line = table.refused("key", "sign", "--key", table.private("ada"), typed="another one\n")
    assert "passphrase" in line and "another one" not in line
    (table.folder / "words").write_text(PASSPHRASE + "\n")
    told = table.done("key", "sign", "--key", table.private("ada"), "--passphrase-file", str(table.folder / "words"))
    assert "Still to sign: Ben Okafor." in told and PASSPHRASE not in told


def test_what_is_no_public_file_is_not_added(table: Table, tmp_path: Path) -> None:
    ada = person("ada")
    broken = ada.recipient[:-1] + ("q" if ada.recipient[-1] != "q" else "p")
    for name, content, said in (
        ("private.pub", Path(table.private("ada")).read_bytes(), "private half"),
        ("empty.pub", b"", "no public file of ours"),
        ("noise.pub", os.urandom(3000), "no public file of ours"),
        ("large.pub", bytes(100_000), "too large"),
        ("classic.pub", ada.public_file().replace(ada.recipient.encode(), b"age1" + b"q" * 58), "post-quantum"),
        ("checksum.pub", ada.public_file().replace(ada.recipient.encode(), broken.encode()), "recipient"),
    ):
        (tmp_path / name).write_bytes(content)
        assert said in table.refused("key", "add", str(tmp_path / name), "--community", COMMUNITY)
    assert "cannot be read" in table.refused("key", "add", str(tmp_path / "missing.pub"))
    assert table.files() == {}


def test_nobody_is_added_twice_or_under_somebody_elses_handle(table: Table, tmp_path: Path) -> None:
    table.opened_by("ada", "ben")
    assert "there already" in table.refused("key", "add", table.public("ada"))
    ada, mallory = person("ada"), person("mallory")
    hers = VerifierKey.of("ada", mallory.verifier.raw)
    for given, said in (
        (Person.of(mallory.name, "", ada.role, hers, mallory.recipient), "another --handle"),
        (Person.of(ada.name, ada.about, ada.role, hers, ada.recipient), "this recipient already"),
        (Person.of("Ada Somebody", ada.about, ada.role, ada.verifier, ada.recipient), "keys of Ada Lindqvist"),
        (Person.of(mallory.name, "", ada.role, mallory.verifier, ada.recipient), "this recipient already"),
    ):
        (tmp_path / "given.pub").write_bytes(given.public_file())
        assert said in table.refused("key", "add", str(tmp_path / "given.pub"))


def test_a_folder_without_a_roster_is_named_since_another_may_be_meant(table: Table) -> None:
    told = table.done("key", "list")
    assert f"No roster is in force in {table.keys}" in told
    assert "key add FILE" in told and "REPORTING_KEYS" in told
    table.done("key", "add", table.public("ada"), "--community", COMMUNITY)
    assert "REPORTING_KEYS" not in table.done("key", "list")


def test_there_must_be_something_to_sign_and_somebody_to_retire(table: Table) -> None:
    assert f"no change to sign in {table.keys}" in table.refused("key", "sign", "--key", table.private("ada"))
    assert "Nobody in the roster" in table.refused("key", "retire", "ada")
    table.opened_by("ada", "ben")
    assert "no change to sign" in table.refused("key", "sign", "--key", table.private("ada"))
    assert "Nobody in the roster" in table.refused("key", "retire", "mallory")


def test_no_command_works_on_keys_that_were_tampered_with(table: Table) -> None:
    table.opened_by("ada", "ben")
    table.done("key", "add", table.public("ines"))
    (table.keys / "ben.age").write_bytes(Path(table.private("ben")).read_bytes())
    for words in (
        ["key", "list"],
        ["key", "add", table.public("olu")],
        ["key", "retire", "ben"],
        ["key", "sign", "--key", table.private("ada")],
    ):
        assert "private key" in table.refused(*words)


def test_a_folder_that_cannot_be_written_is_one_line(table: Table) -> None:
    (table.folder / "file").write_text("in the way")
    in_the_way = str(table.folder / "file" / "deeper")
    assert "cannot be written" in table.refused("key", "new", "Ada", "--role", "reviewer", "--out", in_the_way)
    assert "cannot be written" in table.refused("key", "paper", table.private("ada"), "--out", in_the_way)


def test_a_passphrase_is_asked_for_in_a_terminal_alone_and_where_there_is_none_one_line_says_so(tmp_path: Path) -> None:
    (tmp_path / "ada.age").write_bytes(locked("ada"))
    words = [sys.executable, "-m", "reporting", "open", str(tmp_path / "ada.age"), "--key", str(tmp_path / "ada.age")]
    told = subprocess.run(
        words, input=f"{PASSPHRASE}\n", capture_output=True, text=True, start_new_session=True, timeout=60
    )
    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr == (
        "reporting: There is no terminal to type the passphrase of ada.age in. "
        "Run this in one, or with --passphrase-file where the command takes it.\n"
    )
