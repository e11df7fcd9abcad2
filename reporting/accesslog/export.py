"""Writing the log as files that anybody can check without us (c2sp.org/tlog-tiles).

    with store.read() as session:
        export(session, key, Folder(Path("log-2026-11")).write)

The checkpoint is written last, and only when the entries fit their nodes and continue what the folder held before: the
log's key must never sign two histories.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint, LogKey
from reporting.accesslog.merkle import leaf_hash
from reporting.accesslog.models import LogEntry, LogNode
from reporting.accesslog.tiles import CHECKPOINT, HEIGHT, WIDTH, Tile, bundle, row
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.verify import Progress
from reporting.errors import Refused


class StoreDamaged(Refused):
    """Entries and nodes of the store do not fit each other."""


class OtherHistory(Refused):
    """The folder holds a log that this one does not continue."""


Write = Callable[[str, bytes], None]


def export(
    session: Session,
    key: LogKey,
    write: Write,
    before: Checkpoint | None = None,
    progress: Progress = lambda done, size: None,
) -> Checkpoint:
    """Write every file of the log; raises StoreDamaged, OtherHistory, EntryTooLong, a MerkleError.

    `before` is the checkpoint that an earlier export left there.
    """
    tree = StoredTree(session)
    size = tree.size()
    if before and (before.size > size or tree.root(before.size) != before.root):
        raise OtherHistory(
            f"The folder holds {before.size:,} entries which this log does not begin with. "
            "Keep it: it may be the proof of a rollback. Export into a new folder."
        )
    level = 0
    while size >> HEIGHT * level:
        for tile in row(size, level):
            hashes = _hashes(session, tile)
            write(str(tile), b"".join(hashes))
            if level == 0:
                entries = _entries(session, tile)
                if list(map(leaf_hash, entries)) != hashes:
                    raise StoreDamaged(f"The entries of {tile.bundle} do not fit their hashes. Nothing was signed.")
                write(tile.bundle, bundle(entries))
                progress(tile.position * WIDTH + tile.width, size)
        level += 1
    note = key.checkpoint(size, tree.root(size))
    write(CHECKPOINT, bytes(note))
    return Checkpoint.parse(note.text)


def _hashes(session: Session, tile: Tile) -> Sequence[bytes]:
    start = tile.position * WIDTH
    wanted = select(LogNode.hash).where(
        LogNode.level == HEIGHT * tile.level, LogNode.position >= start, LogNode.position < start + tile.width
    )
    return session.scalars(wanted.order_by(LogNode.position)).all()


def _entries(session: Session, tile: Tile) -> Sequence[bytes]:
    start = tile.position * WIDTH
    wanted = select(LogEntry.entry).where(LogEntry.leaf >= start, LogEntry.leaf < start + tile.width)
    return session.scalars(wanted.order_by(LogEntry.leaf)).all()
