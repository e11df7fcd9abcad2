"""Whether the log in a store is whole: every entry hashed anew, every node and checkpoint held against that.

    with store.read() as session:
        check_whole(session, [VerifierKey.parse(line)])     # the newest checkpoint, or StoreDamaged

For a store that comes from outside, such as a backup; a store in use is held by its own key and by those who cosign.
"""

from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.entries import Entry, MalformedEntry
from reporting.accesslog.export import StoreDamaged
from reporting.accesslog.merkle import MerkleError, Node, complete, growth
from reporting.accesslog.models import LogCheckpoint, LogEntry, LogNode
from reporting.accesslog.tree import StoredTree
from reporting.signednote import Note, NoteError, VerifierKey

AT_ONCE = 10_000


class NotThisLog(StoreDamaged):
    """The newest checkpoint is not signed by the key that this log should have."""


def check_whole(session: Session, keys: Sequence[VerifierKey]) -> Checkpoint | None:
    """The newest checkpoint, None before the first; raises StoreDamaged, NotThisLog.

    Only the newest has to be signed by one of the keys: it stands for all before it, and keys change.
    """
    _check_tree(session)
    tree, newest = StoredTree(session), None
    for row in session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.size)):
        newest = row.note
        if not is_of(row, tree):
            raise StoreDamaged(f"The checkpoint of {row.size:,} entries in it is not that of its entries.")
    return None if newest is None else _opened(newest, keys)


def _opened(untrusted_note: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    try:
        signer, *_ = Note.parse(untrusted_note).verify(keys)
        return Checkpoint.open(untrusted_note, signer)
    except (NoteError, CheckpointError):
        raise NotThisLog("The newest checkpoint in it is not signed by this log's key.") from None


def is_of(row: LogCheckpoint, tree: StoredTree) -> bool:
    """Whether a checkpoint in the store is that of its first entries."""
    try:
        found = Checkpoint.parse(Note.parse(row.note).text)
        return found.size == row.size <= tree.size() and tree.root(row.size) == found.root
    except (NoteError, CheckpointError, MerkleError):
        return False


def _check_tree(session: Session) -> None:
    count = check_entries(session, 0, StoredTree(session).size())
    if session.scalar(select(func.count()).select_from(LogNode)) != count:
        raise StoreDamaged("Its access log has more hashes than entries.")


def check_entries(session: Session, start: int, end: int) -> int:
    """Whether the entries from `start` to before `end` are those that were hashed, on the tree before them as stored.

    Gives how many nodes they complete; raises StoreDamaged, MissingNode. Page by page, so that a long log needs little
    memory; of the tree its right edge is kept.
    """
    size, count, edge = start, 0, dict(StoredTree(session).read(complete(start)))

    def read(nodes: Collection[Node]) -> Mapping[Node, bytes]:
        return {node: edge[node] for node in nodes if node in edge}

    while size < end:
        rows = session.execute(_FROM.where(LogEntry.leaf >= size, LogEntry.leaf < end)).all()
        if not rows:
            raise _missing(size)
        start, grown = size, dict[Node, bytes]()
        for row in rows:
            if row.leaf != size or not _is_found_rightly(Entry(row.leaf, row.entry), row.tag, row.person, row.case_id):
                raise _missing(size)
            nodes = growth(size, row.entry, read)
            edge |= nodes
            grown |= nodes
            size += 1
        stored = _stored(session, start, size)
        if stored != grown:
            level, at = min(node for node in stored.keys() | grown.keys() if stored.get(node) != grown.get(node))
            raise StoreDamaged(f"The entry {at << level:,} of its access log is not what was hashed.")
        count += len(grown)
        edge = {(level, at): hashed for (level, at), hashed in edge.items() if at == (size >> level) - 1}
    return count


def _missing(leaf: int) -> StoreDamaged:
    return StoreDamaged(f"The entry {leaf:,} of its access log is missing, or found by what it does not say.")


_FROM = (
    select(LogEntry.leaf, LogEntry.entry, LogEntry.tag, LogEntry.person, LogEntry.case_id)
    .order_by(LogEntry.leaf)
    .limit(AT_ONCE)
)


def _is_found_rightly(entry: Entry, tag: str, person: str | None, case: str | None) -> bool:
    """Whether the columns say what the entry says. One that cannot be read says nothing."""
    try:
        facts = entry.facts
    except MalformedEntry:
        return True
    return (facts.tag, facts.person, facts.case) == (tag, person, case)


def _stored(session: Session, start: int, end: int) -> dict[Node, bytes]:
    """The nodes that the entries from `start` to before `end` complete, as the store has them."""
    found: dict[Node, bytes] = {}
    for level in takewhile(lambda level: end >> level, range(64)):
        wanted = select(LogNode.position, LogNode.hash).where(
            LogNode.level == level, LogNode.position >= start >> level, LogNode.position < end >> level
        )
        found |= {(level, position): hashed for position, hashed in session.execute(wanted)}
    return found
