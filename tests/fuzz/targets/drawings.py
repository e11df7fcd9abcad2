"""Drawings inside documents, EMF and WMF, and the gate behind them."""

import gzip
import struct

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.metafiles import Budget, clean, seems
from reporting.cleaning.metafiles import check as gate
from tests.cleaning.metafiles import drawings as made
from tests.fuzz.target import Target, unless


def seeds() -> list[bytes]:
    emf = made.emf(made.rectangle(), made.polyline(), made.text("Kept."), made.font())
    wmf = made.wmf(made.words(0x041B, struct.pack("<4h", 10, 10, 80, 40)))
    return [emf, wmf, gzip.compress(emf, mtime=0)]


def check(untrusted: bytes) -> bool:
    if not seems(untrusted):
        unless(CleaningError, lambda: clean(untrusted, Budget()))
        return False
    cleaned = unless(CleaningError, lambda: clean(untrusted, Budget()))
    if cleaned is None:
        return False
    unless(CleaningError, lambda: gate(cleaned.data, untrusted))
    again = clean(cleaned.data, Budget())
    assert again.media_type == cleaned.media_type
    assert again.data == cleaned.data, "what is clean stays as it is"
    return True


WORDS = (
    b" EMF",
    b"EMF+",
    b"GDIC",
    b"\xd7\xcd\xc6\x9a",
    b"\x01\0\x09\0",
    b"\x0e\0\0\0\x14\0\0\0",
    b"\x46\0\0\0",
    b"\xff\xff\xff\x7f",
    b"\0\0\0\x80",
    b"\0\0\0\0",
)
TARGET = Target("cleaner: drawings in documents", seeds, check, WORDS)
