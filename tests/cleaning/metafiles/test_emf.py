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
from tests.cleaning.metafiles.emf_records import BESIDE, ONE, SAMPLES


def cleaned(drawing: bytes) -> Cleaned:
    """Through the gate as well."""
    new = clean(drawing, Budget())
    check(new.data, drawing)
    return new


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
