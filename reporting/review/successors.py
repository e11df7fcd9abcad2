"""Who takes the place of a reader who stepped back from a case, who left the roster, or who holds another key.

Nobody is let in whom the reporter may have left out, or who stepped back from the case, under whichever key.
"""

from collections.abc import Collection
from dataclasses import dataclass

from reporting.cases import Case
from reporting.roster import Roster


@dataclass(frozen=True)
class Place:
    """A place at a case whose key reads no more, and the key that it goes to: to nobody's when nobody is left."""

    leaves: str
    joins: str | None


def present(case: Case, roster: Roster) -> frozenset[str]:
    """Those who read a case and can sign in."""
    return frozenset(case.readers) & {person.fingerprint for person in roster.readers}


def next_alternate(case: Case, gone: Collection[str], roster: Roster) -> str | None:
    """The first alternate who may be let in. Never a reviewer: who does not read it was left out by the reporter."""
    barred = _barred(case, gone, roster)
    return next((one.fingerprint for one in roster.alternates if one.fingerprint not in barred), None)


def successor_now(case: Case, gone: Collection[str], roster: Roster) -> str | None:
    """Whom the roster in force lets in: who was chosen, under their newer key if need be; else the next one."""
    chosen = case.successor
    if chosen is None:
        return None
    barred = _barred(case, gone, roster)
    readers = [person.fingerprint for person in roster.readers]
    own = (one for one in (chosen, *sorted(roster.past.same(chosen))) if one in readers and one not in barred)
    return next(own, None) or next_alternate(case, gone, roster)


def place_to_take(case: Case, gone: Collection[str], roster: Roster) -> Place | None:
    """The place of a reader of this case who is no more in the roster, if there is one. `gone` stepped back from it.

    It goes to the same person's new key; else to the reviewer who was put in the place; else to an alternate.
    """
    left = sorted(set(case.readers) - present(case, roster))
    if not left:
        return None
    leaves = left[0]
    joins = roster.past.in_place_of(leaves)
    if joins and (joins in roster.past.same(leaves) or joins not in _barred(case, gone, roster)):
        return Place(leaves, joins)
    return Place(leaves, next_alternate(case, gone, roster))


def _barred(case: Case, gone: Collection[str], roster: Roster) -> frozenset[str]:
    known = {*case.readers, *gone}
    return roster.past.all_of(known) | roster.past.left_out(known)
