"""`reporting key …`: from no key at all to a roster in force, and on to each change of it."""

import re
import stat
from pathlib import Path

from reporting.roster import Person, Role, load
from reporting.roster.errors import NotTwoReviewers
from reporting.sealing.keyfiles import unlock
from tests.cli.table import PASSPHRASE, Table
from tests.roster.cast import COMMUNITY, person, renewed


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
