"""Whether an exported log is whole, signed, and begins with what was kept.

    >>> verify(read, key, kept=b"<the checkpoint of last month>")
    Verified(checkpoint=Checkpoint(origin='larkfield.example/log', size=70000, root=...), kept=Checkpoint(...))

Every entry is hashed anew, so a log that passes holds exactly what its checkpoint was signed for; and when a checkpoint
was kept, its entries are the first ones, unchanged. One walk: a million entries take seconds and little memory.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.merkle import HASH_BYTES, root_of
from reporting.accesslog.tiles import (
    CHECKPOINT,
    LARGEST_BUNDLE,
    WIDTH,
    MalformedBundle,
    Tile,
    TileError,
    parse_bundle,
    row,
)
from reporting.errors import ReportingError
from reporting.signednote import MAX_NOTE, NoteError, VerifierKey

Read = Callable[[str, int], bytes]
"""From a file's name and the most bytes it may have to its bytes; raises MissingFile when it is not there."""
Progress = Callable[[int, int], None]
Look = Callable[[int, Sequence[bytes]], None]
"""Is shown neighbouring entries and the index of the first of them, before anything is known to hold."""


class MissingFile(TileError):
    """A file of the exported log is not there, or far too large."""


class WrongTile(TileError):
    """A tile holds other hashes than the entries have."""


class LogRefused(ReportingError):
    """The log is not the one that was promised."""


class WrongEntries(LogRefused):
    """The entries are not those that the log's checkpoint was signed for."""


class RolledBack(LogRefused):
    """The log is shorter than it was."""


class Forked(LogRefused):
    """Two logs of one size: somebody was shown another one."""


class Rewritten(LogRefused):
    """What was in the log has been changed."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What holds: the log's checkpoint, and the kept one that it continues."""

    checkpoint: Checkpoint
    kept: Checkpoint | None


def verify(
    read: Read,
    key: VerifierKey,
    kept: bytes | None = None,
    progress: Progress = lambda done, size: None,
    look: Look = lambda start, entries: None,
) -> Verified:
    """Walk the whole log; raises LogRefused, TileError, CheckpointError or NoteError with what was expected and got.

    What `look` was shown counts only once this has returned.
    """
    known = _opened("the kept checkpoint", kept, key) if kept is not None else None
    shown = _opened("the log's checkpoint", read(CHECKPOINT, MAX_NOTE), key)
    if known:
        _refuse_shorter(shown, known)
    ends: dict[int, list[bytes]] = {}  # by size: the hashes of its last entries, which fill no tile
    full: list[bytes] = []
    sizes = {shown.size, known.size if known else shown.size}
    for tile in row(shown.size, 0):
        start = tile.position * WIDTH
        entries = _entries(read, tile)
        hashes = [sha256(b"\x00" + entry).digest() for entry in entries]
        _check_tile(read, tile, hashes)
        look(start, entries)
        ends |= {size: hashes[: size - start] for size in sizes if start < size < start + WIDTH}
        if tile.width == WIDTH:
            full.append(root_of(hashes))
        progress(start + tile.width, shown.size)
    _check_upper_tiles(read, shown.size, full)
    _refuse_other_entries(shown, known, lambda size: _root(full, size, ends.get(size)))
    return Verified(shown, known)


def _opened(which: str, untrusted_note: bytes, key: VerifierKey) -> Checkpoint:
    try:
        return Checkpoint.open(untrusted_note, key)
    except (CheckpointError, NoteError) as error:
        raise type(error)(f"{which}: {error}") from None


def _entries(read: Read, tile: Tile) -> list[bytes]:
    try:
        return parse_bundle(read(tile.bundle, LARGEST_BUNDLE), tile.width)
    except MalformedBundle as error:
        raise MalformedBundle(f"{tile.bundle}: {error}") from None


def _check_upper_tiles(read: Read, size: int, hashes: Sequence[bytes]) -> None:
    level = 1
    while hashes:
        for tile in row(size, level):
            _check_tile(read, tile, hashes[tile.position * WIDTH :][: tile.width])
        whole = len(hashes) // WIDTH
        hashes = [root_of(hashes[at * WIDTH : (at + 1) * WIDTH]) for at in range(whole)]
        level += 1


def _check_tile(read: Read, tile: Tile, hashes: Sequence[bytes]) -> None:
    untrusted_tile, length = read(str(tile), WIDTH * HASH_BYTES), tile.width * HASH_BYTES
    if len(untrusted_tile) != length:
        raise WrongTile(f"{tile}: expected {length} bytes, got {len(untrusted_tile)}")
    if untrusted_tile != b"".join(hashes):
        raise WrongTile(f"{tile}: expected the hashes of the entries, got others")


def _root(full: list[bytes], size: int, end: list[bytes] | None) -> bytes:
    whole = full[: size // WIDTH]
    return root_of([*whole, root_of(end)] if end else whole)


def _refuse_shorter(shown: Checkpoint, known: Checkpoint) -> None:
    if shown.size < known.size:
        raise RolledBack(
            f"expected at least the {known.size:,} entries of the kept checkpoint, got {shown.size:,}: "
            "the log was cut or rolled back"
        )
    if shown.size == known.size and shown.root != known.root:
        raise Forked(
            f"expected the root {known.root.hex()} of the kept checkpoint at {known.size:,} entries, "
            f"got {shown.root.hex()}: two logs were signed"
        )


def _refuse_other_entries(shown: Checkpoint, known: Checkpoint | None, root: Callable[[int], bytes]) -> None:
    if known and (found := root(known.size)) != known.root:
        raise Rewritten(
            f"expected the root {known.root.hex()} of the kept checkpoint above the first {known.size:,} entries, "
            f"got {found.hex()}: what was in the log has been changed"
        )
    if (found := root(shown.size)) != shown.root:
        raise WrongEntries(
            f"expected the root {shown.root.hex()} of the checkpoint above the entries, got {found.hex()}"
        )
