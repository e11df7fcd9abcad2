"""An entry in words, for auditors and for those whose own it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.accesslog import Entry, Facts, MalformedEntry, Tag
from reporting.accesslog.entries import DAILY
from reporting.roster import Roster

NO_PERSON: Mapping[Tag, str] = {Tag.SIGN_IN_REFUSE: "nobody known", **dict.fromkeys(DAILY, "nobody named")}
PROGRAM = "the program"
UNREADABLE = "cannot be read"
LOUD = frozenset({Tag.SIGN_IN_REFUSE, Tag.PART_REFUSE, Tag.RESTORE_DECLARE})
"""What nobody should pass over."""
FORMER = "somebody no longer in the roster"


@dataclass(frozen=True)
class EntryView:
    """One entry on the page; `index` is None where it would tell how much others did, `told` says what its count is."""

    index: int | None
    at: str
    tag: str
    person_name: str
    case_id: str | None
    told: str = ""
    is_loud: bool = False


def view(entry: Entry, roster: Roster, *, numbered: bool) -> EntryView:
    """An entry in words. One that cannot be read is shown as that: it may not hide the others."""
    index = entry.index if numbered else None
    try:
        facts = entry.facts
    except MalformedEntry:
        return EntryView(index, "", UNREADABLE, "", None, is_loud=True)
    return EntryView(
        index=index,
        at=facts.at,
        tag=facts.tag,
        person_name=name_of(facts.person, roster) if facts.person else NO_PERSON.get(facts.tag, PROGRAM),
        case_id=facts.case,
        told=_told(facts),
        is_loud=facts.tag in LOUD,
    )


def _told(facts: Facts) -> str:
    match facts.tag:
        case Tag.SIGN_IN_REFUSE if facts.count:
            return f"{facts.count:,} in that hour"
        case Tag.PART_REFUSE if facts.count:
            return (
                "one part was forged or missing"
                if facts.count == 1
                else f"{facts.count:,} parts were forged or missing"
            )
        case Tag.RESTORE_DECLARE if facts.count:
            return f"what came after the first {facts.count:,} entries is lost"
        case Tag.RESTORE_DECLARE:
            return "all that came before it is lost"
    return ""


def name_of(fingerprint: str, roster: Roster) -> str:
    """The name in today's roster."""
    person = roster.by_fingerprint(fingerprint)
    return person.name if person else FORMER
