"""How a file goes into the box and comes out of it.

In: one byte, how it is to be cleaned, then the file. Out: one line of JSON, then the cleaned file, or the reason why
there is none.

    {"media_type": "image/jpeg", "removed": ["PLACE"]}\\n\\xff\\xd8\\xff…
    {"refusal": "TooLarge", "message": "This picture has more than …"}\\n

The process at the other end may have been taken over by the file: what it says is read with suspicion.
"""

import json
import re
from collections.abc import Sequence

from reporting.cleaning import cleaned as reasons
from reporting.cleaning.cleaned import Cleaned, CleaningError, Kind
from reporting.cleaning.sniff import FileType

MAX_CLEANED = 64 * 1024 * 1024
"""Bytes: a cleaned file may be larger than what came in, but not without end."""
_MAX_LINE = 4096
MAX_REPLY = MAX_CLEANED + _MAX_LINE
_REASONS = {
    reason.__name__: reason
    for reason in (
        reasons.Unsupported,
        reasons.MalformedFile,
        reasons.Encrypted,
        reasons.TooLarge,
        reasons.NotProvenClean,
    )
}
_SENTENCE = re.compile(r"[^\x00-\x1f\x7f<>]{1,400}")


class Garbled(CleaningError):
    """What came out of the box is no answer."""


CLEAN, FLATTEN = b"c", b"f"


def question(untrusted: bytes, *, flatten: bool) -> Sequence[bytes]:
    """What goes in, in two pieces: a file is not copied for one byte."""
    return FLATTEN if flatten else CLEAN, untrusted


def to_wire(answer: Cleaned | CleaningError) -> bytes:
    """The answer as bytes."""
    if isinstance(answer, Cleaned):
        line = {"media_type": answer.media_type, "removed": sorted(kind.name for kind in answer.removed)}
        return json.dumps(line).encode() + b"\n" + answer.data
    name = next((one.__name__ for one in type(answer).__mro__ if one.__name__ in _REASONS), "MalformedFile")
    return json.dumps({"refusal": name, "message": str(answer)}).encode() + b"\n"


def from_wire(untrusted: bytes) -> Cleaned:
    """The cleaned file; raises the reason why there is none, or Garbled."""
    line, newline, _ = untrusted[:_MAX_LINE].partition(b"\n")
    try:
        told = json.loads(line) if newline else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Garbled
    if "refusal" in told:
        raise _refusal(told.get("refusal"), told.get("message"))
    return _cleaned(told.get("media_type"), told.get("removed"), untrusted[len(line) + 1 :])


def _refusal(name: object, message: object) -> CleaningError:
    reason = _REASONS.get(name) if isinstance(name, str) else None
    if reason is None or not isinstance(message, str) or not _SENTENCE.fullmatch(message):
        return Garbled()
    return reason(message)


def _cleaned(media_type: object, removed: object, data: bytes) -> Cleaned:
    if media_type not in tuple(FileType) or not isinstance(removed, list) or not data:
        raise Garbled
    kinds = frozenset(kind for name, kind in Kind.__members__.items() if name in removed)
    return Cleaned(FileType(str(media_type)).value, data, kinds)
