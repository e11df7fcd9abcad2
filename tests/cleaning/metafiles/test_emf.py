"""What Rosa drew in an EMF stays, record by record; what her programs added goes."""

import io
import struct

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile, TooLarge
from reporting.cleaning.metafiles import Budget, check, clean
from reporting.cleaning.metafiles.emf import KEPT
from tests.cleaning.metafiles.drawings import (
    BOUNDS,
    BOX,
    CANARY,
    WIDE,
    comment,
    dib,
    emf,
    emf_plus,
    font,
    picture,
    polyline,
    record,
    records,
    rectangle,
    text,
)

ONE = struct.pack("<I", 1)
PIXELS = dib()
BOXES = struct.pack("<4I", 32, 1, 1, 16) + BOX + BOX
PLACES = struct.pack("<4I", 0, 0, 0, 0)
HANDLE = ONE
NUMBERS = bytes(range(1, 41))


def cleaned(drawing: bytes) -> Cleaned:
    """Through the gate as well."""
    new = clean(drawing, Budget())
    check(new.data, drawing)
    return new


def _with_bitmap(start: bytes, more: bytes) -> bytes:
    """A record's numbers up to the places of a bitmap, the places, more numbers, and the bitmap."""
    at = 8 + len(start) + 16 + len(more)
    header, pixels = PIXELS
    places = struct.pack("<4I", at, len(header), at + len(header), len(pixels))
    return start + places + more + header + pixels


SAMPLES: dict[int, bytes] = {
    **dict.fromkeys((28, 33, 52, 59, 60, 61, 65, 66, 68), b""),
    **dict.fromkeys((16, 17, 18, 19, 20, 21, 22, 24, 25, 34, 57, 58, 67, 115), ONE),
    **dict.fromkeys((37, 40, 48), HANDLE),
    **dict.fromkeys((9, 10, 11, 12, 13, 26, 27, 51, 54, 120), NUMBERS[:8]),
    15: NUMBERS[:12],
    **dict.fromkeys((29, 30, 31, 32, 42, 43, 53, 62, 63, 64), BOX),
    41: NUMBERS[:20],
    35: NUMBERS[:24],
    44: NUMBERS[:24],
    36: NUMBERS[:28],
    **dict.fromkeys((45, 46, 47, 55), NUMBERS[:32]),
    **dict.fromkeys((2, 3, 4, 5, 6), BOUNDS + struct.pack("<I4i", 2, 1, 2, 3, 4)),
    **dict.fromkeys((85, 86, 87, 88, 89), BOUNDS + struct.pack("<I4h", 2, 1, 2, 3, 4)),
    **dict.fromkeys((7, 8), BOUNDS + struct.pack("<IIII6i", 2, 3, 1, 2, *range(6))),
    **dict.fromkeys((90, 91), BOUNDS + struct.pack("<IIII6h", 2, 3, 1, 2, *range(6))),
    56: BOUNDS + struct.pack("<I8i4B", 4, *range(8), 6, 2, 2, 3),
    92: BOUNDS + struct.pack("<I8h4B", 4, *range(8), 6, 2, 2, 3),
    23: struct.pack("<12H", 24, *range(11)),
    38: struct.pack("<IIiiI", 1, 0, 3, 0, 0xFF),
    39: struct.pack("<IIII", 1, 2, 0xFF, 3),
    49: struct.pack("<IHH", 1, 0x300, 2) + NUMBERS[:8],
    50: struct.pack("<III", 1, 0, 2) + NUMBERS[:8],
    71: BOUNDS + struct.pack("<II", 48, 1) + BOXES,
    72: BOUNDS + struct.pack("<IIii", 48, 1, 2, 2) + BOXES,
    73: BOUNDS + struct.pack("<I", 48) + BOXES,
    74: BOUNDS + struct.pack("<I", 48) + BOXES,
    75: struct.pack("<II", 48, 5) + BOXES,
    76: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), b""),
    77: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    78: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8] + bytes(20)),
    79: _with_bitmap(BOUNDS + BOX + NUMBERS[:24] + NUMBERS[:24] + bytes(4) + bytes(4), NUMBERS[:8] + bytes(20)),
    80: _with_bitmap(BOUNDS + NUMBERS[:24], struct.pack("<III", 0, 0, 2)),
    81: picture(*PIXELS)[8:],
    93: _with_bitmap(HANDLE + bytes(4), b""),
    94: _with_bitmap(HANDLE + bytes(4), b""),
    95: HANDLE + PLACES + struct.pack("<IIIIIIII", 0x10007, 1, 0, 0xFF, 0, 2, 8, 4),
    114: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    116: _with_bitmap(BOUNDS + BOX + NUMBERS[:36] + bytes(4) + bytes(4), NUMBERS[:8]),
    118: BOUNDS + struct.pack("<III", 2, 1, 0) + NUMBERS[:32] + NUMBERS[:8],
    82: font()[8:],
    84: text("Words")[8:],
    83: text("Words")[8:72] + struct.pack("<I", 84) + b"Words\0\0\0" + NUMBERS[:20],
    108: struct.pack("<iiIIIff", 1, 2, 5, 0x300, 1, 1.0, 1.0) + b"Words\0\0\0",
}
_TWO = struct.pack("<iiIII", 5, 5, 2, 80, 0) + struct.pack("<4i", 0, 0, -1, -1) + struct.pack("<I", 84)
SAMPLES[97] = BOUNDS + struct.pack("<IffI", 1, 1.0, 1.0, 1) + _TWO + "ab".encode("utf-16-le") + NUMBERS[:8]
SAMPLES[96] = BOUNDS + struct.pack("<IffI", 1, 1.0, 1.0, 1) + _TWO + b"ab\0\0" + NUMBERS[:8]


def test_there_is_a_sample_of_every_record_that_may_stay() -> None:
    assert set(SAMPLES) == set(KEPT)


@pytest.mark.parametrize("kind", sorted(SAMPLES))
def test_a_record_that_may_stay_stays_to_the_byte(kind: int) -> None:
    pen = record(38, struct.pack("<IIiiI", 1, 0, 3, 0, 0))
    one = record(kind, SAMPLES[kind])
    assert [whole for _, whole in records(cleaned(emf(pen, one, rectangle())).data)] == [pen, one, rectangle()]


@pytest.mark.parametrize("kind", sorted(set(SAMPLES) - {82}))
def test_what_a_record_holds_beyond_its_use_goes(kind: int) -> None:
    pen = record(38, struct.pack("<IIiiI", 1, 0, 3, 0, 0))
    new = cleaned(emf(pen, record(kind, SAMPLES[kind] + WIDE), rectangle()))
    assert WIDE not in new.data
    assert (kind, record(kind, SAMPLES[kind])) in records(new.data)


PROFILE = struct.pack("<III", 0, len(WIDE), 0) + WIDE
BESIDE = {
    "a title": emf(rectangle(), title=CANARY),
    "a comment": emf(comment(CANARY), rectangle()),
    "a private comment": emf(comment(CANARY, b"GDIC\x02\0\0\0"), rectangle()),
    "a second drawing": emf(comment(CANARY, b"EMF+\x01\x40\x01\x00"), rectangle()),
    "colours behind the end": emf(rectangle(), palette=WIDE),
    "bytes behind the drawing": emf(rectangle(), behind=WIDE),
    "a colour space": emf(record(99, ONE + WIDE), rectangle()),
    "a wide colour space": emf(record(122, ONE + WIDE), rectangle()),
    "a profile": emf(record(112, PROFILE), rectangle()),
    "a wide profile": emf(record(113, PROFILE), rectangle()),
    "a kind of pixels": emf(record(104, WIDE), rectangle()),
    "words to a driver": emf(record(105, ONE + WIDE), rectangle()),
    "more words to a driver": emf(record(106, ONE + WIDE), rectangle()),
    "words to a named driver": emf(record(110, ONE + WIDE), rectangle()),
    "the full name of a font": emf(font(more=WIDE), text("A")),
    "bytes behind the name of a font": emf(font(behind=WIDE), text("A")),
    "bytes before a bitmap": emf(picture(*PIXELS, gap=WIDE)),
    "the hatch of a plain brush": emf(record(39, struct.pack("<III", 1, 0, 0xFF) + b"rosa"), rectangle()),
}


@pytest.mark.parametrize("where", BESIDE)
def test_what_stands_beside_the_drawing_goes(where: str) -> None:
    new = cleaned(BESIDE[where]).data
    assert WIDE not in new
    assert b"rosa" not in new


def test_what_was_beside_is_told() -> None:
    assert cleaned(emf(rectangle(), title="Inkscape 1.2\0plan.svg\0")).removed == {Kind.SOFTWARE, Kind.TITLE}
    assert cleaned(emf(comment("C:\\Users\\rosa\\icon.dll"), rectangle())).removed == {Kind.PATH}
    assert cleaned(emf(rectangle())).removed == frozenset()


def test_words_in_the_drawing_and_names_of_fonts_stay() -> None:
    new = cleaned(emf(font("Garamond", more=WIDE), text("Words that Rosa wrote"))).data
    assert "Words that Rosa wrote".encode("utf-16-le") in new
    assert "Garamond".encode("utf-16-le") in new


def test_the_header_counts_what_is_there_now() -> None:
    new = cleaned(emf(comment(CANARY), font(), text("A"), comment(CANARY), title=CANARY)).data
    assert struct.unpack_from("<IIH", new, 48) == (len(new), 4, 2)


def test_the_screen_becomes_one_of_many_and_the_frame_is_as_many_dots_wide() -> None:
    old = emf(rectangle())
    new = cleaned(old).data
    assert struct.unpack_from("<4i", new, 72) == (960, 960, 254, 254)
    for edge in (32, 36):
        dots = [
            struct.unpack_from("<i", one, edge)[0] * struct.unpack_from("<i", one, 72 + edge - 32)[0]
            / struct.unpack_from("<i", one, 80 + edge - 32)[0] / 100
            for one in (old, new)
        ]  # fmt: skip
        assert dots[0] == pytest.approx(dots[1], abs=0.05)


def test_a_drawing_in_millimetres_keeps_its_screen() -> None:
    new = cleaned(emf(record(17, struct.pack("<I", 3)), rectangle())).data
    assert struct.unpack_from("<4i", new, 72) == (1366, 768, 344, 193)


def test_a_drawing_that_is_only_in_its_comments_is_refused() -> None:
    only = emf(emf_plus(0x4001, 0), emf_plus(0x400A), rectangle())
    with pytest.raises(MalformedFile):
        clean(only, Budget())
    with pytest.raises(MalformedFile):
        clean(emf(comment("a whole picture", b"GDIC\x04\0\0\x40")), Budget())
    assert cleaned(emf(emf_plus(0x4001, 1), emf_plus(0x400A), rectangle())).data


@pytest.mark.parametrize("kind", [102, 103, 107, 117, 123, 0x4001, 0])
def test_a_record_that_may_be_drawn_and_is_not_known_is_refused(kind: int) -> None:
    with pytest.raises(MalformedFile):
        clean(emf(record(kind, bytes(8)), rectangle()), Budget())


def test_a_choice_of_an_object_that_went_goes_as_well() -> None:
    new = cleaned(emf(record(99, struct.pack("<I", 7) + WIDE), record(37, struct.pack("<I", 7)), rectangle())).data
    assert [kind for kind, _ in records(new)] == [43]


def test_bits_beside_the_pixels_and_the_resolution_go() -> None:
    dirty = emf(picture(*dib(beside=b"ros", inches=4711)))
    assert records(cleaned(dirty).data)[0][1] == picture(*dib())


def test_the_unseen_byte_of_a_colour_and_of_a_pixel_goes() -> None:
    grey = b"\x10\x20\x30\x47\x40\x50\x60\x11"
    header, _ = dib(1, colours=grey)
    new = records(cleaned(emf(picture(header, b"\xff\xff\xff\xff" * 2))).data)[0][1]
    assert new[120:128] == b"\x10\x20\x30\0\x40\x50\x60\0"
    assert new[128:] == b"\xe0\0\0\0" * 2
    header, _ = dib(32)
    new = records(cleaned(emf(picture(header, b"".join(b"abc" + bytes([one]) for one in range(6))))).data)[0][1]
    assert new[120:] == b"abc\xff" * 6


@pytest.mark.parametrize("length", [52, 108, 124])
def test_a_longer_header_with_a_profile_becomes_a_plain_one(length: int) -> None:
    header, pixels = dib()
    longer = struct.pack("<I", length) + header[4:] + (b"rosa" * 40)[: length - 40]
    assert records(cleaned(emf(picture(longer, pixels))).data)[0][1] == picture(header, pixels)


def test_a_photo_in_the_place_of_pixels_is_cleaned_as_a_photo() -> None:
    exif = Image.Exif()
    exif[0x013B] = CANARY
    out = io.BytesIO()
    Image.new("RGB", (3, 2), "teal").save(out, "JPEG", exif=exif)
    photo = out.getvalue()
    header = struct.pack("<IiiHHIIiiII", 40, 3, 2, 1, 0, 4, len(photo), 0, 0, 0, 0)
    new = cleaned(emf(picture(header, photo))).data
    assert CANARY.encode() not in new
    at = new.index(b"\xff\xd8\xff")
    with Image.open(io.BytesIO(new[at:])) as seen:
        assert seen.size == (3, 2)


BROKEN = {
    "cut short": emf(rectangle())[:-30],
    "no end": emf(rectangle())[:-20],
    "a record of no length": emf(struct.pack("<II", 43, 0), rectangle()),
    "a record that is not aligned": emf(struct.pack("<II", 43, 27) + bytes(19), rectangle()),
    "a record beyond the end": emf(struct.pack("<II", 43, 1 << 30), rectangle()),
    "too short a record": emf(record(43, BOX[:12])),
    "more points than there are": emf(record(87, BOUNDS + struct.pack("<I", 1 << 30))),
    "points of no line": emf(record(90, BOUNDS + struct.pack("<III2h", 1, 1, 3, 0, 0))),
    "fewer pixels than there are": emf(picture(dib()[0], dib()[1][:-4])),
    "pixels packed otherwise": emf(picture(dib()[0][:16] + ONE + dib()[0][20:], dib()[1])),
    "a header within": emf(emf(rectangle()), rectangle()),
    "another version": emf(rectangle()).replace(b" EMF\0\0\1\0", b" EMF\0\0\2\0"),
    "no screen": emf(rectangle(), screen=(0, 768, 344, 193)),
    "a screen of thousands of miles": emf(record(17, struct.pack("<I", 3)), rectangle()).replace(
        struct.pack("<4i", 1366, 768, 344, 193), struct.pack("<4i", 1366, 768, 1 << 30, 193)
    ),
    "more objects than can be counted": emf(record(39, struct.pack("<IIII", 0xFFFF, 0, 0, 0)), rectangle()),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_damaged_drawing_is_refused(how: str) -> None:
    with pytest.raises(MalformedFile, match=r"document is damaged"):
        clean(BROKEN[how], Budget())


def test_texts_that_share_their_words_are_no_bomb() -> None:
    many = 400
    numbers = struct.pack("<iiIII", 0, 0, 200_000, 40 + 40 * many, 0) + bytes(20)
    with pytest.raises(MalformedFile):
        clean(emf(record(97, BOUNDS + struct.pack("<IffI", 1, 1, 1, many) + numbers * many + bytes(400_000))), Budget())


def test_all_drawings_together_have_a_limit() -> None:
    budget = Budget(records=6)
    clean(emf(rectangle(), polyline()), budget)
    with pytest.raises(TooLarge):
        clean(emf(rectangle(), polyline()), budget)


@pytest.mark.parametrize("costly", [comment("x" * 2100), picture(dib()[0], dib()[1] + b"\xff\xd8\xff\0")])
def test_what_takes_longer_to_look_through_counts_for_more(costly: bytes) -> None:
    with pytest.raises(TooLarge):
        clean(emf(costly, rectangle()), Budget(records=100))
