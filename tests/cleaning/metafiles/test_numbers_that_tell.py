"""Numbers of a drawing that nobody sees, or that tell of Rosa's screen, go; the gate finds each that was left."""

import io
import struct
import tracemalloc
from collections.abc import Callable, Mapping

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Cleaned, MalformedFile, NotProvenClean, TooLarge
from reporting.cleaning.gates import check_drawing
from reporting.cleaning.metafiles import Budget, check, clean
from tests.cleaning.metafiles.drawings import (
    BOUNDS,
    BOX,
    SCREEN,
    dib,
    emf,
    font,
    picture,
    record,
    records,
    rectangle,
    text,
    wmf,
    wmf_records,
    words,
)
from tests.cleaning.metafiles.test_drawing_gate import around

SAID = b"rosa"
DOTS, MILLIMETRES = SCREEN[:2], SCREEN[2:]
SCALES = struct.pack("<2f", *(100 * mm / dots for dots, mm in zip(DOTS, MILLIMETRES, strict=True)))
"""How many hundredths of a millimetre a dot of her screen is wide and high, as GDI writes it beside each text."""
SMALL = record(108, struct.pack("<iiII", 1, 2, 2, 0x300) + struct.pack("<Iff", 1, 1.0, 1.0) + b"ab\0\0")


def cleaned(drawing: bytes) -> Cleaned:
    """Through the gate as well."""
    new = clean(drawing, Budget())
    check(new.data, drawing)
    return new


def one(drawing: bytes) -> bytes:
    """The only record of a drawing, or the first."""
    return records(drawing)[0][1]


def bitmap(stretched: bytes) -> tuple[bytes, bytes]:
    """Header with colours, and pixels."""
    header_at, header, pixels_at, pixels = struct.unpack_from("<4I", stretched, 48)
    return stretched[header_at : header_at + header], stretched[pixels_at : pixels_at + pixels]


def scaled(written: bytes, mode: int = 1, scales: bytes = SCALES) -> bytes:
    return written[:24] + struct.pack("<I", mode) + scales + written[36:]


@pytest.mark.parametrize("written", [text("A"), SMALL])
def test_the_scale_beside_a_text_is_that_of_the_usual_screen(written: bytes) -> None:
    new = one(cleaned(emf(scaled(written), rectangle())).data)
    assert SCALES[:4] not in new
    assert struct.unpack_from("<Iff", new, 24) == (1, pytest.approx(26.5), pytest.approx(26.5))


def test_a_scale_that_the_mode_does_not_use_goes() -> None:
    assert one(cleaned(emf(scaled(text("A"), mode=2))).data) == scaled(text("A"), mode=2, scales=bytes(8))
    assert one(cleaned(emf(scaled(text("A"), mode=0x61736F72))).data) == scaled(text("A"), mode=2, scales=bytes(8))


@pytest.mark.parametrize("usual", [0.0, 1.0])
def test_a_scale_that_every_drawing_has_stays(usual: float) -> None:
    written = scaled(text("A"), scales=struct.pack("<2f", usual, usual))
    assert one(cleaned(emf(written)).data) == written


def test_a_scale_that_is_no_number_goes_and_one_beyond_all_numbers_is_refused() -> None:
    odd = struct.pack("<II", 0x7FE05741, 0xFF800000)
    assert one(cleaned(emf(scaled(text("A"), scales=odd))).data) == scaled(text("A"), scales=bytes(8))
    fine = emf(scaled(text("A"), scales=struct.pack("<2f", 3.4e38, 1)), screen=(3400, 3400, 254, 254))
    with pytest.raises(MalformedFile):
        clean(fine, Budget())


def test_a_drawing_in_millimetres_keeps_the_scale_of_its_texts() -> None:
    measured = record(17, struct.pack("<I", 3))
    assert records(cleaned(emf(measured, scaled(text("A")))).data)[1][1] == scaled(text("A"))


def test_the_gate_refuses_the_scale_of_a_screen() -> None:
    check_drawing(around(scaled(text("A"), scales=struct.pack("<2f", 26.5, 1.0))), b"")
    for told in (scaled(text("A")), scaled(SMALL), scaled(text("A"), mode=2), scaled(text("A"), 3, bytes(8))):
        with pytest.raises(NotProvenClean):
            check_drawing(around(told), b"")


def indexed(bits: int, colours: bytes, row: bytes, each: int = 4) -> tuple[bytes, bytes]:
    """Three by two; the old short header where a colour has three bytes."""
    if each == 3:
        return struct.pack("<IHHHH", 12, 3, 2, 1, bits) + colours, row * 2
    return dib(bits, colours=colours)[0], row * 2


ROWS = {1: b"\xe0\0\0\0", 4: b"\x01\x10\0\0", 8: b"\x01\0\x01\0"}
"""Three pixels each; those of one bit ask for the second colour alone, the others for both."""


@pytest.mark.parametrize("bits", ROWS)
@pytest.mark.parametrize("each", [3, 4])
def test_colours_of_a_bitmap_that_no_pixel_uses_go(bits: int, each: int) -> None:
    """Programs save a whole table, filled with what was in memory."""
    asked = [b"\x11\x22\x33\0"[:each], b"\x44\x55\x66\0"[:each]]
    rest = (1 << bits) - 2
    dirty, plain = (
        picture(*indexed(bits, b"".join([*asked, *[unused[:each]] * rest]), ROWS[bits], each))
        for unused in (b"ros\0", bytes(4))
    )
    assert bitmap(one(cleaned(emf(dirty)).data)) == bitmap(plain)
    if rest:
        with pytest.raises(NotProvenClean, match="colours"):
            check_drawing(around(dirty), b"")


def test_indices_into_a_palette_that_no_pixel_uses_go() -> None:
    header, pixels = indexed(4, b"", b"\x01\x10\0\0")
    header = header[:32] + struct.pack("<II", 4, 0) + struct.pack("<4H", 7, 8, 0x6F72, 0x6173)
    dirty = bytearray(picture(header, pixels))
    dirty[64] = 1
    new = one(cleaned(emf(bytes(dirty))).data)
    assert new[80 + 40 : 80 + 48] == struct.pack("<4H", 7, 8, 0, 0)


def photo(kind: str, bits: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(out, kind)
    data = out.getvalue()
    header = struct.pack("<IiiHHIIiiII", 40, 3, 2, 1, bits, {"JPEG": 4, "PNG": 5}[kind], len(data), 0, 0, 0, 0)
    return picture(header, data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_bits_of_a_photo_are_in_the_photo_and_no_number_beside_it(kind: str) -> None:
    new = one(cleaned(emf(photo(kind, 0x6F72))).data)
    assert new[80 + 14 : 80 + 16] == bytes(2)
    with pytest.raises(NotProvenClean):
        check_drawing(around(new[:94] + b"ro" + new[96:]), b"")


def drawn_with_the_brush(kind: int, said: bytes) -> bytes:
    """A block without a bitmap, with `said` in the places that then mean nothing."""
    source = (said * 10)[:40]
    more = (said * 2)[:8] if kind != 76 else b""
    return record(kind, BOUNDS + BOX + struct.pack("<I", 0xF00021) + source + bytes(16) + more)


@pytest.mark.parametrize("kind", [76, 77, 114, 116])
def test_where_a_bitmap_would_come_from_goes_if_there_is_none(kind: int) -> None:
    new = one(cleaned(emf(drawn_with_the_brush(kind, SAID), rectangle())).data)
    assert SAID not in new
    assert struct.unpack_from("<6f", new, 52) == (1, 0, 0, 1, 0, 0)
    with pytest.raises(NotProvenClean):
        check_drawing(around(drawn_with_the_brush(kind, SAID)), b"")


def blended(pixels: bytes, *, each: int) -> bytes:
    """EMR_ALPHABLEND of three by two; `each` says whether each pixel has a transparency of its own."""
    header, _ = dib(32)
    numbers = BOX + bytes((0, 0, 255, each)) + bytes(8) + struct.pack("<6f", 1, 0, 0, 1, 0, 0) + bytes(8)
    places = struct.pack("<4I", 108, 40, 148, len(pixels))
    return record(114, BOUNDS + numbers + places + struct.pack("<ii", 3, 2) + header + pixels)


def test_colours_below_full_transparency_go() -> None:
    pixels = b"ros\0" + b"\x01\x02\x03\x80" + b"ros\0" * 3 + b"\x09\x09\x09\xff"
    new = one(cleaned(emf(blended(pixels, each=1))).data)
    assert new[148:] == bytes(4) + b"\x01\x02\x03\x80" + bytes(12) + b"\x09\x09\x09\xff"
    with pytest.raises(NotProvenClean):
        check_drawing(around(blended(pixels, each=1)), b"")


UNSEEN: Mapping[str, Callable[[], bytes]] = {
    "the fourth byte of a pixel": lambda: picture(dib(32)[0], b"abcrabcoabcsabcaabcrabco"),
    "the fourth byte of a pixel that is blended as a whole": lambda: blended(b"abcrabcoabcsabcaabcrabco", each=0),
    "the sixteenth bit of a pixel": lambda: picture(dib(16)[0], b"\1\x80\2\0\3\x80\0\0" * 2),
}


@pytest.mark.parametrize("what", UNSEEN)
def test_what_the_cleaner_takes_out_of_pixels_the_gate_looks_for(what: str) -> None:
    dirty = UNSEEN[what]()
    assert one(cleaned(emf(dirty)).data) != dirty
    with pytest.raises(NotProvenClean, match="pixel"):
        check_drawing(around(dirty), b"")


PEN = words(0x02FA, struct.pack("<HhhI", 0, 3, 0, 0xFF))
RECTANGLE = words(0x041B, struct.pack("<4h", 1, 2, 3, 4))


def counted(drawing: bytes, objects: int) -> bytes:
    return drawing[:32] + struct.pack("<H", objects) + drawing[34:]


@pytest.mark.parametrize(("said", "stays"), [(0x6F72, 2), (2, 2), (1, 1)])
def test_a_drawing_says_no_more_objects_than_it_makes(said: int, stays: int) -> None:
    drawing = wmf(PEN, PEN, RECTANGLE)
    new = cleaned(counted(drawing, said)).data
    assert new == counted(drawing, stays)
    assert len(wmf_records(new)) == 3
    with pytest.raises(NotProvenClean):
        check_drawing(counted(drawing, 3), b"")


def test_a_second_drawing_costs_what_it_takes_to_walk_through() -> None:
    steps = b"EMF+" + struct.pack("<HHII", 0x4001, 1, 12, 0) * 40_000
    with pytest.raises(TooLarge):
        clean(emf(record(70, struct.pack("<I", len(steps)) + steps), rectangle()), Budget(records=5_000))


@pytest.mark.parametrize("costly", [text("A"), font(), SMALL, picture(*dib())])
def test_texts_and_bitmaps_count_for_more_than_a_line(costly: bytes) -> None:
    clean(emf(*[rectangle()] * 20), Budget(records=50))
    with pytest.raises(TooLarge):
        clean(emf(rectangle(), *[costly] * 20), Budget(records=50))


LINES = record(8, BOUNDS + struct.pack("<II", 200_000, 0) + b"rosa" * 200_000)
"""Many lines of many points each, of which there are none."""


@pytest.mark.parametrize(
    ("look", "refusal"),
    [
        (lambda: clean(emf(LINES, rectangle()), Budget()), MalformedFile),
        (lambda: check_drawing(around(LINES), b""), NotProvenClean),
    ],
)
def test_counts_of_points_are_not_all_in_memory_at_once(look: Callable[[], object], refusal: type[Exception]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(refusal):
            look()
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 6 * len(LINES)
