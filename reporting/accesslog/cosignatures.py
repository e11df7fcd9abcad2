"""Cosignatures: a witness says when it saw a checkpoint, and that it continues all it saw before.

    >>> line = cosign(note.text, "olu.example/witness", olu, at)
    >>> cosigned_at(Note(note.text, (*note.signatures, line)), WitnessKey.of("olu.example/witness", olu.verify_key))

c2sp.org/tlog-cosignature, Ed25519 (cosignature/v1): eight bytes of POSIX time, then a signature over two lines and the
whole text of the note. Whoever signs must have checked the consistency; nothing here does.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.signednote import Note, Signature, Signer, VerifierKey

_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
_LATEST = int(datetime(9999, 12, 31, tzinfo=UTC).timestamp())


class NotCosigned(CheckpointError):
    """A witness has not cosigned this checkpoint."""


@dataclass(frozen=True, slots=True)
class WitnessKey(VerifierKey):
    """The public half of a witness's key; its signatures carry a time."""

    kind: ClassVar[bytes] = b"\x04"

    def verify(self, message: bytes, untrusted_signature: bytes) -> bool:
        """Whether this witness cosigned exactly this text at the time that the signature says."""
        time, signature = untrusted_signature[:_TIME_BYTES], untrusted_signature[_TIME_BYTES:]
        seconds = int.from_bytes(time)
        if len(signature) != _SIGNATURE_BYTES or seconds > _LATEST:
            return False
        # Not super(): a dataclass with slots is made twice, and super() would find the first one.
        return VerifierKey.verify(self, _message(seconds, message.decode()), signature)


def cosign(text: str, name: str, signer: Signer, at: datetime) -> Signature:
    """A witness's signature line under a checkpoint's text; raises MalformedCheckpoint, EmptyLog, MalformedKey."""
    Checkpoint.parse(text)
    key, seconds = WitnessKey.of(name, signer.verify_key), int(at.timestamp())
    return Signature(name, key.key_id, seconds.to_bytes(_TIME_BYTES) + signer.sign(_message(seconds, text)))


def cosigned_at(note: Note, witness: WitnessKey) -> datetime:
    """When this witness last cosigned, in UTC; raises NotCosigned, WrongSignature."""
    return time_of(latest(note, witness))


def latest(note: Note, witness: WitnessKey) -> Signature:
    """This witness's line with the latest time; raises NotCosigned, and WrongSignature when any line is not theirs."""
    own = [line for line in note.signatures if is_by(line, witness)]
    if not own:
        raise NotCosigned(f"expected a cosignature of {witness.name}, got none")
    note.verify([witness])
    return max(own, key=time_of)


def is_by(line: Signature, witness: WitnessKey) -> bool:
    """Whether a line says that it is this witness's; nothing is verified."""
    return (line.name, line.key_id) == (witness.name, witness.key_id)


def is_cosignature(line: Signature) -> bool:
    """Whether a line has the form of a cosignature, and a time that there is; nothing is verified."""
    return len(line.raw) == _TIME_BYTES + _SIGNATURE_BYTES and int.from_bytes(line.raw[:_TIME_BYTES]) <= _LATEST


def time_of(verified_line: Signature) -> datetime:
    """When a witness's line was made, in UTC. A line that was not verified may hold a time that is none."""
    return datetime.fromtimestamp(int.from_bytes(verified_line.raw[:_TIME_BYTES]), UTC)


def _message(seconds: int, text: str) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
