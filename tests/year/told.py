"""One report as the diary knows it, and every sealed thing that there is of reports."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

SEALED = {
    "part": "SELECT report_id, name, sealed FROM part",
    "chunk": "SELECT report_id, name, sealed FROM chunk ORDER BY report_id, name, number",
    "message": "SELECT report_id, direction || number, sealed FROM message",
    "reply": "SELECT report_id, number, sealed FROM reply",
}
NOTES = "SELECT report_id, number, sealed FROM case_note JOIN desk_case USING (case_id)"


@dataclass
class Told:
    """Who wrote it, who reads it, and what has become of it by which day."""

    name: str
    words: str
    report_id: str
    sent_on: date
    seats: dict[str, tuple[date, date | None]]
    """Readers by their handles: from which day, and until which."""
    openers: set[str]
    """Whose keys open what is stored of it now."""
    said: str
    case_id: str = ""
    acknowledged_on: date | None = None
    rests_from: date | None = None
    """Since then nobody has anything to do with it."""
    erased_on: date | None = None
    urgent: bool = False
    aside: bool = False
    lost: bool = False
    proof: bytes | None = None
    replies: list[str] = field(default_factory=list)
    notes: int = 0
    opened_by: set[str] = field(default_factory=set)
    """Fingerprints."""

    def reads(self, handle: str, day: date) -> bool:
        """Whether this person read it on the morning of that day."""
        first, last = self.seats.get(handle, (date.max, None))
        return first < day and (last is None or day <= last)


@dataclass(frozen=True)
class Kept:
    """A sealed thing as it was stored once, and who is to open it."""

    of: str
    sealed: bytes
    openers: set[str]


def sealed_rows(instance: Path) -> dict[tuple[str, ...], bytes]:
    """By table, report and name; the chunks of one file are one."""
    found: dict[tuple[str, ...], bytes] = {}
    with closing(sqlite3.connect(instance / "mailbox/mailbox.db")) as rows:
        for table, asked in SEALED.items():
            for report_id, name, sealed in rows.execute(asked):
                key = (table, report_id, str(name))
                found[key] = found.get(key, b"") + sealed
    with closing(sqlite3.connect(instance / "desk/desk.db")) as rows:
        found |= {("note", report_id, str(number)): sealed for report_id, number, sealed in rows.execute(NOTES)}
    return found
