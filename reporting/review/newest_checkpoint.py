"""The newest of the daily checkpoints, and the proof that it continues the one that a browser remembers.

    >>> newest_checkpoint(known_size({"from": 64}), keys, store)
    Shown(key='larkfield.example/log+…', note='larkfield.example/log\\n128\\n…', proof=[…])

Nothing here judges: key, note and proof go out as they lie there, and the browser holds them against what it knows. A
desk that could not prove its log says so by a proof that does not hold, never by failing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from reporting.accesslog.merkle import LARGEST, MerkleError
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.db import Store
from reporting.errors import ReportingError


class NoSize(ReportingError):
    """This is not how many entries a log can have."""


@dataclass(frozen=True)
class Shown:
    """What the log says of itself: its verifier key, its newest checkpoint (None before the first), hashes of 32 bytes.

    The proof is empty when nothing was remembered, when there is nothing to prove, and when it cannot be made.
    """

    key: str | None
    note: str | None
    proof: Sequence[bytes]


def known_size(untrusted: object) -> int:
    """How many entries the browser's checkpoint has, 0 for none; raises NoSize."""
    size = untrusted.get("from", 0) if isinstance(untrusted, dict) else None
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= LARGEST:
        raise NoSize
    return size


def newest_checkpoint(known: int, keys: Path, store: Store) -> Shown:
    """What is shown to whoever remembers the checkpoint of `known` entries; raises StoreUnavailable."""
    with store.read() as session:
        newest = StoredCheckpoints(session).newest_row()
        if newest is None:
            return Shown(_key_line(keys), None, [])
        return Shown(_key_line(keys), newest.note.decode(errors="replace"), _proof(session, known, newest.size))


def _proof(session: Session, known: int, newest: int) -> Sequence[bytes]:
    """Between two daily checkpoints only: a size that none of them has counts what happened within a day."""
    if not 0 < known < newest or session.get(LogCheckpoint, known) is None:
        return []
    try:
        return StoredTree(session).consistency(known, newest)
    except MerkleError:
        return []


def _key_line(keys: Path) -> str | None:
    """As it lies in keys/log.pub; None where the log has no key yet."""
    try:
        return (keys / "log.pub").read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except OSError:
        return None
