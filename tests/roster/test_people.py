"""A public file says whose keys these are; it is exactly what was written, or it is refused."""

import contextlib
from base64 import b32encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.roster import Person, Role, RosterError
from reporting.roster.errors import Malformed, MalformedPublicFile
from reporting.roster.people import Seat
from reporting.sealing import Recipient
from reporting.signednote import VerifierKey
from tests.roster.cast import key, person, seat

CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz")


def test_a_public_file_reads_as_the_contract_of_the_house_says() -> None:
    ada = person("ada")
    assert ada.public_file().decode().split("\n") == [
        "# reporting public key v1",
        "# name: Ada Lindqvist",
        "# about: ethics board",
        "# role: reviewer",
        f"# verifier: {ada.verifier}",
        ada.recipient,
        "",
    ]
    assert Person.parse(ada.public_file()) == ada
    assert Person.parse(person("kofi").public_file()).about == ""


def test_a_public_file_is_one_that_age_seals_to() -> None:
    lines = [line for line in person("ada").public_file().decode().splitlines() if not line.startswith("#")]
    assert [Recipient.parse(line) for line in lines] == [key("ada").identity.recipient]


def test_a_fingerprint_is_over_both_keys_in_crockfords_alphabet() -> None:
    ada = person("ada")
    digest = sha256(f"reporting/v1/fingerprint\n{ada.recipient}\n{ada.verifier}\n".encode()).digest()
    assert ada.fingerprint == b32encode(digest).decode().rstrip("=").translate(CROCKFORD)
    assert ada.short == f"{ada.fingerprint[:4]} {ada.fingerprint[4:8]} {ada.fingerprint[8:12]}"


def test_a_fingerprint_changes_with_either_key() -> None:
    ada, mallory = person("ada"), person("mallory")
    other = Person.of(ada.name, ada.about, ada.role, ada.verifier, mallory.recipient)
    third = Person.of(ada.name, ada.about, ada.role, mallory.verifier, ada.recipient)
    assert len({ada.fingerprint, other.fingerprint, third.fingerprint}) == 3


def test_a_person_verifies_their_own_signatures_only() -> None:
    signature = key("ada").sign(b"words")
    assert person("ada").verify(b"words", signature)
    assert not person("ada").verify(b"other words", signature)
    assert not person("ben").verify(b"words", signature)
    assert not person("ada").verify(b"words", b"short")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("key v1", "key v2"),
        ("# name: Ada", "# Name: Ada"),
        ("Ada Lindqvist", "Ada, Lindqvist"),
        ("Ada Lindqvist", ""),
        ("Ada Lindqvist", " Ada"),
        ("Ada Lindqvist", "Ada\u202etsivqdniL"),
        ("Ada Lindqvist", "A" * 81),
        ("ethics board", "ethics\x1b[2Jboard"),
        ("role: reviewer", "role: owner"),
        ("role: reviewer", "role:"),
        ("# verifier: ada+", "# verifier: ben+"),
        ("age1pq1", "age1pq2"),
        ("age1pq1", "age1"),
        ("age1pq1", "AGE1PQ1"),
        ("\n", "\r\n"),
        ("# role", "# note: hello\n# role"),
    ],
)
def test_a_public_file_that_was_changed_is_refused(old: str, new: str) -> None:
    changed = person("ada").public_file().decode().replace(old, new)
    assert changed.encode() != person("ada").public_file()
    with pytest.raises(MalformedPublicFile):
        Person.parse(changed.encode())


def test_a_handle_that_would_take_another_files_place_is_refused() -> None:
    for handle in ("log", "Ada", "../ada", "1ada", "a" * 32, "ad_a"):
        bad = Person.of("Ada", "", Role.AUDITOR, VerifierKey.of(handle, key("ada").verify_key), person("ada").recipient)
        with pytest.raises(MalformedPublicFile):
            Person.parse(bad.public_file())


def test_a_seat_is_one_line_that_reads_back_to_itself() -> None:
    for handle in ("ada", "kofi"):
        assert Seat.parse(str(seat(handle))) == seat(handle)
    assert (
        str(seat("ada")) == f"reviewer {person('ada').verifier} {person('ada').fingerprint} Ada Lindqvist, ethics board"
    )
    for bad in (
        str(seat("ada")) + " ",
        str(seat("kofi")) + ", ",
        str(seat("ada")).replace(" Ada", "  Ada"),
        "reviewer",
    ):
        with pytest.raises(Malformed):
            Seat.parse(bad)


@given(st.data())
def test_no_mutant_of_a_public_file_raises_anything_but_a_roster_error(data: st.DataObject) -> None:
    whole = bytearray(person("ada").public_file())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, 250) | st.integers(0, len(whole) - 1))
        whole[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    with contextlib.suppress(RosterError):
        assert Person.parse(bytes(whole)).public_file() == bytes(whole)
