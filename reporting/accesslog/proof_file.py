"""The proof that one entry is in the log, as a small text that needs nobody's word (c2sp.org/tlog-proof).

    >>> proof = ProofFile(entry, index, hashes, note)
    >>> ProofFile.parse(bytes(proof)).check(key).size      # the checkpoint that the log's key has signed
    64

Its extra data is the entry itself, so that whoever reads the file sees what was proven.
"""

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.merkle import leaf_hash
from reporting.accesslog.proofs import check_inclusion
from reporting.errors import ReportingError
from reporting.signednote import MAX_NOTE, Note, VerifierKey, decoded_base64

_FIRST = "c2sp.org/tlog-proof@v1"
_MAX_HASHES = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


class MalformedProof(ReportingError):
    """These bytes are no proof as this log hands them out."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """An entry's bytes, its index, the hashes beside its way up (32 bytes each), and the checkpoint above them."""

    entry: bytes
    index: int
    hashes: Sequence[bytes]
    note: Note

    def __bytes__(self) -> bytes:
        lines = [_FIRST, f"extra {b64encode(self.entry).decode()}", f"index {self.index}"]
        lines += [b64encode(each).decode() for each in self.hashes]
        return "\n".join([*lines, "", ""]).encode() + bytes(self.note)

    @classmethod
    def parse(cls, untrusted_file: bytes) -> Self:
        """Strictly, from the bytes of a file; raises MalformedProof, MalformedNote."""
        head, blank, note = untrusted_file[: 2 * MAX_NOTE].partition(b"\n\n")
        try:
            first, extra, index, *hashes = head.decode("ascii").split("\n")
        except ValueError:
            raise MalformedProof("expected four lines of ASCII or more") from None
        found = _INDEX.fullmatch(index)
        if first != _FIRST or not extra.startswith("extra ") or not found or not blank or len(hashes) > _MAX_HASHES:
            raise MalformedProof(
                f"expected {_FIRST}, an entry, an index, at most {_MAX_HASHES} hashes and a checkpoint"
            )
        wrong = MalformedProof("expected canonical base64")
        return cls(
            entry=decoded_base64(extra.removeprefix("extra "), wrong),
            index=int(found[1]),
            hashes=[decoded_base64(each, wrong) for each in hashes],
            note=Note.parse(note),
        )

    def check(self, key: VerifierKey) -> Checkpoint:
        """The checkpoint, when its log has signed it and the entry is under it.

        Raises a NoteError, a CheckpointError or a MerkleError.
        """
        checkpoint = Checkpoint.open(bytes(self.note), key)
        check_inclusion(self.index, checkpoint.size, leaf_hash(self.entry), self.hashes, checkpoint.root)
        return checkpoint
