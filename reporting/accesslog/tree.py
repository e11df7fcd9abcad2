"""The tree as the desk's store keeps it: every complete subtree a row, so that whatever is asked costs O(log n) rows.

with store.read() as session:
    tree = StoredTree(session)
    tree.consistency(kept.size, tree.size())
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.orm import Session

from reporting.accesslog import merkle, proofs
from reporting.accesslog.entries import Entry
from reporting.accesslog.merkle import Node
from reporting.accesslog.models import LogEntry, LogNode
from reporting.db import Prepared

# Built once and run on the session's connection: an append is on the way of every page of the desk.
_LAST = select(LogEntry.leaf).order_by(LogEntry.leaf.desc()).limit(1)
_ADD = Prepared(insert(LogNode), "level", "position", "hash")
_ONE = Prepared(
    select(LogNode.hash).where(LogNode.level == bindparam("level"), LogNode.position == bindparam("position"))
)
_READ = select(LogNode.level, LogNode.position, LogNode.hash).where(
    # SQLite searches its key for two lists but walks the table for a list of pairs; a few rows too many cost less.
    LogNode.level.in_(bindparam("levels", expanding=True)),
    LogNode.position.in_(bindparam("positions", expanding=True)),
)


class StoredTree:
    """The tree as one session or connection sees it. Entries are hashed as stored, never written anew to be hashed."""

    def __init__(self, session: Session | Connection) -> None:
        self._connection = session if isinstance(session, Connection) else session.connection()

    def size(self) -> int:
        """How many entries there are."""
        last = self._connection.scalar(_LAST)
        return 0 if last is None else last + 1

    def grow(self, entry: Entry) -> None:
        """Add the nodes that this entry completes, in the session that appends it; raises MissingNode."""
        grown = merkle.growth(entry.index, entry.bytes, self._lefts)
        nodes = [{"level": level, "position": at, "hash": hashed} for (level, at), hashed in grown.items()]
        _ADD.run_each(self._connection, nodes)

    def _lefts(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        """As `read`, for the node or two that an append needs on average."""
        found = {node: _ONE.run(self._connection, {"level": node[0], "position": node[1]}) for node in nodes}
        return {node: rows[0][0] for node, rows in found.items() if rows}

    def root(self, size: int) -> bytes:
        """The root of the first `size` entries; raises NoSuchTree, MissingNode."""
        return merkle.root(size, self.read)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """The proof that entry `index` is in the tree of `size`; raises NoSuchTree, MissingNode."""
        return proofs.inclusion_proof(index, size, self.read)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """The proof that the tree of `new` begins with that of `old`; raises NoSuchTree, MissingNode."""
        return proofs.consistency_proof(old, new, self.read)

    def read(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        """Those of the nodes that are there, in one look."""
        wanted = {"levels": [level for level, _ in nodes], "positions": [position for _, position in nodes]}
        return {(level, position): hashed for level, position, hashed in self._connection.execute(_READ, wanted)}
