"""Check that a report is in the access log, from access-log.md alone: python3 verify_proof.py PROOF LOG.PUB."""

import sys
from base64 import b64decode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from verify_log import checkpoint, expect


def climb(index, size, leaf, beside):
    """The root over a leaf, from the hashes beside its way up (RFC 9162, 2.1.3.2)."""
    at, last = index, size - 1
    for each in beside:
        expect(last > 0 and len(each) == 32, "the proof is too long, or a hash is not 32 bytes")
        if at % 2 or at == last:
            leaf = sha256(b"\1" + each + leaf).digest()
            while at and not at % 2:
                at, last = at // 2, last // 2
        else:
            leaf = sha256(b"\1" + leaf + each).digest()
        at, last = at // 2, last // 2
    expect(last == 0, "the proof is too short")
    return leaf


def verify(proof, key):
    """The entry that is proven, and the size of the log that holds it."""
    head, _, note = proof.partition(b"\n\n")
    first, extra, index, *beside = head.decode().split("\n")
    expect(first == "c2sp.org/tlog-proof@v1" and extra[:6] == "extra " and index[:6] == "index ", "not such a proof")
    entry, at = b64decode(extra[6:], validate=True), int(index[6:])
    size, root = checkpoint(note, key)
    expect(0 <= at < size, f"entry {at} is not among the first {size}")
    above = climb(at, size, sha256(b"\0" + entry).digest(), [b64decode(each, validate=True) for each in beside])
    expect(above == root, "the entry is not in the log that was signed for")
    return entry.decode(), size


if __name__ == "__main__":
    try:
        proof, key = map(Path, sys.argv[1:])
        entry, size = verify(proof.read_bytes(), key.read_text())
        print(f"holds: {entry} is one of the first {size} entries")
    except (ValueError, OSError, IndexError, InvalidSignature) as error:
        sys.exit(f"refused: {error or 'a signature does not fit'}")
