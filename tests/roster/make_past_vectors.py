"""Writes tests/vectors/past.json: what the chain says of people, for the browser's twin.

python -m tests.roster.make_past_vectors
"""

import json
from collections.abc import Sequence
from datetime import date
from itertools import chain, combinations
from pathlib import Path
from typing import Any

from reporting.roster.listing import Listing
from reporting.roster.past import Past
from reporting.roster.people import Role, Seat
from reporting.signednote import VerifierKey

FILE = Path(__file__).parent.parent / "vectors" / "past.json"
REVIEWER, ALTERNATE, AUDITOR = Role
PEOPLE = {
    "ada": "Ada Lindqvist", "ben": "Ben Okafor", "ben-2": "Ben Okafor", "ines": "Ines Duarte", "kofi": "Kofi Mensah",
    "olu": "Olu Adeyemi", "noor": "Noor Haddad", "stone": "Ben Stone",
}  # fmt: skip
"""Names by what stands for a key's fingerprint: so short that a reader of the vectors sees whom they are about."""
ROSTERS: Sequence[Sequence[tuple[str, str, Role]]] = (
    (("ada", "ada", REVIEWER), ("ben", "ben", REVIEWER), ("ines", "ines", ALTERNATE), ("kofi", "kofi", ALTERNATE)),
    (("ada", "ada", REVIEWER), ("noor", "noor", REVIEWER), ("ines", "ines", ALTERNATE), ("kofi", "kofi", ALTERNATE)),
    (("ada", "ada", REVIEWER), ("ben-2", "ben-2", REVIEWER), ("kofi", "kofi", ALTERNATE), ("olu", "olu", AUDITOR)),
    (("ada", "ada", REVIEWER), ("ben-2", "ben-2", REVIEWER), ("ben", "stone", ALTERNATE), ("kofi", "kofi", ALTERNATE),
     ("olu", "olu", AUDITOR)),
)  # fmt: skip
"""Handle, key and role, oldest first: a new key under another handle, and a handle that is somebody else's later."""


def past() -> Past:
    seats = [
        tuple(Seat(role, VerifierKey.of(handle, bytes(32)), key, PEOPLE[key], "") for handle, key, role in roster)
        for roster in ROSTERS
    ]
    return Past([Listing("Larkfield Network", at, date(2026, 11, 23), "-", those) for at, those in enumerate(seats, 1)])


def vectors() -> dict[str, Any]:
    found = past()
    asked = chain(*(combinations(sorted(PEOPLE), many) for many in (1, 2, 3)))
    shown = [
        [{"handle": handle, "fingerprint": key, "name": PEOPLE[key], "role": str(role)} for handle, key, role in roster]
        for roster in ROSTERS
    ]
    return {
        "chain": [{"people": people} for people in shown],
        "same": {one: sorted(found.same(one)) for one in PEOPLE},
        "left_out": [{"readers": list(those), "out": sorted(found.left_out(those))} for those in asked],
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
