"""Entries of the access log, and what an auditor is told of them."""

from reporting.accesslog import Tag
from reporting.accesslog.declared import Declared
from reporting.accesslog.entries import Facts, MalformedEntry
from tests.fuzz.target import Target, unless


def seeds() -> list[bytes]:
    return [
        Facts(Tag.REPORT_OPEN, "2026-11-23T14:05Z", person="k7f2", case="7QK4-M2XR").to_bytes(),
        Facts(Tag.REPORT_ERASE, "2026-11-23T14:05Z", commitment="a" * 64, hash="b" * 64).to_bytes(),
        Facts(Tag.RESTORE_DECLARE, "2026-11-23", count=7).to_bytes(),
        Facts(Tag.FILLER, "2026-11-23").to_bytes(),
    ]


def check(untrusted: bytes) -> bool:
    facts = unless(MalformedEntry, lambda: Facts.parse(untrusted))
    declared = Declared()
    declared.look(0, [untrusted])
    assert declared.told()
    assert declared.unreadable == ([0] if facts is None else [])
    if facts is None:
        return False
    assert facts.to_bytes() == untrusted
    return True


WORDS = (
    b'"at":',
    b'"tag":',
    b'"person":',
    b'"count":',
    b"null",
    b"true",
    b"1e400",
    b"NaN",
    b"-0",
    b'"\\ud800"',
    b"{",
    b"[",
    b'{"tag":{}}',
    b"filler",
    *(tag.encode() for tag in Tag),
)
TARGET = Target("entries of the access log", seeds, check, WORDS, largest=4096)
