"""`reporting key …`: from no key at all to a roster in force, and everything on the way that is refused."""

import os
import re
import stat
from pathlib import Path

import pytest
from mnemonic import Mnemonic

from reporting.roster import Person, Role, load
from reporting.roster.errors import NotTwoReviewers
from reporting.sealing.keyfiles import unlock
from reporting.signednote import VerifierKey
from tests.cli.table import PASSPHRASE, Table
from tests.roster.cast import COMMUNITY, key, person, renewed


def test_a_new_key_is_a_locked_file_a_public_file_and_a_passphrase_told_once(table: Table) -> None:
    out = table.folder / "mine"
    told = table.done("key", "new", "Ada Lindqvist", "--role", "reviewer", "--about", "ethics board", "--out", str(out))
    private, public = out / "ada.age", out / "ada.pub"
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    passphrase = re.search(r"^Passphrase +(\S+)$", told, re.MULTILINE)
    assert passphrase and passphrase[1].count("-") == 6
    opened = unlock(private.read_bytes(), passphrase[1])
    ada = Person.parse(public.read_bytes())
    assert (ada.name, ada.about, ada.role, ada.handle) == ("Ada Lindqvist", "ethics board", Role.REVIEWER, "ada")
    assert (ada.recipient, ada.verifier.raw) == (opened.recipient_text, opened.verify_key)
    for file in (private, public):
        assert str(file) in told
        assert passphrase[1] not in file.read_text()
    assert ada.short in told
    assert "reporting key add ada.pub" in told and "reporting key paper" in told


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


def test_a_first_roster_opens_when_both_have_signed(table: Table) -> None:
    told = table.done("key", "add", table.public("ada"), "--community", COMMUNITY)
    assert "adds Ada Lindqvist as reviewer" in told
    assert "Not ready to be signed: must name exactly two reviewers, and names 1." in told
    told = table.done("key", "add", table.public("ben"))
    assert "Still to sign: Ada Lindqvist and Ben Okafor." in told
    assert load(table.keys) is None
    told = table.sign("ada")
    assert "adds Ben Okafor as reviewer" in told
    assert "Still to sign: Ben Okafor." in told
    assert load(table.keys) is None
    assert "Signed by Ada Lindqvist." in table.done("key", "list")
    assert "Roster 1 is in force" in table.sign("ben")
    roster = load(table.keys)
    assert roster and roster.people == (person("ada"), person("ben"))
    assert sorted(table.files()) == ["ada.pub", "ben.pub", "roster"]


def test_the_list_shows_people_and_what_is_pending(table: Table) -> None:
    assert "not open yet" in table.done("key", "list")
    table.opened_by("ada", "ben", "olu")
    table.done("key", "add", table.public("ines"))
    told = table.done("key", "list")
    assert re.search(rf"reviewer +ada +{person('ada').short} +Ada Lindqvist +ethics board\n", told)
    assert re.search(rf"auditor +olu +{person('olu').short} +Olu Adeyemi", told)
    assert "adds Ines Duarte as alternate" in told.partition("Proposed")[2]
    assert "Ines" not in told.partition("Proposed")[0]


def test_one_other_reviewer_is_enough_later_on(table: Table) -> None:
    table.opened_by("ada", "ben")
    assert "Still to sign: Ada Lindqvist or Ben Okafor." in table.done("key", "add", table.public("ines"))
    told = table.sign("ben")
    assert "adds Ines Duarte as alternate" in told
    assert " ".join(re.findall("....", person("ines").fingerprint)) in told
    assert "Roster 2 is in force" in told
    roster = load(table.keys)
    assert roster and [each.handle for each in roster.readers] == ["ada", "ben", "ines"]
    assert sorted(table.files()) == ["ada.pub", "ben.pub", "history/0001.roster", "ines.pub", "roster"]


def test_a_reviewer_is_replaced_in_one_change(table: Table) -> None:
    table.opened_by("ada", "ben")
    told = table.done("key", "add", table.public("noor"))
    assert "Not ready to be signed" in told
    assert NotTwoReviewers.remedy in table.refused("key", "sign", "--key", table.private("ada"))
    assert "Still to sign: Ada Lindqvist." in table.done("key", "retire", "ben")
    line = table.refused("key", "sign", "--key", table.private("ben"), typed=f"{PASSPHRASE}\n")
    assert "for Ada Lindqvist to sign" in line
    table.sign("ada")
    roster = load(table.keys)
    assert roster and roster.reviewers == (person("ada"), person("noor"))
    assert table.files()["history/0001.ben.pub"] == person("ben").public_file()


def test_an_alternate_moves_up(table: Table) -> None:
    table.opened_by("ada", "ben", "ines")
    table.done("key", "add", table.public("ines"), "--role", "reviewer")
    table.done("key", "retire", "ben")
    assert "makes Ines Duarte reviewer instead of alternate" in table.sign("ada")
    roster = load(table.keys)
    assert roster and roster.reviewers == (person("ada"), person("ines", Role.REVIEWER))
    assert b"# role: reviewer" in table.files()["ines.pub"]


def test_a_reviewer_has_a_new_key_under_the_same_handle(table: Table, tmp_path: Path) -> None:
    table.opened_by("ada", "ben")
    (tmp_path / "ben.pub").write_bytes(renewed("ben").public_file())
    told = table.done("key", "add", str(tmp_path / "ben.pub"))
    assert "gives Ben Okafor other keys" in told and "Still to sign: Ada Lindqvist." in told
    assert sorted(table.files()) == ["ada.pub", "ben.pub", "proposed/ben.pub", "roster", "roster.proposed"]
    assert load(table.keys) and "gives Ben Okafor other keys" in table.done("key", "list")
    table.sign("ada")
    roster = load(table.keys)
    assert roster and roster.reviewers == (person("ada"), renewed("ben"))
    assert sorted(table.files()) == ["ada.pub", "ben.pub", "history/0001.ben.pub", "history/0001.roster", "roster"]
    assert table.files()["history/0001.ben.pub"] == person("ben").public_file()


def test_a_new_key_can_be_withdrawn_and_leaves_nothing(table: Table, tmp_path: Path) -> None:
    table.opened_by("ada", "ben", "ines")
    before = table.files()
    (tmp_path / "ines.pub").write_bytes(renewed("ines").public_file())
    table.done("key", "add", str(tmp_path / "ines.pub"))
    table.done("key", "retire", "ines")
    assert "proposed/ines.pub" not in table.files()
    assert "Nothing is proposed any more." in table.done("key", "add", str(table.keys / "ines.pub"))
    assert table.files() == before and not (table.keys / "proposed").exists()


def test_a_proposal_can_be_withdrawn(table: Table) -> None:
    table.opened_by("ada", "ben")
    before = table.files()
    table.done("key", "add", table.public("ines"))
    assert "Nothing is proposed any more." in table.done("key", "retire", "ines")
    assert table.files() == before


def test_a_signature_does_not_carry_over_to_a_changed_proposal(table: Table) -> None:
    for handle in ("ada", "ben"):
        table.done("key", "add", table.public(handle), "--community", COMMUNITY)
    table.sign("ada")
    assert "Still to sign: Ada Lindqvist and Ben Okafor." in table.done("key", "add", table.public("ines"))


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
