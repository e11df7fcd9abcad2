"""What a log declares of itself: backups put back, changes of roster and settings, reports erased, exports.

    declared = Declared(since=300)
    verify(read, key, kept, look=declared.look)
    declared.told()     # ["60 entries are new.", "  restore:declare  1  a backup was put back: 2026-11-20"]

Only what a strict reading gives is counted. What cannot be read is told as such and refuses nothing: a cosignature says
that nothing was rewritten, and an auditor with last year's program must still be able to say so.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from reporting.accesslog.entries import Facts, MalformedEntry, Tag

DECLARED: Mapping[Tag, str] = {
    Tag.RESTORE_DECLARE: "a backup was put back",
    Tag.ROSTER_CHANGE: "who reads or audits was changed",
    Tag.SETTINGS_CHANGE: "the log's key or the limits of the clocks were entered anew",
    Tag.REPORT_ERASE: "a report was erased",
    Tag.LOG_EXPORT: "the log was handed over",
}
COUNT_ONLY = frozenset({Tag.LOG_EXPORT})
MOST_DAYS = 5
"""Days that are told one by one; of more, the first and the last."""


class Declared:
    """Reads the entries from index `since` on, one walk long."""

    def __init__(self, since: int = 0) -> None:
        self._since = since
        self.new = 0
        self.unreadable: list[int] = []
        self.days: defaultdict[Tag, Counter[str]] = defaultdict(Counter)

    def look(self, start: int, entries: Sequence[bytes]) -> None:
        """Count neighbouring entries of which the first has the index `start`."""
        for index in range(max(start, self._since), start + len(entries)):
            self.new += 1
            try:
                facts = Facts.parse(entries[index - start])
            except MalformedEntry:
                self.unreadable.append(index)
                continue
            if facts.tag in DECLARED:
                self.days[facts.tag][facts.at[:10]] += 1

    def told(self) -> list[str]:
        """Lines for a person: how many entries are new, and what they declare."""
        return [self._headline(), *map(self._row, filter(self.days.__contains__, DECLARED)), *self._warning()]

    def _headline(self) -> str:
        if not self.new:
            return "No entry is new."
        return f"{_entries(self.new)} new. " + (
            "Declared:" if self.days else "Nothing is declared that you should see."
        )

    def _row(self, tag: Tag) -> str:
        dates = "" if tag in COUNT_ONLY else f": {_dates(self.days[tag])}"
        return f"  {tag:<16} {self.days[tag].total():>6,}  {DECLARED[tag]}{dates}"

    def _warning(self) -> list[str]:
        if not self.unreadable:
            return []
        return [
            f"Careful: {_entries(len(self.unreadable))} not written as this program writes them, the first at index "
            f"{self.unreadable[0]:,}. What they declare is unknown: ask the operator which version wrote them."
        ]


def _entries(count: int) -> str:
    return "1 entry is" if count == 1 else f"{count:,} entries are"


def _dates(days: Counter[str]) -> str:
    """`2026-11-18, 2026-11-20 (3)`, or the first and the last of many."""
    found = sorted(days)
    if len(found) > MOST_DAYS:
        return f"on {len(found)} days, {found[0]} to {found[-1]}"
    return ", ".join(day if days[day] == 1 else f"{day} ({days[day]})" for day in found)
