"""What Rosa drew in a WMF stays, record by record; what her programs added goes."""

import gzip
import struct

import pytest

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile, TooLarge
from reporting.cleaning.metafiles import Budget, check, clean
from reporting.cleaning.metafiles.wmf_records import KEPT
from tests.cleaning.metafiles.drawings import CANARY, WIDE, dib, emf, rectangle, wmf, wmf_records, words

NUMBERS = bytes(range(1, 41))
SAID = CANARY.encode()
BITMAP = b"".join(dib())
BOX = words(0x041B, NUMBERS[:8])
REGION = struct.pack("<HHIHHH4h", 0, 6, 0, 34, 1, 2, 0, 0, 9, 9) + struct.pack("<HHHhhH", 2, 0, 9, 0, 9, 2)


def cleaned(drawing: bytes) -> Cleaned:
    """Through the gate as well."""
    new = clean(drawing, Budget())
    check(new.data, drawing)
    return new


SAMPLES: dict[int, bytes] = {
    **dict.fromkeys((0x001E, 0x0035), b""),
    **dict.fromkeys((0x0102, 0x0103, 0x0104, 0x0106, 0x0107, 0x0108, 0x0127, 0x012A, 0x012B, 0x012C), NUMBERS[:2]),
    **dict.fromkeys((0x012D, 0x012E, 0x0139, 0x0149, 0x01F0, 0x0234), NUMBERS[:2]),
    **dict.fromkeys((0x0201, 0x0209, 0x020A, 0x020B, 0x020C, 0x020D, 0x020E, 0x020F, 0x0211), NUMBERS[:4]),
    **dict.fromkeys((0x0213, 0x0214, 0x0220, 0x0228, 0x0231), NUMBERS[:4]),
    **dict.fromkeys((0x0410, 0x0412, 0x0415, 0x0416, 0x0418, 0x0419, 0x041B, 0x041F, 0x0429), NUMBERS[:8]),
    0x0548: NUMBERS[:10],
    **dict.fromkeys((0x061C, 0x061D), NUMBERS[:12]),
    **dict.fromkeys((0x0817, 0x081A, 0x0830), NUMBERS[:16]),
    **dict.fromkeys((0x0324, 0x0325), struct.pack("<H4h", 2, 1, 2, 3, 4)),
    0x0538: struct.pack("<HHH6h", 2, 1, 2, *range(6)),
    **dict.fromkeys((0x0037, 0x00F7, 0x0436), struct.pack("<HH", 0x300, 2) + NUMBERS[:8]),
    0x02FA: struct.pack("<HhhI", 0, 3, 0, 0xFF),
    0x02FB: struct.pack("<5h8B", -12, 0, 0, 0, 400, 0, 0, 0, 1, 0, 0, 0, 0) + b"Arial\0",
    0x02FC: struct.pack("<HIH", 2, 0xFF, 3),
    0x06FF: REGION,
    0x0521: struct.pack("<H", 5) + b"Words\0" + struct.pack("<hh", 7, 8),
    0x0A32: struct.pack("<hhHH4h", 1, 2, 5, 2, 0, 0, 9, 9) + b"Words\0" + struct.pack("<5h", *[7] * 5),
    0x0940: NUMBERS[:16] + BITMAP,
    0x0B41: NUMBERS[:20] + BITMAP,
    0x0922: NUMBERS[:8] + bytes(2) + NUMBERS[:8],
    0x0B23: NUMBERS[:12] + bytes(2) + NUMBERS[:8],
    0x0D33: struct.pack("<HH", 0, 2) + NUMBERS[:14] + BITMAP,
    0x0F43: NUMBERS[:4] + bytes(2) + NUMBERS[:16] + BITMAP,
    0x0142: struct.pack("<HH", 5, 0) + BITMAP,
}
FIXED_BY_LENGTH = {0x0922, 0x0B23}
"""Whether these have a bitmap is told by their length."""
GROWING = {0x02FB, 0x0A32}
"""Names and distances reach to the end of the record."""


def test_there_is_a_sample_of_every_record_that_may_stay() -> None:
    assert set(SAMPLES) == set(KEPT)


@pytest.mark.parametrize("function", sorted(SAMPLES))
@pytest.mark.parametrize("placed", [True, False])
def test_a_record_that_may_stay_stays_to_the_byte(function: int, placed: bool) -> None:
    one = words(function, SAMPLES[function])
    assert [whole for _, whole in wmf_records(cleaned(wmf(one, BOX, placed=placed)).data)] == [one, BOX]


@pytest.mark.parametrize("function", [0x0940, 0x0B41])
def test_a_block_without_a_bitmap_stays(function: int) -> None:
    one = words(function, SAMPLES[{0x0940: 0x0922, 0x0B41: 0x0B23}[function]])
    assert wmf_records(cleaned(wmf(one)).data) == [(function, one)]


@pytest.mark.parametrize("function", sorted(set(SAMPLES) - FIXED_BY_LENGTH - GROWING))
def test_what_a_record_holds_beyond_its_use_goes(function: int) -> None:
    new = cleaned(wmf(words(function, SAMPLES[function] + WIDE), BOX)).data
    assert WIDE not in new
    assert (function, words(function, SAMPLES[function])) in wmf_records(new)


def test_escapes_go_and_a_path_in_one_is_told() -> None:
    new = cleaned(wmf(words(0x0626, struct.pack("<HH", 15, len(SAID)) + SAID), BOX))
    assert SAID not in new.data
    assert new.removed == {Kind.OTHER}
    assert cleaned(wmf(words(0x0626, b"\x0f\0\x20\0/home/rosa/plan.wmf"), BOX)).removed == {Kind.PATH}


def test_bytes_behind_a_name_and_behind_the_end_go() -> None:
    dirty = words(0x02FB, SAMPLES[0x02FB] + SAID)
    new = cleaned(wmf(dirty, BOX, behind=SAID)).data
    assert SAID not in new
    assert b"Arial\0" in new


def test_the_odd_byte_behind_a_word_goes() -> None:
    dirty = struct.pack("<H", 5) + b"WordsR" + struct.pack("<hh", 7, 8)
    assert wmf_records(cleaned(wmf(words(0x0521, dirty))).data) == [(0x0521, words(0x0521, SAMPLES[0x0521]))]


def test_a_handle_in_the_header_goes() -> None:
    dirty = bytearray(wmf(BOX))
    dirty[4:6], dirty[16:20] = b"ro", b"sa47"
    assert cleaned(bytes(dirty)).data == wmf(BOX)


def test_what_was_packed_is_kept_unpacked_without_the_name_of_its_file() -> None:
    for drawing in (wmf(BOX), emf(rectangle())):
        packed = gzip.compress(drawing, mtime=1_700_000_000)
        named = packed[:3] + b"\x08" + packed[4:10] + SAID + b"\0" + packed[10:]
        assert cleaned(named).data == cleaned(drawing).data


def test_bombs_use_up_what_all_drawings_may_have() -> None:
    budget, bomb = Budget(), gzip.compress(bytes(33_000_000))
    for _ in range(2):
        with pytest.raises(MalformedFile):
            clean(bomb, budget)
    for drawing in (bomb, gzip.compress(wmf(BOX)), wmf(BOX)):
        with pytest.raises(TooLarge):
            clean(drawing, budget)


BROKEN = {
    "cut short": wmf(BOX)[:-4],
    "a record of no length": wmf(struct.pack("<IH", 2, 0x041B), BOX),
    "a record beyond the end": wmf(struct.pack("<IH", 1 << 30, 0x041B), BOX),
    "too short a record": wmf(words(0x041B, NUMBERS[:6])),
    "a record that nobody knows": wmf(words(0x062F, NUMBERS[:6]), BOX),
    "a bitmap of one device": wmf(words(0x0922, NUMBERS), BOX),
    "a pattern of one device": wmf(words(0x01F9, NUMBERS), BOX),
    "more points than there are": wmf(words(0x0324, b"\xff\xff"), BOX),
    "nothing that is drawn": wmf(words(0x0102, b"\1\0")),
    "packed, and not whole": gzip.compress(wmf(BOX))[:-9],
    "packed, and no drawing": gzip.compress(b"words"),
    "packed, and too large": gzip.compress(bytes(33_000_000)),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_damaged_drawing_is_refused(how: str) -> None:
    with pytest.raises(MalformedFile, match=r"document is damaged"):
        clean(BROKEN[how], Budget())
