"""Writes tests/vectors/roster.json, with which Python and the browser check that they refuse the same chains.

    python -m tests.roster.make_vectors

Everything grows from fixed seeds, so the file is the same each time; a test holds it to that.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reporting.roster import Role, Roster, RosterError, verify_chain
from reporting.roster.changes import Proposal
from reporting.roster.listing import Listing
from reporting.signednote import Note, VerifierKey
from tests.roster.cast import DAY, after, chain_of_four, first, key, person, renewed, seat, seed, signed, with_seats

FILE = Path(__file__).resolve().parent.parent / "vectors" / "roster.json"
EVERYBODY = ("ada", "ben", "ines", "kofi", "olu", "noor", "mallory")


def text(proposal: Proposal) -> str:
    return bytes(proposal.note).decode()


def rewritten(proposal: Proposal, listing: Listing) -> Proposal:
    """A draft whose listing was changed at will."""
    return replace(proposal, note=Note(listing.text, ()), listing=listing)


def worded(proposal: Proposal, old: str, new: str, *signers: str) -> str:
    """A note whose text was changed first and properly signed then."""
    changed = proposal.note.text.replace(old, new)
    assert changed != proposal.note.text
    return text(signed(replace(proposal, note=Note(changed, ())), *signers))


def roster(proposal: Proposal) -> Roster:
    listing = proposal.listing
    people = tuple(person(line.handle, line.role) for line in listing.seats)
    return Roster(listing.community, listing.serial, listing.date, people)


def bad_chains() -> Iterable[tuple[str, str, list[str]]]:
    """What happened, the reason it is refused for, and the notes."""
    good = chain_of_four()
    one, two, three, four = map(text, good)
    opening, joined = good[0], good[1]
    draft = after(opening)
    yield "nothing at all", "skipped-serial", []
    yield "a letter of a name changed after signing", "wrong-signature", [one, two.replace("Duarte", "Duerte")]
    yield (
        "a signature moved from another note",
        "wrong-signature",
        [one, joined.note.text + "\n" + one.split("\n\n")[1]],
    )
    yield "first roster signed by one", "unsigned", [text(signed(first("ada", "ben"), "ada"))]
    yield "first roster signed twice by one", "unsigned", [text(signed(first("ada", "ben"), "ada", "ada"))]
    yield (
        "first roster signed by an auditor instead",
        "unsigned",
        [text(signed(first("ada", "ben", "olu"), "ada", "olu"))],
    )
    yield "signed by a stranger", "unsigned", [one, text(signed(draft.seating(seat("ines"), DAY), "mallory"))]
    yield "signed by the auditor", "unsigned", [one, text(signed(draft.seating(seat("ines"), DAY), "olu"))]
    yield (
        "signed by the newcomer",
        "unsigned",
        [
            one,
            text(signed(draft.without("ben", DAY).seating(seat("noor"), DAY), "noor")),
        ],
    )
    yield (
        "signed by a reviewer who was retired before",
        "unsigned",
        [
            one,
            two,
            three,
            text(signed(after(good[2]).without("olu", DAY), "ben")),
        ],
    )
    yield (
        "signed only by the reviewer it replaces",
        "self-signed",
        [
            one,
            text(signed(draft.without("ben", DAY).seating(seat("noor"), DAY), "ben")),
        ],
    )
    both = with_seats(draft.without("ada", DAY).without("ben", DAY), seat("noor"), seat("ines", Role.REVIEWER))
    yield "both reviewers replaced at once", "self-signed", [one, text(signed(both, "ada", "ben"))]
    yield "a note left out", "skipped-serial", [one, three, four]
    yield "the beginning left out", "skipped-serial", [two, three, four]
    yield "a note twice", "skipped-serial", [one, one]
    elsewhere = signed(first("ada", "ben", "kofi"), "ada", "ben")
    yield "follows another first roster", "previous-mismatch", [text(elsewhere), two]
    resigned = signed(first("ada", "ben", "olu"), "ben", "ada")
    yield "follows the same text with other signature lines", "previous-mismatch", [text(resigned), two]
    yield (
        "a first roster that names a predecessor",
        "previous-mismatch",
        [worded(opening, "previous -", "previous " + "0" * 64, "ada", "ben")],
    )
    third = draft.seating(seat("noor"), DAY)
    yield "three reviewers", "not-two-reviewers", [one, text(signed(third, "ada"))]
    yield "one reviewer", "not-two-reviewers", [one, text(signed(draft.without("ben", DAY), "ada"))]
    listing = draft.listing
    twin = replace(seat("ines"), verifier=VerifierKey.of("ines", key("ben").verify_key))
    for what, extra in {
        "a person twice": replace(seat("ben"), role=Role.AUDITOR),
        "a signing key under two handles": twin,
        "a fingerprint under two handles": replace(seat("ines"), fingerprint=seat("ben").fingerprint),
        "a name twice": replace(seat("ines"), name="Ben Okafor"),
    }.items():
        doubled = rewritten(draft, replace(listing, seats=(*listing.seats, replace(extra, role=Role.AUDITOR))))
        yield what, "duplicate", [one, text(signed(doubled, "ada"))]
    yield (
        "another order of roles",
        "malformed",
        [
            one,
            text(signed(rewritten(draft, replace(listing, seats=listing.seats[::-1])), "ada")),
        ],
    )
    for what, old, new in (
        ("an unknown role", "auditor olu", "admin olu"),
        ("a line more", "previous", "comment none\nprevious"),
        ("an empty line", "reviewer ada", "\nreviewer ada"),
        ("a serial with a zero in front", "serial 2", "serial 02"),
        ("a day that no calendar knows", "date 2026-11-23", "date 2026-02-30"),
        ("a key id that does not fit its key", "ben+", "ben+00"),
        ("a handle in capitals", str(seat("olu").verifier), str(VerifierKey.of("Olu", key("olu").verify_key))),
        ("a character that turns the writing round", "Olu Adeyemi", "Olu \u202eimeyedA"),
        ("another version", "roster v1", "roster v2"),
    ):
        yield what, "malformed", [one, worded(draft, old, new, "ada")]
    yield "a hyphen for the em dash", "malformed", [one.replace("\n— ", "\n- ")]
    yield "lines that end as on Windows", "malformed", [one.replace("\n", "\r\n")]
    yield "no newline at the end", "malformed", [one[:-1]]
    yield "no signature", "malformed", [one.split("\n\n")[0] + "\n\n"]
    yield "base64 spelt another way", "malformed", [one.replace("=\n", "\n")]


def drafts() -> Iterable[tuple[str, int, str]]:
    """What is proposed, how many notes of the good chain are in force, and the draft."""
    good = chain_of_four()
    opening, joined = after(good[0]), after(good[1])
    yield "somebody comes", 1, text(opening.seating(seat("ines"), DAY))
    yield "somebody leaves", 2, text(joined.without("ines", DAY))
    yield "a reviewer is replaced", 2, text(joined.without("ben", DAY).seating(seat("noor"), DAY))
    yield "a reviewer has another key", 2, text(joined.seating(renewed("ben").seat, DAY))
    yield "an auditor has another key", 2, text(joined.seating(renewed("olu").seat, DAY))
    yield "an alternate moves up", 2, text(joined.without("ben", DAY).seating(seat("ines", Role.REVIEWER), DAY))
    yield "somebody is called otherwise", 2, text(joined.seating(replace(seat("olu"), name="Olu A.", about=""), DAY))
    both = replace(joined.listing, community="Larkfield", seats=(joined.listing.seats[1], joined.listing.seats[0]))
    yield (
        "order and community",
        2,
        text(rewritten(joined, replace(both, seats=(*both.seats, *joined.listing.seats[2:])))),
    )
    yield "signed already", 1, text(signed(opening.seating(seat("ines"), DAY), "ben"))
    yield "signed by a stranger", 1, text(signed(opening.seating(seat("ines"), DAY), "mallory"))
    yield "one reviewer too many", 2, text(joined.seating(seat("noor"), DAY))
    yield "one name twice", 2, text(rewritten(joined, replace(joined.listing, seats=(
        *joined.listing.seats, replace(seat("kofi", Role.AUDITOR), name="Ben Okafor")))))  # fmt: skip
    yield "both reviewers", 2, text(with_seats(
        joined.without("ada", DAY).without("ben", DAY), seat("noor"), seat("ines", Role.REVIEWER)))  # fmt: skip
    yield "nothing", 2, text(joined)
    yield "an older roster's successor", 2, text(opening.seating(seat("kofi"), DAY))
    skipped = replace(joined.listing, serial=4, seats=joined.without("ines", DAY).listing.seats)
    yield "a number left out", 2, text(rewritten(joined, skipped))
    forged = text(signed(opening.seating(seat("ines"), DAY), "ben")).replace("Duarte", "Duerte")
    yield "changed after it was signed", 1, forged
    yield "no roster", 1, "reporting roster v1\n\n"
    yield "no note", 1, "noise"


def verdict(draft: str, notes: list[str]) -> dict[str, Any]:
    """What Python makes of a draft."""
    former = [note.encode() for note in notes]
    try:
        proposal = Proposal.parse(draft.encode(), verify_chain(former), former[-1])
        signers = [one.handle for one in proposal.signers]
    except RosterError as error:
        return {"reason": error.reason}
    if (proposal.listing.serial, proposal.listing.previous) != (len(former) + 1, proposal.follows):
        return {"reason": "change-refused"}
    told = {"changes": list(proposal.changes), "may_sign": [one.handle for one in proposal.may_sign]}
    try:
        proposal.check()
    except RosterError as error:
        return {**told, "unfinished": error.reason}
    return {**told, "signed_by": signers}


def vectors() -> dict[str, Any]:
    good = chain_of_four()
    people = [person(handle) for handle in EVERYBODY]
    last = roster(good[-1])
    return {
        "about": "Made by tests/roster/make_vectors.py. `seed` is the age identity of a made-up person, in hex. "
        "A bad chain fails for `reason` at its last note or before; `reason` is that of reporting/roster/errors.py. "
        "A draft with a `reason` is refused, one that is `unfinished` is shown and cannot be signed.",
        "people": [
            {
                "handle": each.handle,
                "name": each.name,
                "about": each.about,
                "role": str(each.role),
                "seed": seed(each.handle).hex(),
                "verifier": str(each.verifier),
                "recipient": each.recipient,
                "fingerprint": each.fingerprint,
                "short": each.short,
                "public_file": each.public_file().decode(),
            }
            for each in people
        ],
        "good": {
            "notes": list(map(text, good)),
            "recipients_txt": last.recipients_txt(),
            "recipients_hash": last.recipients_hash(),
            "choices": [
                {"value": choice.value, "readers": [reader.handle for reader in choice.readers]}
                for choice in last.choices
            ],
        },
        "bad": [{"what": what, "reason": reason, "notes": notes} for what, reason, notes in bad_chains()],
        "drafts": [
            {"what": what, "in_force": count, "draft": draft, **verdict(draft, [text(one) for one in good[:count]])}
            for what, count, draft in drafts()
        ],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
