"""Whether a log that does not continue what was kept says itself that a backup was put back.

    try:
        verify(read, key, kept)
    except (RolledBack, Forked, Rewritten) as refused:
        raise type(refused)(f"{refused}{declaration(read, key, kept)}") from None

A declaration pardons nothing: it makes a loss visible to everybody, and says with which older checkpoints the log must
still hold. A rollback without one has no excuse at all.
"""

from collections.abc import Sequence

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.cosignatures import is_cosignature, time_of
from reporting.accesslog.entries import Entry, MalformedEntry, Tag
from reporting.accesslog.tiles import TileError
from reporting.accesslog.verify import Forked, LogRefused, Read, Rewritten, RolledBack, verify
from reporting.signednote import Note, NoteError, VerifierKey

BROKEN_OFF = (RolledBack, Forked, Rewritten)
"""The refusals of a log that does not continue what was kept."""
UNDECLARED = ". No entry declares that a backup was put back"
DECLARED = (
    ". Entry {index:,} of {day} declares that a backup was put back: the log must still hold from every checkpoint of "
    "at most {size:,} entries, and what came after those is lost. Ask who put it back, and why"
)


def declaration(read: Read, key: VerifierKey, kept: bytes) -> str:
    """What the log declares of a loss that covers the kept checkpoint, to be put after a refusal's words.

    What was declared before the day on which the kept one was cosigned is an earlier loss, and excuses no later one.
    """
    found = Restores()
    try:
        size, day = Checkpoint.open(kept, key).size, _cosigned_on(kept)
        verify(read, key, look=found.look)
    except (LogRefused, TileError, CheckpointError, NoteError):
        return ""  # not even whole: the first refusal says all there is to say
    for entry in found.entries:
        as_signed = entry.facts.count or 0
        if as_signed < size and entry.facts.at[:10] >= day:
            return DECLARED.format(index=entry.index, day=entry.facts.at[:10], size=as_signed)
    return UNDECLARED


def _cosigned_on(kept: bytes) -> str:
    """The last day on which anybody cosigned it, or "". Not verified: another day than the true one accuses more, and
    never less, since the auditor's own line is among them."""
    lines = [line for line in Note.parse(kept).signatures if is_cosignature(line)]
    return max((time_of(line).date().isoformat() for line in lines), default="")


class Restores:
    """Collects the entries that declare a restore, one walk long."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def look(self, start: int, entries: Sequence[bytes]) -> None:
        """Read neighbouring entries of which the first has the index `start`."""
        for index, stored in enumerate(entries, start):
            if Tag.RESTORE_DECLARE.encode() in stored and _declares(Entry(index, stored)):
                self.entries.append(Entry(index, stored))


def _declares(entry: Entry) -> bool:
    try:
        return entry.facts.tag is Tag.RESTORE_DECLARE
    except MalformedEntry:
        return False
