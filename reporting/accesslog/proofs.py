"""Proofs that an entry is in the log, and that a longer log begins with a shorter one.

    >>> proof = consistency_proof(3, 7, read)
    >>> check_consistency(3, 7, proof, kept_root, shown_root)    # raises unless the first three entries are the same

They are made as in RFC 6962, sections 2.1.1 and 2.1.2, and checked as in RFC 9162, sections 2.1.3.2 and 2.1.4.2. Every
refusal says what was expected and what was got.
"""

from collections.abc import Iterator, Sequence

from reporting.accesslog.merkle import (
    HASH_BYTES,
    MerkleError,
    NoSuchTree,
    Range,
    Read,
    check_size,
    hashes_of,
    node_hash,
)


class WrongHash(MerkleError):
    """A hash is not 32 bytes long."""


class WrongProofLength(MerkleError):
    """A proof is longer or shorter than the sizes ask for."""


class WrongRoot(MerkleError):
    """A proof leads to another root than the one it was given for."""


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Proves that entry `index` is in the tree of `size`; raises NoSuchTree, MissingNode."""
    _check_index(index, size)
    return hashes_of(list(_inclusion(index, 0, size)), read)


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """Proves that the tree of `new` begins with that of `old`; raises NoSuchTree, MissingNode."""
    _check_growth(old, new)
    return hashes_of(list(_consistency(old, 0, new, whole=True)), read)


def check_inclusion(index: int, size: int, leaf: bytes, untrusted_proof: Sequence[bytes], root: bytes) -> None:
    """Return when the leaf's hash is at `index` under `root`.

    Raises NoSuchTree, WrongHash, WrongProofLength, WrongRoot.
    """
    _check_index(index, size)
    _check_hashes([leaf, *untrusted_proof, root])
    _check_length(untrusted_proof, sum(1 for _ in _inclusion(index, 0, size)))
    at, last, found = index, size - 1, leaf
    for beside in untrusted_proof:
        if at & 1 or at == last:
            found = node_hash(beside, found)
            at, last = _risen(at, last)
        else:
            found = node_hash(found, beside)
        at, last = at >> 1, last >> 1
    _check_root(found, root)


def check_consistency(old: int, new: int, untrusted_proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return when the tree under `new_root` begins with the one under `old_root`; raises as `check_inclusion` does."""
    _check_growth(old, new)
    _check_hashes([*untrusted_proof, old_root, new_root])
    _check_length(untrusted_proof, sum(1 for _ in _consistency(old, 0, new, whole=True)))
    if old == new:
        _check_root(new_root, old_root)
        return
    # A complete old tree is a node of the new one, and its root is left out of the proof.
    path = [old_root, *untrusted_proof] if old & (old - 1) == 0 else list(untrusted_proof)
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for beside in path[1:]:
        if at & 1 or at == last:
            found_old, found_new = node_hash(beside, found_old), node_hash(beside, found_new)
            at, last = _risen(at, last)
        else:
            found_new = node_hash(found_new, beside)
        at, last = at >> 1, last >> 1
    _check_root(found_old, old_root)
    _check_root(found_new, new_root)


def _risen(at: int, last: int) -> tuple[int, int]:
    """Past the levels at which the tree's right edge rises unpaired."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _middle(start: int, end: int) -> int:
    """Where RFC 6962 splits: after the largest power of two that is smaller than the whole."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _inclusion(index: int, start: int, end: int) -> Iterator[Range]:
    if end - start == 1:
        return
    middle = _middle(start, end)
    if index < middle:
        yield from _inclusion(index, start, middle)
        yield middle, end
    else:
        yield from _inclusion(index, middle, end)
        yield start, middle


def _consistency(old: int, start: int, end: int, *, whole: bool) -> Iterator[Range]:
    if old == end:
        if not whole:
            yield start, end
        return
    middle = _middle(start, end)
    if old <= middle:
        yield from _consistency(old, start, middle, whole=whole)
        yield middle, end
    else:
        yield from _consistency(old, middle, end, whole=False)
        yield start, middle


def _check_index(index: int, size: int) -> None:
    check_size(size)
    if not 0 <= index < size:
        raise NoSuchTree(f"expected an entry from 0 to {size - 1}, got {index}")


def _check_growth(old: int, new: int) -> None:
    check_size(old)
    check_size(new)
    if old > new:
        raise NoSuchTree(f"expected a tree of at least {old} entries, got {new}")


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH_BYTES:
            raise WrongHash(f"expected a hash of {HASH_BYTES} bytes, got {len(each)}")


def _check_length(proof: Sequence[bytes], expected: int) -> None:
    if len(proof) != expected:
        raise WrongProofLength(f"expected a proof of {expected} hashes, got {len(proof)}")


def _check_root(found: bytes, expected: bytes) -> None:
    if found != expected:
        raise WrongRoot(f"expected the root {expected.hex()}, got {found.hex()}")
