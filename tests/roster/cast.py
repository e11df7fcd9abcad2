"""The cast with keys that are the same in every run, and rosters signed with them.

Ada and Ben review, Ines is the alternate, Olu audits, Noor comes in later, Mallory interferes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path

from reporting.roster import Person, Role
from reporting.roster.changes import Proposal
from reporting.roster.effect import take_effect
from reporting.roster.files import put
from reporting.roster.folder import read_keys
from reporting.roster.people import Seat
from reporting.sealing.keyfiles import PrivateKey
from reporting.signednote import VerifierKey, sign

DAY = date(2026, 11, 23)
COMMUNITY = "Larkfield Network"
NAMES = {
    "ada": ("Ada Lindqvist", "ethics board", Role.REVIEWER),
    "ben": ("Ben Okafor", "ethics board", Role.REVIEWER),
    "ines": ("Ines Duarte", "past president", Role.ALTERNATE),
    "kofi": ("Kofi Mensah", "", Role.ALTERNATE),
    "olu": ("Olu Adeyemi", "members' auditor", Role.AUDITOR),
    "noor": ("Noor Haddad", "ethics board", Role.REVIEWER),
    "mallory": ("Mallory Vane", "nobody asked", Role.REVIEWER),
}


def seed(handle: str) -> bytes:
    """32 bytes that only a test may grow keys from."""
    return sha256(f"a made-up person of the tests: {handle}".encode()).digest()


@cache
def key(handle: str) -> PrivateKey:
    return PrivateKey.from_seed(seed(handle))


@cache
def person(handle: str, role: Role | None = None) -> Person:
    name, about, usual = NAMES[handle]
    verifier = VerifierKey.of(handle, key(handle).verify_key)
    return Person.of(name, about, role or usual, verifier, key(handle).recipient_text)


@cache
def renewed(handle: str) -> Person:
    """The same person with a key that they made anew."""
    old, new = person(handle), key(f"{handle}, anew")
    verifier = VerifierKey.of(handle, new.verify_key)
    return Person.of(old.name, old.about, old.role, verifier, new.recipient_text)


def seat(handle: str, role: Role | None = None) -> Seat:
    return person(handle, role).seat


def first(*handles: str) -> Proposal:
    """An unsigned first roster."""
    return with_seats(Proposal.opening(COMMUNITY, DAY), *(seat(handle) for handle in handles))


def with_seats(proposal: Proposal, *seats: Seat) -> Proposal:
    for each in seats:
        proposal = proposal.seating(each, DAY)
    return proposal


def after(former: Proposal) -> Proposal:
    """An unsigned next roster that changes nothing yet."""
    return Proposal.following(former.listing, bytes(former.note), DAY)


def signed(proposal: Proposal, *handles: str) -> Proposal:
    """With signatures, whether or not they count."""
    signatures = tuple(sign(proposal.note.text, handle, key(handle)) for handle in handles)
    return replace(proposal, note=replace(proposal.note, signatures=proposal.note.signatures + signatures))


def chain_of_four() -> list[Proposal]:
    """First roster, an alternate joins, Noor takes Ben's place, Olu retires."""
    opening = signed(first("ada", "ben", "olu"), "ada", "ben")
    joined = signed(after(opening).seating(seat("ines"), DAY), "ben")
    replaced = signed(after(joined).without("ben", DAY).seating(seat("noor"), DAY), "ada")
    retired = signed(after(replaced).without("olu", DAY), "noor")
    return [opening, joined, replaced, retired]


def lay(keys_dir: Path, proposals: Iterable[Proposal]) -> Path:
    """Put rosters in force one after the other, as the commands do."""
    keys_dir.mkdir(parents=True, exist_ok=True)
    for proposal in proposals:
        for line in proposal.listing.seats:
            put(keys_dir / f"{line.handle}.pub", person(line.handle, line.role).public_file())
        take_effect(keys_dir, read_keys(keys_dir), proposal)
    return keys_dir
