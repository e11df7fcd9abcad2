"""`load`: the apps start on a folder of keys that verifies whole (design.md, D3, D15)."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from reporting.roster import Role, chain, load, verify_chain
from reporting.roster.days import readers_changed_on, since
from reporting.roster.effect import propose, take_effect
from reporting.roster.errors import (
    Malformed,
    MissingPublicFile,
    Unsigned,
)
from reporting.roster.files import put
from reporting.roster.folder import read_keys
from reporting.signednote import VerifierKey
from tests.roster.cast import DAY, after, chain_of_four, first, lay, person, renewed, seat, signed


def test_before_the_first_roster_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path / "nowhere") is None
    (tmp_path / "README.md").write_text("Only public halves belong here, never AGE-SECRET-KEY lines.")
    assert load(tmp_path) is None
    assert chain(tmp_path) == []


def test_a_good_folder_gives_the_people_with_their_recipients(keys: Path) -> None:
    roster = load(keys)
    assert roster
    assert (roster.community, roster.serial, roster.date) == ("Larkfield Network", 4, DAY)
    assert roster.people == (person("ada"), person("noor"), person("ines"))
    assert roster.by_fingerprint(person("ada").fingerprint) == person("ada")
    assert roster.by_handle("ben") is None


def test_former_rosters_and_retired_keys_are_kept(keys: Path) -> None:
    assert [file.name for file in sorted((keys / "history").iterdir())] == [
        "0001.roster",
        "0002.ben.pub",
        "0002.roster",
        "0003.olu.pub",
        "0003.roster",
    ]
    assert sorted(file.name for file in keys.iterdir()) == ["ada.pub", "history", "ines.pub", "noor.pub", "roster"]
    assert (keys / "history" / "0002.ben.pub").read_bytes() == person("ben").public_file()


def test_the_whole_chain_is_given_to_those_who_check_it_themselves(keys: Path) -> None:
    notes = chain(keys)
    assert len(notes) == 4
    assert verify_chain([note.encode() for note in notes]).serial == 4


def test_everybody_may_read_what_is_public_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        opening = signed(first("ada", "ben"), "ada", "ben")
        keys = lay(tmp_path / "keys", [opening])
        propose(keys, read_keys(keys), after(opening).seating(renewed("ben").seat, DAY), renewed("ben"))
    finally:
        os.umask(before)
    assert all(file.stat().st_mode & 0o777 == 0o644 for file in keys.rglob("*") if file.is_file())
    folders = [folder for folder in keys.rglob("*") if folder.is_dir()]
    assert {folder.name for folder in folders} == {"history", "proposed"}
    assert all(folder.stat().st_mode & 0o777 == 0o755 for folder in folders)


def test_a_log_key_and_a_pending_proposal_do_no_harm(keys: Path) -> None:
    (keys / "log.pub").write_text(f"{VerifierKey.of('larkfield.example/log', bytes(32))}\n")
    now = read_keys(keys)
    assert now.listing
    proposal = after(chain_of_four()[3]).seating(seat("kofi"), DAY)
    propose(keys, now, proposal, person("kofi"))
    roster = load(keys)
    assert roster and roster.by_handle("kofi") is None
    assert read_keys(keys).proposal == proposal


def test_a_proposal_without_signatures_does_not_take_effect(keys: Path) -> None:
    before = {file: file.read_bytes() for file in keys.rglob("*") if file.is_file()}
    for bad in (
        after(chain_of_four()[3]).without("ines", DAY),
        signed(after(chain_of_four()[3]).without("ines", DAY), "mallory"),
        signed(after(chain_of_four()[3]).seating(seat("kofi"), DAY), "ada"),  # whose public file is not here
    ):
        with pytest.raises((Malformed, Unsigned, MissingPublicFile)):
            take_effect(keys, read_keys(keys), bad)
    assert {file: file.read_bytes() for file in keys.rglob("*") if file.is_file()} == before


def test_an_alternate_who_became_reviewer_reads_as_the_roster_says(tmp_path: Path) -> None:
    opening = signed(first("ada", "ben", "ines"), "ada", "ben")
    moved = signed(after(opening).seating(seat("ines", Role.REVIEWER), DAY).without("ben", DAY), "ada")
    keys = lay(tmp_path, [opening, moved])
    put(keys / "ines.pub", person("ines").public_file())  # as a crash before the last steps would leave it
    roster = load(keys)
    assert roster and roster.reviewers == (person("ada"), person("ines", Role.REVIEWER))


def test_the_past_says_since_when_and_when_readers_changed() -> None:
    opening = signed(first("ada", "ben", "olu"), "ada", "ben")
    assert readers_changed_on([bytes(opening.note).decode()]) is None
    later, latest = DAY + timedelta(days=3), DAY + timedelta(days=9)
    joined = signed(after(opening).seating(seat("ines"), later), "ben")
    retired = signed(after(joined).without("olu", latest), "ben")
    changed = signed(after(retired).seating(renewed("ben").seat, latest + timedelta(days=1)), "ada")
    notes = [bytes(one.note).decode() for one in (opening, joined, retired, changed)]
    assert [readers_changed_on(notes[:many]) for many in (2, 3, 4)] == [later, later, latest + timedelta(days=1)]
    assert since(notes) == {
        person("ada").fingerprint: DAY,
        person("ines").fingerprint: later,
        renewed("ben").fingerprint: latest + timedelta(days=1),
    }
