"""Plain text, in whatever it is encoded; and what the first bytes of a file say of it."""

from reporting.cleaning import seems
from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.sniff import FileType, sniff
from tests.fuzz import cleaner
from tests.fuzz.target import Target, unless


def seeds() -> list[bytes]:
    words = "Grüße\u200b, 漢字  \r\nمرحبا\n"
    return [words.encode(), words.encode("utf-16"), words.encode("utf-8-sig"), b"name,place\r\nRosa,here\r\n"]


def check(untrusted: bytes) -> bool:
    kind = unless(CleaningError, lambda: sniff(untrusted))
    assert kind is None or kind in set(FileType)
    seems(untrusted)
    return cleaner.check(untrusted)


WORDS = (
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\0",
    b"\x1b[",
    b"PK\x03\x04",
    b"%PDF-",
    b"RIFF",
    b"ftyp",
    b"ID3",
    b"OggS",
    b"<html",
    b"<svg",
    b"{\\rtf",
    "\u202e".encode(),
    "\u2028".encode(),
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
)
TARGET = Target("cleaner: text; what a file is", seeds, check, WORDS, largest=8192)
