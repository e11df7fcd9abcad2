"""The log's tree (RFC 6962, section 2.1, SHA-256): hashes of what is stored, as it is stored, and roots.

    >>> nodes |= growth(7, b"an entry's bytes", read)    # the leaf, and the three subtrees that it fills
    >>> root(8, read)

A node is a complete subtree: `(level, position)` covers the entries from `position << level` on, `1 << level` of them.
`read` is asked once for all the nodes that an answer needs, and they are O(log n). A tree without entries is refused
wherever a size is taken: its root would fit every log.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from hashlib import sha256

from reporting.errors import ReportingError

HASH_BYTES = 32
LARGEST = 2**63 - 1
Node = tuple[int, int]
Read = Callable[[Collection[Node]], Mapping[Node, bytes]]
Range = tuple[int, int]


class MerkleError(ReportingError):
    """What was handed over proves nothing about the log."""


class NoSuchTree(MerkleError):
    """No tree has this size, or none of this size such an entry."""


class MissingNode(MerkleError):
    """The store lacks a node that this tree must have."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry's bytes as they are stored."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two hashes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root above neighbours of one level, 32 bytes; raises NoSuchTree when there are none.

    An odd one at the end rises unpaired, which gives the same tree as the recursion of RFC 6962.
    """
    if not hashes:
        raise NoSuchTree("expected a tree of at least 1 entry, got 0")
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        hashes = [
            sha256(b"\x01" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=False)
        ] + [*odd]
    return hashes[0]


def growth(size: int, entry: bytes, read: Read) -> dict[Node, bytes]:
    """The nodes that an entry appended to a tree of `size` completes: its leaf and each subtree that it fills."""
    level, position, hashed = 0, size, leaf_hash(entry)
    lefts = [(above, (size >> above) - 1) for above in range((~size & (size + 1)).bit_length() - 1)]
    known = _read_all(lefts, read)
    grown = {(0, size): hashed}
    for left in lefts:
        hashed = node_hash(known[left], hashed)
        level, position = level + 1, position >> 1
        grown[level, position] = hashed
    return grown


def root(size: int, read: Read) -> bytes:
    """The root of the first `size` entries; raises NoSuchTree, MissingNode."""
    check_size(size)
    return hashes_of([(0, size)], read)[0]


def complete(size: int) -> list[Node]:
    """The complete subtrees that a tree of `size` is made of, from left to right."""
    return list(_nodes(0, size))


def _nodes(start: int, end: int) -> Iterator[Node]:
    """The complete subtrees, from left to right, of a range that is itself a subtree."""
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def hashes_of(ranges: Sequence[Range], read: Read) -> list[bytes]:
    """The hashes of ranges that are subtrees of one tree, all read at once; raises MissingNode."""
    parts = [list(_nodes(*each)) for each in ranges]
    known = _read_all([node for nodes in parts for node in nodes], read)
    found = []
    for nodes in parts:
        *lefts, hashed = (known[node] for node in nodes)
        for left in reversed(lefts):
            hashed = node_hash(left, hashed)
        found.append(hashed)
    return found


def _read_all(nodes: Collection[Node], read: Read) -> Mapping[Node, bytes]:
    known = read(nodes) if nodes else {}
    for node in nodes:
        if len(known.get(node, b"")) != HASH_BYTES:
            raise MissingNode(
                f"expected 32 bytes at level {node[0]}, position {node[1]}; got {len(known.get(node, b''))}"
            )
    return known


def check_size(size: int) -> None:
    """Raises NoSuchTree."""
    if not 1 <= size <= LARGEST:
        raise NoSuchTree(f"expected a tree of 1 to {LARGEST} entries, got {size}")
