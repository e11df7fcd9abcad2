"""An exported log in memory, for tests that need no store."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.accesslog.merkle import leaf_hash, root_of
from reporting.accesslog.tiles import CHECKPOINT, WIDTH, bundle, row
from reporting.accesslog.verify import MissingFile
from tests.house import log_key


@dataclass
class Exported:
    """Files by name."""

    files: dict[str, bytes]

    def read(self, name: str, limit: int) -> bytes:
        if name not in self.files or len(self.files[name]) > limit:
            raise MissingFile(f"expected {name} of at most {limit} bytes")
        return self.files[name]


def entries_of(count: int) -> list[bytes]:
    return [b'{"at":"2026-11-23","n":%d}' % number for number in range(count)]


def checkpoint_of(entries: Sequence[bytes]) -> bytes:
    return bytes(log_key().checkpoint(len(entries), root_of([leaf_hash(entry) for entry in entries])))


def exported(entries: Sequence[bytes]) -> Exported:
    """Written as the specification says, and not by the code under test."""
    files = {CHECKPOINT: checkpoint_of(entries)}
    hashes, level = [leaf_hash(entry) for entry in entries], 0
    while hashes:
        for tile in row(len(hashes), 0):
            start = tile.position * WIDTH
            files[str(tile).replace("tile/0/", f"tile/{level}/")] = b"".join(hashes[start : start + tile.width])
            if level == 0:
                files[tile.bundle] = bundle(entries[start : start + tile.width])
        hashes = [root_of(hashes[at : at + WIDTH]) for at in range(0, len(hashes) // WIDTH * WIDTH, WIDTH)]
        level += 1
    return Exported(files)
