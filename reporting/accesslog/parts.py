"""A look at the access log that costs the same however long it is: as much of it as can be hashed in a second or so.

    with store.read() as session:
        check_parts(session, today)         # StoreDamaged, or how many entries were looked at

A log of up to BOUND entries is looked at whole. Of a longer one it is the newest, and of the older ones a slice that
moves on each day, so that a daily look comes past every entry. `log export` reads all of it each time.
"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from reporting.accesslog.export import StoreDamaged
from reporting.accesslog.merkle import MerkleError
from reporting.accesslog.proofs import check_consistency
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.whole import check_entries, is_of

BOUND = 50_000
"""Entries in one look."""


def check_parts(session: Session, today: date, bound: int = BOUND) -> int:
    """How many entries are as they were hashed, under the newest checkpoint that the store has. Raises StoreDamaged."""
    tree, row = StoredTree(session), StoredCheckpoints(session).newest_row()
    size, looked_at = tree.size(), 0
    if row is not None and not is_of(row, tree):
        raise StoreDamaged(
            f"The entries of its access log are not the {row.size:,} that its newest checkpoint signs for."
        )
    for start, end in parts(size, today, bound):
        try:
            check_entries(session, start, end)
            # What was hashed anew leans on a tree that is only read: that this one grew into today's binds it.
            for edge in (start, end):
                if 0 < edge < size:
                    check_consistency(edge, size, tree.consistency(edge, size), tree.root(edge), tree.root(size))
        except MerkleError:
            raise StoreDamaged(
                f"The hashes over the entries {start:,} to {end - 1:,} of its access log do not fit."
            ) from None
        looked_at += end - start
    return looked_at


def parts(size: int, today: date, bound: int) -> Iterator[tuple[int, int]]:
    """From which entry to before which one, the older first."""
    half = bound // 2
    newest = 0 if size <= bound else size - half
    if newest:
        start = today.toordinal() % -(-newest // half) * half
        yield start, min(start + half, newest)
    if size:
        yield newest, size
