"""Our tree beside pymerkle's (github.com/fmerg/pymerkle): the same roots, and the same hashes in every proof.

pymerkle is somebody else's work and knows nothing of this program. It is used here and nowhere else.
"""

import random

import pytest
from pymerkle import ConsistencyProof, InclusionProof, InmemoryTree, InvalidProof, verify_inclusion

from reporting.accesslog import merkle, proofs
from tests.accesslog.test_merkle import Kept

MOST = 1100
ENTRIES = [f'{{"at":"2026-11-23","count":{number + 1},"tag":"filler"}}'.encode() for number in range(MOST)]
SMALL = range(1, 66)
EDGES = sorted({size + beside for size in (128, 256, 320, 512, 768, 1024) for beside in (-1, 0, 1)} | {1087, MOST})


@pytest.fixture(scope="module")
def ours() -> Kept:
    return Kept(ENTRIES)


@pytest.fixture(scope="module")
def theirs() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for entry in ENTRIES:
        tree.append_entry(entry)
    return tree


def beside_the_leaf(proof: InclusionProof) -> list[bytes]:
    """RFC 6962 leaves out the entry's own hash, with which pymerkle begins."""
    return list(proof.path[1:])


def as_in_the_rfc(proof: ConsistencyProof, old: int) -> list[bytes]:
    """RFC 6962 gives one hash for what follows the old tree's last subtree, given second; pymerkle takes that apart.

    Nor does the RFC repeat a root that whoever checks has already: that of an old tree which is one subtree.
    """
    first_old = proof.subset.index(1)
    last, after, above = proof.path[first_old], proof.path[:first_old], proof.path[first_old + 1 :]
    known = old == proof.size or old & (old - 1) == 0
    folded = after[:1]
    for right in after[1:]:
        folded = [merkle.node_hash(folded[0], right)]
    return [*([] if known else [last]), *folded, *above]


def test_roots_are_the_oracles(ours: Kept, theirs: InmemoryTree) -> None:
    for size in range(1, MOST + 1):
        assert merkle.root(size, ours.read) == theirs.get_root(size), size


def test_inclusion_proofs_are_the_oracles(ours: Kept, theirs: InmemoryTree) -> None:
    some = random.Random(6962)
    cases = [(index, size) for size in SMALL for index in range(size)]
    cases += [(index, size) for size in EDGES for index in {0, size - 1, size // 2, some.randrange(size)}]
    for index, size in cases:
        expected = theirs.prove_inclusion(index + 1, size)
        found = proofs.inclusion_proof(index, size, ours.read)
        assert found == beside_the_leaf(expected), (index, size)
        proofs.check_inclusion(index, size, expected.path[0], beside_the_leaf(expected), theirs.get_root(size))


def test_consistency_proofs_are_the_oracles(ours: Kept, theirs: InmemoryTree) -> None:
    some = random.Random(9162)
    cases = [(old, new) for new in SMALL for old in range(1, new + 1)]
    cases += [(old, new) for new in EDGES for old in {1, 64, new - 1, new, some.randrange(1, new)}]
    for old, new in cases:
        expected = as_in_the_rfc(theirs.prove_consistency(old, new), old)
        assert proofs.consistency_proof(old, new, ours.read) == expected, (old, new)
        proofs.check_consistency(old, new, expected, theirs.get_root(old), theirs.get_root(new))


def test_the_oracle_takes_our_proofs_and_refuses_them_for_another_entry(ours: Kept, theirs: InmemoryTree) -> None:
    for index, size in ((0, 1), (5, 7), (64, 65), (299, 320), (1000, MOST)):
        path = proofs.inclusion_proof(index, size, ours.read)
        leaf, root = merkle.leaf_hash(ENTRIES[index]), merkle.root(size, ours.read)
        rule = theirs.prove_inclusion(index + 1, size).rule
        proof = InclusionProof("sha256", True, size, index + 1, rule, [leaf, *path])
        verify_inclusion(leaf, root, proof, index=index + 1, size=size)
        with pytest.raises(InvalidProof):
            verify_inclusion(merkle.leaf_hash(b"another"), root, proof, index=index + 1, size=size)
