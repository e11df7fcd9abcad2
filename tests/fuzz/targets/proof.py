"""Proof files, and proofs of inclusion and of consistency made of anything: only the true one is ever taken."""

from collections.abc import Callable, Collection, Mapping

from reporting.accesslog.checkpoints import CheckpointError
from reporting.accesslog.merkle import MerkleError, Node, leaf_hash, root_of
from reporting.accesslog.proof_file import MalformedProof, ProofFile
from reporting.accesslog.proofs import check_consistency, check_inclusion, consistency_proof, inclusion_proof
from reporting.signednote import Note, NoteError
from tests.accesslog.exported import checkpoint_of, entries_of
from tests.fuzz.target import Target, unless
from tests.house import log_key

ENTRIES = entries_of(13)
HASHES = [leaf_hash(entry) for entry in ENTRIES]
KEY = log_key().verifier


def read(nodes: Collection[Node]) -> Mapping[Node, bytes]:
    """The nodes of a tree that lies in memory."""
    return {(level, at): root_of(HASHES[at << level : at + 1 << level]) for level, at in nodes}


def proof(index: int) -> ProofFile:
    return ProofFile(ENTRIES[index], index, inclusion_proof(index, 13, read), Note.parse(checkpoint_of(ENTRIES)))


def seeds() -> list[bytes]:
    grown = [bytes([old, new]) + b"".join(consistency_proof(old, new, read)) for old, new in ((3, 7), (4, 13), (6, 8))]
    return [*(bytes(proof(index)) for index in (0, 7, 12)), *grown]


def check(untrusted: bytes) -> bool:
    taken = of_numbers(untrusted)
    found = unless((MalformedProof, NoteError), lambda: ProofFile.parse(untrusted))
    if found is None:
        return taken
    assert bytes(found) == untrusted
    if unless((NoteError, CheckpointError, MerkleError), lambda: found.check(KEY)) is not None:
        true = proof(found.index)
        assert (found.entry, list(found.hashes)) == (true.entry, list(true.hashes))
    return True


def of_numbers(untrusted: bytes) -> bool:
    """Two sizes, then hashes."""
    old, new, rest = *untrusted[:2].ljust(2, b"\0"), untrusted[2:]
    given = [rest[at : at + 32] for at in range(0, len(rest), 32)][:80]
    sizes = 0 < old <= 13 and 0 < new <= 13
    roots = (root_of(HASHES[:old]), root_of(HASHES[:new])) if sizes else (bytes(32), bytes(32))
    grown = refused_or(lambda: check_consistency(old, new, given, *roots))
    under = refused_or(lambda: check_inclusion(old, new, HASHES[old % 13], given, roots[1]))
    if sizes and grown:
        assert given == list(consistency_proof(old, new, read))
    if sizes and under:
        assert given == list(inclusion_proof(old, new, read))
    return grown or under


def refused_or(checked: Callable[[], object]) -> bool:
    """Whether it holds; it may be refused in one way."""
    try:
        checked()
    except MerkleError:
        return False
    return True


WORDS = (b"c2sp.org/tlog-proof@v1", b"extra ", b"index ", b"\n\n", *HASHES[:3])
TARGET = Target("proof files; inclusion and consistency", seeds, check, WORDS)
