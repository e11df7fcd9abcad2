"""Rosters: listings, public files, the chain, drafts. What is listed is signed anew, so that it is looked into."""

from datetime import date
from random import Random

from reporting.roster import Person, RosterError
from reporting.roster.changes import Proposal
from reporting.roster.errors import MalformedPublicFile
from reporting.roster.listing import FIRST, Listing
from reporting.roster.past import Past
from reporting.roster.people import Role, Seat
from reporting.roster.succession import digest, read_note, verify_chain
from reporting.signednote import Note, NoteError, VerifierKey, sign
from tests.fuzz.blind import neighbour
from tests.fuzz.target import Target, text_of, unless
from tests.house import key_of

PEOPLE = (
    ("ada", Role.REVIEWER),
    ("ben", Role.REVIEWER),
    ("ines", Role.ALTERNATE),
    ("noor", Role.ALTERNATE),
    ("olu", Role.AUDITOR),
)


def person(handle: str, role: Role) -> Person:
    key = key_of(handle)
    return Person.of(handle.title(), "ethics board", role, VerifierKey.of(handle, key.verify_key), key.recipient_text)


def listing(serial: int, previous: str, left_out: str = "") -> Listing:
    seats = tuple(person(handle, role).seat for handle, role in PEOPLE if handle != left_out)
    return Listing("Larkfield", serial, date(2026, 11, 23), previous, seats)


def signed(text: str) -> bytes:
    return bytes(Note(text, tuple(sign(text, handle, key_of(handle)) for handle in ("ada", "ben"))))


FIRST_NOTE = signed(listing(1, FIRST).text)
SECOND_NOTE = signed(listing(2, digest(FIRST_NOTE), "noor").text)
BEFORE = listing(1, FIRST)


def seeds() -> list[bytes]:
    return [FIRST_NOTE, SECOND_NOTE, person(*PEOPLE[0]).public_file(), str(person(*PEOPLE[2]).seat).encode()]


def check(untrusted: bytes) -> bool:
    who = unless(MalformedPublicFile, lambda: Person.parse(untrusted))
    assert who is None or who.public_file() == untrusted
    seat = unless(RosterError, lambda: Seat.parse(text_of(untrusted)))
    assert seat is None or str(seat) == text_of(untrusted)
    unless(RosterError, lambda: verify_chain([untrusted]))
    unless(RosterError, lambda: verify_chain([FIRST_NOTE, untrusted]))
    read = unless(RosterError, lambda: read_note(untrusted, draft=True))
    if read is None:
        return who is not None or seat is not None
    note, found = read
    assert found.text == note.text
    in_the_chain(found)
    return True


def in_the_chain(found: Listing) -> None:
    """What it says, signed by both reviewers, in its place: in force it lists whom it names and nobody else."""
    anew = unless(NoteError, lambda: signed(found.text))
    draft = unless(RosterError, lambda: Proposal.parse(bytes(Note(found.text, ())), BEFORE, FIRST_NOTE).check())
    if draft is not None:
        assert draft.changes and draft.listing == found
        assert not draft.is_signed
    if anew is None:
        return
    in_force = unless(RosterError, lambda: verify_chain([FIRST_NOTE, anew]))
    if in_force is not None:
        assert in_force == found and len(found.reviewers) == 2
        past = Past([BEFORE, found])
        for seat in (*BEFORE.seats, *found.seats):
            assert seat.fingerprint in past.same(seat.fingerprint)
            now = past.in_place_of(seat.fingerprint)
            assert now is None or now in {one.fingerprint for one in found.seats}


def mutate(data: bytes, dice: Random) -> bytes:
    """Whole lines moved, doubled, taken away; or letters of one."""
    lines = data.split(b"\n")
    at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(4):
        case 0:
            lines[at], lines[other] = lines[other], lines[at]
        case 1:
            del lines[at]
        case 2:
            lines[at:at] = [lines[other]]
        case _:
            words = lines[at].split(b" ")
            words[dice.randrange(len(words))] = dice.choice((*WORDS, neighbour(words[0], dice)))
            lines[at] = b" ".join(words)
    return b"\n".join(lines)


WORDS = (
    b"reviewer",
    b"alternate",
    b"auditor",
    b"reporting roster v1",
    b"serial 2",
    b"previous -",
    b"date 2026-02-30",
    b", ",
    b"9999",
    "\u202e".encode(),
    b"# role: ",
)
TARGET = Target("rosters, public files, the chain, drafts", seeds, check, WORDS, mutate, in_short=150)
