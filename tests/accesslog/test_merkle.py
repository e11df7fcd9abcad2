"""The tree: the reference roots of Certificate Transparency, a naive tree beside ours, and proofs that are none."""

import random
from collections.abc import Collection, Mapping
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.accesslog import merkle, proofs
from reporting.accesslog.merkle import MissingNode, Node, NoSuchTree
from reporting.accesslog.proofs import WrongHash, WrongProofLength, WrongRoot

# The leaves and roots of the reference tests of Certificate Transparency for RFC 6962.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


class Kept:
    """Nodes in memory, grown entry by entry, counting how many were asked for."""

    def __init__(self, entries: Collection[bytes]) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.asked = 0
        for index, entry in enumerate(entries):
            self.nodes |= merkle.growth(index, entry, self.read)

    def read(self, nodes: Collection[Node]) -> Mapping[Node, bytes]:
        self.asked += len(nodes)
        return {node: self.nodes[node] for node in nodes if node in self.nodes}


def naive_root(entries: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if len(entries) == 1:
        return sha256(b"\0" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\1" + naive_root(entries[:k]) + naive_root(entries[k:])).digest()


def naive_path(m: int, entries: list[bytes]) -> list[bytes]:
    """RFC 6962, section 2.1.1."""
    if len(entries) == 1:
        return []
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m < k:
        return [*naive_path(m, entries[:k]), naive_root(entries[k:])]
    return [*naive_path(m - k, entries[k:]), naive_root(entries[:k])]


def naive_subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962, section 2.1.2."""
    if m == len(entries):
        return [] if whole else [naive_root(entries)]
    k = 1
    while k * 2 < len(entries):
        k *= 2
    if m <= k:
        return [*naive_subproof(m, entries[:k], whole), naive_root(entries[k:])]
    return [*naive_subproof(m - k, entries[k:], False), naive_root(entries[:k])]


def entries_of(count: int) -> list[bytes]:
    return [b"entry %d" % number for number in range(count)]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_roots(size: int) -> None:
    kept = Kept(LEAVES)
    assert merkle.root(size, kept.read).hex() == ROOTS[size - 1]
    assert merkle.root_of([merkle.leaf_hash(leaf) for leaf in LEAVES[:size]]).hex() == ROOTS[size - 1]
    assert naive_root(LEAVES[:size]).hex() == ROOTS[size - 1]


def test_every_root_and_proof_of_small_trees_is_that_of_the_rfc() -> None:
    entries = entries_of(40)
    kept = Kept(entries)
    roots = {size: naive_root(entries[:size]) for size in range(1, 41)}
    for size in range(1, 41):
        assert merkle.root(size, kept.read) == roots[size]
        for index in range(size):
            path = proofs.inclusion_proof(index, size, kept.read)
            assert path == naive_path(index, entries[:size])
            proofs.check_inclusion(index, size, merkle.leaf_hash(entries[index]), path, roots[size])
        for old in range(1, size + 1):
            proof = proofs.consistency_proof(old, size, kept.read)
            assert proof == naive_subproof(old, entries[:size], True)
            proofs.check_consistency(old, size, proof, roots[old], roots[size])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.binary(max_size=40), min_size=1, max_size=600), st.data())
def test_any_tree_is_that_of_the_rfc(entries: list[bytes], data: st.DataObject) -> None:
    kept = Kept(entries)
    size = data.draw(st.integers(1, len(entries)))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    whole = naive_root(entries[:size])
    assert merkle.root(size, kept.read) == whole
    path = proofs.inclusion_proof(index, size, kept.read)
    assert path == naive_path(index, entries[:size])
    proofs.check_inclusion(index, size, merkle.leaf_hash(entries[index]), path, whole)
    proof = proofs.consistency_proof(old, size, kept.read)
    assert proof == naive_subproof(old, entries[:size], True)
    proofs.check_consistency(old, size, proof, naive_root(entries[:old]), whole)


def test_growing_and_proving_ask_for_a_number_of_nodes_that_grows_with_the_logarithm() -> None:
    count = 1 << 14
    kept = Kept(entries_of(count + 3))
    assert kept.asked < count + 3  # one left neighbour for each entry, on average
    for act in (
        lambda: merkle.root(count + 3, kept.read),
        lambda: proofs.inclusion_proof(5000, count + 3, kept.read),
        lambda: proofs.consistency_proof(9999, count + 3, kept.read),
    ):
        kept.asked = 0
        act()
        assert kept.asked <= 3 * 15


def test_a_tree_without_entries_is_refused() -> None:
    kept, whole = Kept(entries_of(4)), bytes(32)
    for act in (
        lambda: merkle.root(0, kept.read),
        lambda: merkle.root_of([]),
        lambda: proofs.inclusion_proof(0, 0, kept.read),
        lambda: proofs.consistency_proof(0, 4, kept.read),
        lambda: proofs.check_inclusion(0, 0, whole, [], whole),
        lambda: proofs.check_consistency(0, 4, [], whole, whole),
        lambda: proofs.check_consistency(0, 0, [], whole, whole),
    ):
        with pytest.raises(NoSuchTree, match="got 0"):
            act()


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (2**70, 4), (0, 2**63), (0, -1)])
def test_an_entry_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(NoSuchTree):
        proofs.check_inclusion(index, size, bytes(32), [], bytes(32))
    with pytest.raises(NoSuchTree):
        proofs.inclusion_proof(index, size, Kept(entries_of(4)).read)


def test_a_tree_that_shrinks_is_refused() -> None:
    with pytest.raises(NoSuchTree, match="at least 5 entries, got 4"):
        proofs.check_consistency(5, 4, [], bytes(32), bytes(32))


@pytest.mark.parametrize("wrong", [b"", bytes(31), bytes(33)])
def test_hashes_of_another_length_are_refused(wrong: bytes) -> None:
    whole = bytes(32)
    for act in (
        lambda: proofs.check_inclusion(0, 2, wrong, [whole], whole),
        lambda: proofs.check_inclusion(0, 2, whole, [wrong], whole),
        lambda: proofs.check_inclusion(0, 2, whole, [whole], wrong),
        lambda: proofs.check_consistency(1, 2, [wrong], whole, whole),
        lambda: proofs.check_consistency(1, 2, [whole], wrong, whole),
        lambda: proofs.check_consistency(1, 2, [whole], whole, wrong),
    ):
        with pytest.raises(WrongHash, match=f"32 bytes, got {len(wrong)}"):
            act()


def test_proofs_too_long_or_too_short_are_refused_with_both_lengths() -> None:
    entries = entries_of(13)
    kept = Kept(entries)
    whole, old = merkle.root(13, kept.read), merkle.root(6, kept.read)
    path, proof = proofs.inclusion_proof(4, 13, kept.read), proofs.consistency_proof(6, 13, kept.read)
    for wrong in (path[:-1], path[1:], [*path, path[0]], []):
        with pytest.raises(WrongProofLength, match=f"of 4 hashes, got {len(wrong)}"):
            proofs.check_inclusion(4, 13, merkle.leaf_hash(entries[4]), wrong, whole)
    for wrong in (proof[:-1], proof[1:], [*proof, proof[0]], []):
        with pytest.raises(WrongProofLength, match=f"of {len(proof)} hashes, got {len(wrong)}"):
            proofs.check_consistency(6, 13, wrong, old, whole)


def test_no_proof_fits_another_tree_or_another_place() -> None:
    entries = entries_of(29)
    kept, chance = Kept(entries), random.Random(15)
    whole = merkle.root(29, kept.read)
    for _ in range(300):
        index, old = chance.randrange(29), chance.randrange(1, 29)
        path, proof = proofs.inclusion_proof(index, 29, kept.read), proofs.consistency_proof(old, 29, kept.read)
        for hashes in (path, proof):
            at = chance.randrange(len(hashes))
            hashes[at] = bytes([*hashes[at][:-1], hashes[at][-1] ^ 1])
        with pytest.raises(WrongRoot):
            proofs.check_inclusion(index, 29, merkle.leaf_hash(entries[index]), path, whole)
        with pytest.raises(WrongRoot):
            proofs.check_consistency(old, 29, proof, merkle.root(old, kept.read), whole)


def test_a_store_that_lacks_a_node_is_told_where() -> None:
    kept = Kept(entries_of(8))
    del kept.nodes[1, 1]
    with pytest.raises(MissingNode, match="level 1, position 1"):
        proofs.consistency_proof(2, 8, kept.read)
