"""Who may change the roster is said by the roster before it; the browser's code passes the same vectors."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.roster import RosterError, UnknownReaders, verify_chain
from reporting.roster.changes import ChangeRefused, Proposal
from reporting.roster.listing import Listing
from tests.roster.cast import DAY, after, chain_of_four, first, key, person, seat, signed
from tests.roster.make_vectors import FILE, roster, vectors

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
REASONS = {reason.reason: reason for reason in RosterError.__subclasses__()}


def test_the_vectors_are_those_the_script_makes() -> None:
    assert vectors() == VECTORS


def test_a_good_chain_ends_in_its_last_listing() -> None:
    listing = verify_chain([note.encode() for note in VECTORS["good"]["notes"]])
    assert listing.serial == 4
    assert [line.handle for line in listing.seats] == ["ada", "noor", "ines"]
    assert Listing.parse(listing.text) == listing


@pytest.mark.parametrize("bad", VECTORS["bad"], ids=[bad["what"].replace(" ", "-") for bad in VECTORS["bad"]])
def test_a_bad_chain_is_refused_for_its_reason(bad: dict[str, Any]) -> None:
    with pytest.raises(RosterError) as refused:
        verify_chain([note.encode() for note in bad["notes"]])
    assert type(refused.value) is REASONS[bad["reason"]]
    assert "\n" not in str(refused.value)


@settings(max_examples=200)
@given(st.data())
def test_no_mutant_of_a_chain_is_accepted(data: st.DataObject) -> None:
    """Not even one that differs in a signature line only: the next note names the bytes of the one before."""
    notes = [bytearray(note.encode()) for note in VECTORS["good"]["notes"]]
    note = notes[data.draw(st.integers(0, 2))]
    at = data.draw(st.integers(0, len(note) - 1))
    before = bytes(note)
    note[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    if bytes(note) == before:
        return
    with pytest.raises(RosterError):
        verify_chain(list(map(bytes, notes)))


def test_a_reviewer_of_the_roster_before_signs_and_nobody_else() -> None:
    change = after(chain_of_four()[0]).seating(seat("ines"), DAY)
    assert [line.handle for line in change.may_sign] == ["ada", "ben"]
    for handle in ("olu", "ines", "mallory"):
        with pytest.raises(ChangeRefused):
            change.signed(key(handle))
    assert change.signed(key("ada")).is_signed


def test_ben_does_not_sign_his_own_leaving() -> None:
    change = after(chain_of_four()[0]).without("ben", DAY).seating(seat("noor"), DAY)
    for handle in ("ben", "noor"):
        with pytest.raises(ChangeRefused, match="for Ada Lindqvist to sign"):
            change.signed(key(handle))
    assert not signed(change, "ben").is_signed
    assert change.signed(key("ada")).is_signed


def test_the_first_roster_needs_both_and_neither_counts_twice() -> None:
    opening = first("ada", "ben").signed(key("ada"))
    assert not opening.is_signed
    assert opening.still_needed() == "Ben Okafor"
    with pytest.raises(ChangeRefused, match="already"):
        opening.signed(key("ada"))
    assert opening.signed(key("ben")).is_signed


def test_a_signature_falls_away_when_the_proposal_changes() -> None:
    opening = first("ada", "ben").signed(key("ada"))
    assert opening.seating(seat("olu"), DAY).note.signatures == ()
    assert opening.without("ben", DAY).note.signatures == ()


def test_a_change_is_told_in_words() -> None:
    opening, joined, replaced, retired = chain_of_four()
    assert opening.changes == (
        "adds Ada Lindqvist as reviewer",
        "adds Ben Okafor as reviewer",
        "adds Olu Adeyemi as auditor",
    )
    assert joined.changes == ("adds Ines Duarte as alternate",)
    assert replaced.changes == ("adds Noor Haddad as reviewer", "retires Ben Okafor")
    assert retired.changes == ("retires Olu Adeyemi",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("community Larkfield", "community Elsewhere", "renames the community to Elsewhere Network"),
        ("Ben Okafor", "Bob Okafor", "calls Ben Okafor Bob Okafor"),
        ("Olu Adeyemi, members' auditor", "Olu Adeyemi, an uncle", "describes Olu Adeyemi as an uncle"),
        (str(person("ben").verifier), str(person("mallory").verifier).replace("mallory", "ben"), ""),
        (person("ben").fingerprint, person("mallory").fingerprint, "gives Ben Okafor other keys"),
    ],
)
def test_nothing_is_changed_in_silence(old: str, new: str, told: str) -> None:
    """Mallory writes into keys/roster.proposed by hand; whoever signs is shown what that would do."""
    former = chain_of_four()[0]
    draft = bytes(after(former).note).decode()
    changed = draft.replace(old, new)
    assert changed != draft
    try:
        proposal = Proposal.parse(changed.encode(), former.listing, bytes(former.note))
    except RosterError:
        assert not told
        return
    assert proposal.changes == (told,)


def test_another_order_of_alternates_is_a_change_too() -> None:
    former = signed(first("ada", "ben", "ines", "kofi"), "ada", "ben")
    swapped = after(former).without("ines", DAY).seating(seat("ines"), DAY)
    assert swapped.changes == ("changes the order in which people are asked",)
    assert after(former).changes == ()
    with pytest.raises(ChangeRefused, match="changes nothing"):
        after(former).check()


def test_a_proposal_for_another_past_is_not_signed() -> None:
    """Mallory offers a draft that follows a roster of hers; signing it would lend weight to a fork."""
    mine, other = (signed(first("ada", "ben", extra), "ada", "ben") for extra in ("olu", "kofi"))
    draft = bytes(after(other).seating(seat("ines"), DAY).note)
    with pytest.raises(ChangeRefused, match="does not follow"):
        Proposal.parse(draft, mine.listing, bytes(mine.note)).signed(key("ada"))


def test_readers_may_be_chosen_as_far_as_alternates_last() -> None:
    def choices(*handles: str) -> dict[str, list[str]]:
        chosen = roster(first(*handles)).choices
        return {choice.value: [reader.handle for reader in choice.readers] for choice in chosen}

    assert choices("ada", "ben") == {"both": ["ada", "ben"], "not-ada": ["ben"], "not-ben": ["ada"]}
    assert choices("ada", "ben", "ines") == {
        "both": ["ada", "ben"],
        "not-ada": ["ben", "ines"],
        "not-ben": ["ada", "ines"],
    }
    assert choices("ada", "ben", "ines", "kofi", "olu") == {
        "both": ["ada", "ben"],
        "not-ada": ["ben", "ines"],
        "not-ben": ["ada", "ines"],
        "neither": ["ines", "kofi"],
    }


def test_nobody_reads_who_is_excluded_and_an_unknown_choice_is_refused() -> None:
    whole = roster(first("ada", "ben", "ines", "kofi"))
    for choice in whole.choices:
        assert not set(choice.readers) & set(choice.excluded)
    assert [each.handle for each in whole.choice("not-ben").excluded] == ["ben"]
    for unknown in ("", "Both", "not-olu", "not-ines", "neither "):
        with pytest.raises(UnknownReaders):
            whole.choice(unknown)
    with pytest.raises(UnknownReaders):
        roster(first("ada", "ben", "ines")).choice("neither")


def test_the_recipients_file_holds_readers_and_no_auditor() -> None:
    text = roster(first("ada", "ben", "ines", "kofi", "olu")).recipients_txt()
    ada, kofi = person("ada"), person("kofi")
    assert text.startswith(f"# Ada Lindqvist, ethics board, reviewer, {ada.fingerprint}\n{ada.recipient}\n")
    assert text.endswith(f"# Kofi Mensah, alternate, {kofi.fingerprint}\n{kofi.recipient}\n")
    assert person("olu").recipient not in text
