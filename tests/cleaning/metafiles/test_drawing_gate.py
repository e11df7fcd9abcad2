"""The gate finds what a cleaner of drawings might have left: each thing put back is refused."""

import struct

import pytest

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.gates import check_drawing
from reporting.cleaning.metafiles import Budget, clean
from tests.cleaning.metafiles import emf_records, test_wmf
from tests.cleaning.metafiles.drawings import (
    CANARY,
    WIDE,
    comment,
    dib,
    emf,
    font,
    picture,
    record,
    records,
    rectangle,
    text,
    wmf,
    words,
)


def around(*parts: bytes) -> bytes:
    """A clean drawing with `parts` in it, whatever they are, and a header that counts them."""
    bare = clean(emf(record(38, emf_records.SAMPLES[38]), rectangle()), Budget()).data
    kept = [whole for _, whole in records(bare)]
    new = bytearray(bare[:108] + b"".join([*kept, *parts]) + bare[-20:])
    struct.pack_into("<II", new, 48, len(new), 4 + len(parts))
    return bytes(new)


def changed(drawing: bytes, at: int, new: bytes) -> bytes:
    return drawing[:at] + new + drawing[at + len(new) :]


@pytest.mark.parametrize("kind", sorted(emf_records.SAMPLES))
def test_every_record_passes_as_long_as_it_is_and_no_longer(kind: int) -> None:
    body = emf_records.SAMPLES[kind]
    check_drawing(around(record(kind, body)), b"")
    with pytest.raises(NotProvenClean):
        check_drawing(around(record(kind, body + b"rosa")), b"")


@pytest.mark.parametrize("function", sorted(test_wmf.SAMPLES))
def test_every_older_record_passes_as_long_as_it_is_and_no_longer(function: int) -> None:
    body = test_wmf.SAMPLES[function]
    check_drawing(wmf(words(function, body), test_wmf.BOX), b"")
    with pytest.raises(NotProvenClean):
        check_drawing(wmf(words(function, body + b"rosa"), test_wmf.BOX), b"")


BARE = around()
PUT_BACK = {
    "a comment": around(comment("any")),
    "a colour space": around(record(99, bytes(20))),
    "a profile": around(record(113, bytes(20))),
    "an escape": around(record(106, bytes(20))),
    "a record nobody knows": around(record(123, bytes(8))),
    "a full name of a font": around(font(more=b"r\0o\0s\0a\0")),
    "bytes behind the name of a font": around(font(behind=b"r\0o\0s\0a\0")),
    "bytes before a bitmap": around(picture(*dib(), gap=b"rosa")),
    "bytes beside pixels": around(picture(*dib(beside=b"ros"))),
    "a resolution": around(picture(*dib(inches=4711))),
    "a colour's fourth byte": around(picture(dib(1, colours=b"abcdefgh")[0], b"\xe0\0\0\0" * 2)),
    "bits beside pixels": around(picture(dib(1, colours=b"abc\0efg\0")[0], b"\xff\0\0\0" * 2)),
    "a hatch that is not seen": around(record(39, struct.pack("<III", 1, 0, 0) + b"rosa")),
    "a second width of a pen": around(record(38, emf_records.SAMPLES[38][:12] + b"rosa" + bytes(4))),
    "a box that is not seen": around(changed(text("A"), 56, b"rosa")),
    "words that lie elsewhere": around(changed(text("A"), 48, b"\x50")),
    "an adjustment of another length": around(record(23, b"ro" + emf_records.SAMPLES[23][2:])),
    "a scale that is no number": around(changed(text("A"), 28, b"ros\x7f")),
    "a scale without end": around(changed(text("A"), 32, b"\0\0\x80\xff")),
    "a title": changed(BARE, 60, b"\4\0\0\0\x6c\0\0\0"),
    "a kind of pixels": changed(BARE, 88, b"\x28\0\0\0\x6c\0\0\0"),
    "a palette": changed(BARE, 68, b"\1"),
    "somebody's screen": changed(BARE, 72, struct.pack("<4i", 1366, 768, 344, 193)),
    "bytes behind": BARE + b"rosa",
    "another length": changed(BARE, 48, b"\1\1\0\0"),
    "another count": changed(BARE, 52, b"\x09"),
    "other handles": changed(BARE, 56, b"\x09"),
    "colours at the end": BARE[:-20] + record(14, struct.pack("<II4sI", 1, 16, b"rosa", 24)),
    "an escape in an older one": wmf(words(0x0626, bytes(8)), test_wmf.BOX),
    "bytes behind an older one": wmf(test_wmf.BOX, behind=b"rosa"),
    "a handle in an older one": changed(wmf(test_wmf.BOX), 4, b"ro"),
    "another length of an older one": changed(wmf(test_wmf.BOX), 28, b"\xff"),
    "another longest part": changed(wmf(test_wmf.BOX), 34, b"\xff"),
    "bytes behind a name in an older one": wmf(words(0x02FB, bytes(18) + b"Arial\0rosa"), test_wmf.BOX),
    "a byte behind words in an older one": wmf(words(0x0521, b"\1\0AR" + bytes(4))),
    "no drawing at all": b"words",
    "nothing": b"",
}


def test_what_was_cleaned_passes() -> None:
    check_drawing(BARE, b"")
    check_drawing(wmf(test_wmf.BOX), b"")


@pytest.mark.parametrize("what", PUT_BACK)
def test_what_was_put_back_is_refused(what: str) -> None:
    with pytest.raises(NotProvenClean):
        check_drawing(PUT_BACK[what], b"")


LOOKED_FOR = [
    one
    for one, old in emf_records.BESIDE.items()
    if WIDE in old and one not in ("bytes before a bitmap", "colours behind the end")
]


@pytest.mark.parametrize("where", LOOKED_FOR)
def test_words_from_beside_an_old_drawing_are_refused_in_a_number_of_the_new(where: str) -> None:
    hidden = around(record(36, CANARY.encode() + bytes(12)))
    check_drawing(hidden, emf(rectangle()))
    with pytest.raises(NotProvenClean, match="beside"):
        check_drawing(hidden, emf_records.BESIDE[where])


def test_words_of_an_escape_are_refused_in_a_number_of_the_new() -> None:
    hidden = wmf(words(0x0817, CANARY.encode()), test_wmf.BOX)
    check_drawing(hidden, wmf(test_wmf.BOX))
    with pytest.raises(NotProvenClean, match="beside"):
        check_drawing(hidden, wmf(words(0x0626, b"\x0f\0\x10\0" + CANARY.encode()), test_wmf.BOX))


def test_words_that_a_comment_repeats_may_be_seen() -> None:
    old = emf(comment("Words that Rosa wrote"), font(), text("Words that Rosa wrote"))
    check_drawing(clean(old, Budget()).data, old)
