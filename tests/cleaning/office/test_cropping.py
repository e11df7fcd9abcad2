"""Rosa crops a picture in her document, so that a face is out of sight: then the face does not go along."""

import io

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Cleaned, Kind, NotProvenClean
from reporting.cleaning.office import odf, ooxml
from reporting.cleaning.office import zip as archive
from tests.cleaning.metafiles import drawings
from tests.cleaning.office import canaries
from tests.cleaning.office.cropped import FACE, GREEN, OOXML_WHERE, picture, word
from tests.cleaning.office.cropped_odf import ODF_WHERE, text


def cleaned(untrusted: bytes) -> Cleaned:
    room = odf if b"opendocument" in untrusted[:100] else ooxml
    result = room.clean(untrusted)
    room.check(result.data, untrusted)
    return result


def pictures(untrusted: bytes) -> list[Image.Image]:
    members = canaries.unpacked(cleaned(untrusted).data)
    return [Image.open(io.BytesIO(members[name])) for name in sorted(members) if "/image" in name]


def colours(one: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _, colour in one.convert("RGB").getcolors(10_000) or []}  # type: ignore[misc]


@pytest.mark.parametrize("where", OOXML_WHERE)
def test_what_is_cut_off_in_office_does_not_go_along(where: str) -> None:
    untrusted = OOXML_WHERE[where]('<a:srcRect l="50000"/>')
    assert FACE in colours(Image.open(io.BytesIO(picture())))
    (one,) = pictures(untrusted)
    assert (one.size, colours(one)) == ((40, 60), {GREEN})
    assert Kind.CUT_OFF in cleaned(untrusted).removed
    parts = b"".join(canaries.unpacked(cleaned(untrusted).data).values())
    assert b' l="' not in parts


@pytest.mark.parametrize("where", OOXML_WHERE)
def test_a_whole_picture_stays_whole(where: str) -> None:
    for rectangle in ("", "<a:srcRect/>", '<a:srcRect l="0" t="0" r="0" b="0"/>', '<a:srcRect l="-50000"/>'):
        untrusted = OOXML_WHERE[where](rectangle)
        (one,) = pictures(untrusted)
        assert (one.size, colours(one)) == ((80, 60), {FACE, GREEN})
        assert Kind.CUT_OFF not in cleaned(untrusted).removed


@pytest.mark.parametrize(
    ("rectangle", "place", "size", "left"),
    [
        ('<a:srcRect l="50%"/>', "", (40, 60), ""),
        ('<a:srcRect l="62500" t="10000" r="12500" b="40000"/>', "", (20, 30), ""),
        ('<a:srcRect l="50000" t="-20000"/>', "", (40, 60), '<a:srcRect t="-20000"/>'),
        ('<a:srcRect l="50000" r="-10000"/>', "", (40, 60), '<a:srcRect r="-20000"/>'),
        ("", '<a:fillRect l="-100000"/>', (40, 60), "<a:fillRect/>"),
        ("", '<a:fillRect l="-100000" b="25000"/>', (40, 60), '<a:fillRect b="25000"/>'),
        ('<a:srcRect l="25000"/>', '<a:fillRect l="-50000"/>', (40, 60), "<a:fillRect/>"),
        ('<a:srcRect l="99990"/>', "", (1, 60), ""),
    ],
)
def test_what_is_shown_is_what_stays(rectangle: str, place: str, size: tuple[int, int], left: str) -> None:
    untrusted = word(rectangle, place)
    (one,) = pictures(untrusted)
    assert (one.size, colours(one)) == (size, {GREEN})
    document = canaries.unpacked(cleaned(untrusted).data)["word/document.xml"].decode()
    assert left in document
    assert left or "srcRect" not in document.replace("<a:srcRect/>", "")


@pytest.mark.parametrize(
    "rectangle",
    [
        '<a:srcRect l="half"/>',
        '<a:srcRect l="1e5"/>',
        '<a:srcRect l="60000" r="60000"/>',
        '<a:srcRect l="100000"/>',
        '<a:srcRect l="10000"/><a:srcRect/>',
        '<a:srcRect l="99999999999"/>',
    ],
)
def test_a_crop_that_nobody_understands_leaves_an_empty_picture(rectangle: str) -> None:
    (one,) = pictures(word(rectangle))
    assert one.size == (1, 1)


def test_one_picture_shown_twice_is_cut_for_each_place() -> None:
    sizes = [one.size for one in pictures(word('<a:srcRect l="50000"/>', twice='<a:srcRect l="75000"/>'))]
    assert sorted(sizes) == [(20, 60), (40, 60)]
    assert [one.size for one in pictures(word('<a:srcRect l="50000"/>', twice='<a:srcRect l="50000"/>'))] == [(40, 60)]
    assert len(pictures(word('<a:srcRect l="50000"/>', twice=""))) == 2


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        ('cropleft="32768f"', (40, 60)),
        ('cropleft=".5"', (40, 60)),
        ('cropleft="50%"', (40, 60)),
        ('cropleft="32768f" cropbottom="-6554f"', (40, 60)),
        ('cropleft="much"', (1, 1)),
    ],
)
def test_what_an_older_drawing_cuts_off_does_not_go_along(crop: str, size: tuple[int, int]) -> None:
    untrusted = OOXML_WHERE["an older drawing"](crop)
    (one,) = pictures(untrusted)
    assert one.size == size
    assert FACE not in colours(one)


@pytest.mark.parametrize("kind", ["JPEG", "GIF", "BMP", "TIFF", "WEBP", "PNG in indices", "PNG in grey"])
def test_every_kind_of_picture_is_cut(kind: str) -> None:
    (one,) = pictures(word('<a:srcRect l="60000"/>', data=picture(kind)))
    assert one.size == (32, 60)
    assert one.format == ("JPEG" if kind in ("JPEG", "WEBP") else "PNG")
    red, green, _ = one.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red < green or kind == "PNG in grey"
    if one.mode == "P":
        assert list(FACE) not in [one.getpalette()[at : at + 3] for at in range(0, 768, 3)]  # type: ignore[index]


def test_a_drawing_of_windows_that_is_cut_becomes_an_empty_picture() -> None:
    drawing = drawings.emf(drawings.rectangle())
    members = canaries.unpacked(cleaned(word('<a:srcRect l="20000"/>', data=drawing, ending="emf")).data)
    assert [name for name in members if "media" in name] == ["word/media/image1.png"]
    members = canaries.unpacked(cleaned(word('<a:srcRect l="20"/>', data=drawing, ending="emf")).data)
    assert [name for name in members if "media" in name] == ["word/media/image1.emf"]


def test_a_photo_that_says_how_it_is_held_is_cut_and_shown_as_its_pixels_lie() -> None:
    """Word and LibreOffice turn no picture by its EXIF: the document says so itself."""
    held = picture("JPEG", orientation=6)
    assert pictures(word("", data=held))[0].size == (80, 60)
    (one,) = pictures(word('<a:srcRect l="60000"/>', data=held))
    assert one.size == (32, 60)
    assert not one.getexif()


@pytest.mark.parametrize("where", ODF_WHERE)
def test_what_is_clipped_in_an_open_document_does_not_go_along(where: str) -> None:
    untrusted = ODF_WHERE[where]("rect(0in, 0in, 0in, 0.4166in)")  # 40 of 80 pixels, of which 96 make an inch
    (one,) = pictures(untrusted)
    assert (one.size, colours(one)) == ((40, 60), {GREEN})
    assert Kind.CUT_OFF in cleaned(untrusted).removed
    assert b"fo:clip" not in b"".join(canaries.unpacked(cleaned(untrusted).data).values())


@pytest.mark.parametrize(
    ("clip", "size"),
    [
        ("rect(0cm 0cm 0cm 1.0583cm)", (40, 60)),
        ("rect(0cm, 10.583mm, 0cm, 0cm)", (40, 60)),
        ("rect(15px, auto, 0, 60px)", (20, 45)),
        ("rect(-1cm 0cm 0cm 0cm)", (80, 60)),
        ("auto", (80, 60)),
        ("rect(0cm 0cm 0cm 9cm)", (1, 1)),
        ("rect(0cm 0cm 0cm)", (1, 1)),
        ("circle", (1, 1)),
    ],
)
def test_a_clip_is_read_as_programs_read_it(clip: str, size: tuple[int, int]) -> None:
    assert [one.size for one in pictures(text(clip))] == [size]


@pytest.mark.parametrize(("kind", "dots"), [("PNG", 300), ("JPEG", 150), ("BMP", 200)])
def test_an_inch_of_a_clip_is_an_inch_of_the_picture(kind: str, dots: int) -> None:
    (one,) = pictures(text(f"rect(0in 0in 0in {48 / dots:.4f}in)", data=picture(kind, dots=dots)))
    assert one.size == (32, 60)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/document.xml", "<a:blip ", '<a:srcRect l="1"/><a:blip '),
        ("word/document.xml", "<a:blip ", '<a:srcRect b="0.5"/><a:blip '),
        ("word/document.xml", "<a:fillRect", '<a:fillRect r="-1"'),
        (
            "word/document.xml",
            "<w:body>",
            '<w:body><w:p><w:r><w:pict><v:imagedata cropleft="1f"/></w:pict></w:r></w:p>',
        ),
    ],
)
def test_the_gate_refuses_a_picture_of_which_a_part_is_hidden(part: str, old: str, new: str) -> None:
    untrusted = word("", '<a:fillRect t="5"/>')
    members = canaries.unpacked(ooxml.clean(untrusted).data)
    document = members[part].decode().replace("<w:document ", '<w:document xmlns:v="urn:schemas-microsoft-com:vml" ')
    assert old in document
    ooxml.check(archive.write(members | {part: document.encode()}), untrusted)
    with pytest.raises(NotProvenClean, match="a part is not shown"):
        ooxml.check(archive.write(members | {part: document.replace(old, new, 1).encode()}), untrusted)


def test_the_gate_refuses_a_clip() -> None:
    untrusted = text("auto")
    members = canaries.unpacked(odf.clean(untrusted).data)
    clipped = members["content.xml"].replace(
        b"<style:graphic-properties", b'<style:graphic-properties fo:clip="rect(1cm)"'
    )
    clipped = clipped.replace(
        b" xmlns:style=", b' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:style='
    )
    assert clipped != members["content.xml"]
    with pytest.raises(NotProvenClean, match="fo:clip"):
        odf.check(archive.write(members | {"content.xml": clipped}, stored={"mimetype"}), untrusted)
