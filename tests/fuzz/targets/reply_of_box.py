"""What the box answers, when the file in it has taken the box over."""

from reporting.cleaning.cleaned import Cleaned, CleaningError, Kind, TooLarge
from reporting.cleaning.sniff import FileType
from reporting.cleaning.wire import from_wire, to_wire
from tests.fuzz.target import Target, unless


def seeds() -> list[bytes]:
    return [to_wire(Cleaned("image/jpeg", b"\xff\xd8\xff", frozenset({Kind.PLACE})))]


def check(untrusted: bytes) -> bool:
    cleaned = unless(CleaningError, lambda: from_wire(untrusted))
    if cleaned is None:
        return False
    assert cleaned.media_type in set(FileType) and cleaned.data
    assert from_wire(to_wire(cleaned)) == cleaned
    return True


REFUSED = to_wire(TooLarge("This is too large. Send a part."))
WORDS = (
    REFUSED,
    b'"media_type":',
    b'"removed":',
    b'"refusal":',
    b'"message":',
    b"[[",
    b"{}",
    b"null",
    b"\\ud800",
    b"\n",
    b"NaN",
    b"[" * 900,
)
TARGET = Target("answers of the box", seeds, check, WORDS, largest=8192)
