"""Writes tests/vectors/consistency.json, with which Python and the browser check that they refuse the same proofs.

    python -m tests.accesslog.make_vectors

Every pair of sizes up to 17, a few that no number of 32 bits holds, and proofs that are none. Nothing in it is random;
a test holds the file to that.
"""

import json
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from reporting.accesslog import merkle, proofs
from reporting.accesslog.merkle import Node, Read

FILE = Path(__file__).resolve().parent.parent / "vectors" / "consistency.json"
ENTRIES = [f"entry {number}".encode() for number in range(17)]
FAR = [
    (2**31, 2**31 + 1), (2**32 - 1, 2**33), (2**32 + 3, 2**40 + 5), (2**52 + 1, 2**53 - 1), (64, 2**53 - 64),
]  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """That the log of `new` entries begins with that of `old`."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    proof: tuple[bytes, ...]

    def told(self) -> dict[str, Any]:
        return {
            "old": self.old,
            "new": self.new,
            "old_root": text(self.old_root),
            "new_root": text(self.new_root),
            "proof": [text(each) for each in self.proof],
        }


def text(hashed: bytes) -> str:
    return b64encode(hashed).decode()


def small_tree() -> Read:
    """The nodes above ENTRIES."""
    nodes: dict[Node, bytes] = {}

    def read(wanted: Collection[Node]) -> Mapping[Node, bytes]:
        return {node: nodes[node] for node in wanted if node in nodes}

    for index, entry in enumerate(ENTRIES):
        nodes.update(merkle.growth(index, entry, read))
    return read


@cache
def alike(level: int) -> bytes:
    """A complete subtree of entries that are all the same: it is enough to know one on each level."""
    return merkle.node_hash(alike(level - 1), alike(level - 1)) if level else merkle.leaf_hash(b"the same")


def claim(old: int, new: int, read: Read) -> Claim:
    roots = merkle.root(old, read), merkle.root(new, read)
    return Claim(old, new, *roots, tuple(proofs.consistency_proof(old, new, read)))


def good() -> Iterable[Claim]:
    read = small_tree()
    yield from (claim(old, new, read) for new in range(1, len(ENTRIES) + 1) for old in range(1, new + 1))
    yield from (claim(old, new, lambda nodes: {node: alike(node[0]) for node in nodes}) for old, new in FAR)


def flipped(hashed: bytes) -> bytes:
    return bytes([hashed[0] ^ 1]) + hashed[1:]


def bad() -> Iterable[tuple[str, Claim]]:
    """What was done to a good claim, and what came of it."""
    read = small_tree()
    chosen = [claim(old, new, read) for old, new in ((1, 2), (3, 7), (4, 8), (6, 13), (8, 17), (11, 16), (16, 17))]
    for one in chosen:
        yield from mutants(one)
    for one in list(good())[-len(FAR) :]:
        at = len(one.proof) - 1
        yield f"hash {at} changed", replace(one, proof=(*one.proof[:at], flipped(one.proof[at])))
        yield "one entry fewer before", replace(one, old=one.old - 1)
    one = claim(4, 8, read)
    yield "fewer hashes than the size asks for, all fitting", replace(one, new=16)
    one, more = claim(3, 4, read), merkle.leaf_hash(b"more")
    yield (
        "more hashes than the size asks for, all fitting",
        replace(
            one,
            old_root=merkle.node_hash(more, one.old_root),
            new_root=merkle.node_hash(more, one.new_root),
            proof=(*one.proof, more),
        ),
    )
    whole = claim(5, 5, read)
    yield "same size, other root", replace(whole, new_root=flipped(whole.new_root))
    yield "same size, a proof where none is due", replace(whole, proof=(whole.new_root,))
    yield "shorter than before", replace(claim(5, 9, read), old=9, new=5)
    yield "from nothing", replace(claim(1, 9, read), old=0)
    yield "to nothing", replace(whole, old=0, new=0, proof=())
    yield "below nothing", replace(whole, old=-1, proof=())


def mutants(one: Claim) -> Iterable[tuple[str, Claim]]:
    proof = one.proof
    yield "other old root", replace(one, old_root=flipped(one.old_root))
    yield "other new root", replace(one, new_root=flipped(one.new_root))
    yield "no proof", replace(one, proof=())
    yield "the first hash left out", replace(one, proof=proof[1:])
    yield "the last hash left out", replace(one, proof=proof[:-1])
    yield "the last hash twice", replace(one, proof=(*proof, proof[-1]))
    yield "the old root before it", replace(one, proof=(one.old_root, *proof))
    yield "a hash of 31 bytes", replace(one, proof=(*proof[:-1], proof[-1][:31]))
    yield "a hash of 33 bytes", replace(one, proof=(proof[0] + b"\0", *proof[1:]))
    yield "an old root of no bytes", replace(one, old_root=b"")
    for at in sorted({0, len(proof) // 2, len(proof) - 1}):
        yield f"hash {at} changed", replace(one, proof=(*proof[:at], flipped(proof[at]), *proof[at + 1 :]))
    if proof != proof[::-1]:
        yield "the other way round", replace(one, proof=proof[::-1])
    if one.old_root != one.new_root:
        yield "roots exchanged", replace(one, old_root=one.new_root, new_root=one.old_root)


def vectors() -> dict[str, Any]:
    read = small_tree()
    refused: Sequence[tuple[str, Claim]] = list(bad())
    return {
        "about": "Made by tests/accesslog/make_vectors.py. `roots` are those of the first 1, 2, 3 … entries; hashes "
        "are in base64. All of `good` hold, none of `bad` does.",
        "entries": [entry.decode() for entry in ENTRIES],
        "roots": [text(merkle.root(size, read)) for size in range(1, len(ENTRIES) + 1)],
        "good": [one.told() for one in good()],
        "bad": [{"what": what, **one.told()} for what, one in refused],
    }


def written() -> str:
    """The file's text: one claim a line, so that a change of one is a change of one line."""
    made = vectors()
    lists = {name: ",\n".join(json.dumps(one) for one in made[name]) for name in ("good", "bad")}
    head = json.dumps({name: made[name] for name in ("about", "entries", "roots")}, ensure_ascii=False)
    return f'{head[:-1]},\n"good": [\n{lists["good"]}\n],\n"bad": [\n{lists["bad"]}\n]}}\n'


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
