"""Writes tests/vectors/roster.json, with which Python and the browser check that they refuse the same chains.

    python -m tests.roster.make_vectors

Everything grows from fixed seeds, so the file is the same each time; a test holds it to that.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from reporting.roster import Role, Roster
from reporting.roster.changes import Proposal
from reporting.roster.listing import Listing
from reporting.signednote import Note, VerifierKey
from tests.roster.cast import DAY, after, chain_of_four, first, key, person, seat, seed, signed, with_seats

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


def vectors() -> dict[str, Any]:
    good = chain_of_four()
    people = [person(handle) for handle in EVERYBODY]
    last = roster(good[-1])
    return {
        "about": "Made by tests/roster/make_vectors.py. `seed` is the age identity of a made-up person, in hex. "
        "A bad chain fails for `reason` at its last note or before; `reason` is that of reporting/roster/errors.py.",
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
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
