"""Writing the log as files that anybody can check without us (c2sp.org/tlog-tiles).

    with store.read() as session:
        export(session, note, Folder(Path("log-2026-11")).write)

The note is a checkpoint that the log has signed. It is written last, and only when the entries fit their nodes and it,
and continue what the folder held before.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.merkle import leaf_hash
from reporting.accesslog.models import LogEntry, LogNode
from reporting.accesslog.tiles import CHECKPOINT, HEIGHT, WIDTH, Tile, bundle, every
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.verify import Progress
from reporting.errors import Refused
from reporting.signednote import Note

THEN = (
    "Nothing was handed over. Keep a copy of the desk's store as evidence, tell the auditors, and put a backup back: "
    "reporting restore"
)


class StoreDamaged(Refused):
    """Entries and nodes of the store do not fit each other."""


class OtherHistory(Refused):
    """The folder holds a log that this one does not continue."""


Write = Callable[[str, bytes], None]


def export(
    session: Session,
    note: Note,
    write: Write,
    before: Checkpoint | None = None,
    progress: Progress = lambda done, size: None,
    *,
    has: Callable[[str], bool] | None = None,
) -> Checkpoint:
    """Write every file of the log as it was at this checkpoint; raises StoreDamaged, OtherHistory, EntryTooLong.

    `before` is the checkpoint that an earlier export left there; what was full then never changes, so it is left as it
    lies where `has` finds it.
    """
    tree, shown = StoredTree(session), Checkpoint.parse(note.text)
    size = shown.size
    if size > tree.size() or tree.root(size) != shown.root:
        raise StoreDamaged(f"The entries of the store are not the {size:,} that were signed for. {THEN}")
    if before and (before.size > size or tree.root(before.size) != before.root):
        raise OtherHistory(
            f"The folder holds {before.size:,} entries which this log does not begin with. "
            "Keep it: it may be the proof of a rollback. Export into a new folder."
        )
    for tile in every(size):
        if has and before and tile.was_full_at(before.size) and all(map(has, tile.files)):
            continue
        hashes = _hashes(session, tile)
        write(str(tile), b"".join(hashes))
        if tile.level == 0:
            entries = _entries(session, tile)
            if list(map(leaf_hash, entries)) != hashes:
                raise StoreDamaged(f"The entries of {tile.bundle} do not fit their hashes. {THEN}")
            write(tile.bundle, bundle(entries))
            progress(tile.position * WIDTH + tile.width, size)
    write(CHECKPOINT, bytes(note))
    return shown


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
