"""Pictures inside a PDF, whatever they are packed with: the samples stay, the words around them go."""

import zlib
from io import BytesIO

import pytest
from PIL import Image

from reporting.cleaning.cleaned import NotProvenClean, TooLarge
from reporting.cleaning.pdf import clean
from reporting.cleaning.pdf.budget import Budget
from reporting.cleaning.pdf.decode import take, unpacked
from reporting.cleaning.pdf.jbig2 import cut_jbig2
from reporting.cleaning.pdf.jpeg import cut_jpeg
from reporting.cleaning.pdf.jpeg2000 import boxed, cut_jpeg2000
from reporting.cleaning.pdf.predict import undo_row
from tests.cleaning.pdf.documents import jpeg_with_exif, one_page, stream
from tests.cleaning.pdf.looking import everything_in, pictures_of


def photograph() -> Image.Image:
    return Image.radial_gradient("L").resize((64, 48)).convert("RGB")


def jpeg(**how: object) -> bytes:
    out = BytesIO()
    photograph().save(out, "JPEG", comment=b"Rosa Traceable", **how)  # type: ignore[arg-type]
    return out.getvalue()


def drawn(keys: bytes, data: bytes) -> bytes:
    """One page filled with the picture."""
    head = b"/Type /XObject /Subtype /Image /Width 64 /Height 48 /BitsPerComponent 8 " + keys
    content = stream(b"", b"q 200 0 0 100 0 0 cm /Rosa Do Q")
    return one_page(content, b"<</XObject <</Rosa 5 0 R>>>>", stream(head, data))


@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_keeps_every_pixel_and_loses_every_word(progressive: bool) -> None:
    whole = jpeg(progressive=progressive, exif=Image.Exif().tobytes() + b"Rosa") + b"Rosa behind the end"
    cut = cut_jpeg(whole)
    assert cut is not None and b"Rosa" not in cut
    assert Image.open(BytesIO(cut)).tobytes() == Image.open(BytesIO(whole)).tobytes()


def test_words_in_the_place_of_a_table_make_a_picture_of_the_page() -> None:
    whole = cut_jpeg(jpeg())
    assert whole is not None
    place = whole.index(b"\xff\xc4") + 40
    bad = whole[:place] + b"Rosa Traceable" + whole[place + 14 :]
    with pytest.raises(NotProvenClean):
        cut_jpeg(bad)
    cleaned = clean(drawn(b"/ColorSpace /DeviceRGB /Filter /DCTDecode", bad)).data
    assert b"Rosa" not in everything_in(cleaned)


def test_a_preview_within_a_jpeg_goes() -> None:
    inner = jpeg_with_exif((8, 8))
    whole = b"\xff\xd8\xff\xe1" + (len(inner) + 8).to_bytes(2, "big") + b"Exif\0\0" + inner + jpeg()[2:]
    cut = cut_jpeg(whole)
    assert cut is not None and cut.count(b"\xff\xd8") == 1 and b"Rosa" not in cut


@pytest.mark.parametrize("no_jpeg", [b"", b"\xff\xd8", b"\xff\xd8\xff\xd9", b"\xff\xd8\xff\xe0\0\x04ab", b"GIF89a"])
def test_what_is_no_jpeg_is_left_out_of_the_page(no_jpeg: bytes) -> None:
    assert cut_jpeg(no_jpeg) is None
    assert pictures_of(clean(drawn(b"/ColorSpace /DeviceRGB /Filter /DCTDecode", no_jpeg)).data)


@pytest.mark.parametrize("bare", [False, True])
def test_jpeg_2000_loses_comments_xml_and_ids(bare: bool) -> None:
    out = BytesIO()
    photograph().save(out, "JPEG2000", comment=b"Rosa Traceable", no_jp2=bare)
    whole = out.getvalue()
    if not bare:
        extra = boxed(b"xml ", b"<x>Rosa Traceable</x>") + boxed(b"uuid", bytes(16) + b"Rosa Traceable")
        whole = whole[:12] + whole[12:].replace(b"jp2c", b"jp2c", 1)
        place = whole.index(b"jp2c") - 4
        whole = whole[:place] + extra + whole[place:]
    assert b"Rosa" in whole
    cut = cut_jpeg2000(whole)
    assert cut is not None and b"Rosa" not in cut
    assert Image.open(BytesIO(cut)).tobytes() == Image.open(BytesIO(whole)).tobytes()
    cleaned = clean(drawn(b"/ColorSpace /DeviceRGB /Filter /JPXDecode", whole)).data
    assert b"/JPXDecode" in cleaned and b"Rosa" not in everything_in(cleaned)


def segment(number: int, kind: int, body: bytes) -> bytes:
    return number.to_bytes(4, "big") + bytes([kind, 0, 1]) + len(body).to_bytes(4, "big") + body


def test_a_comment_among_the_segments_of_jbig2_goes() -> None:
    page = segment(0, 48, (64).to_bytes(4, "big") + (48).to_bytes(4, "big") + bytes(11))
    assert cut_jbig2(page + segment(1, 62, b"Rosa") + segment(2, 49, b"")) == page + segment(2, 49, b"")
    assert cut_jbig2(b"Rosa Traceable, no segments") is None
    with pytest.raises(TooLarge):
        cut_jbig2(segment(0, 48, b"\0\1\0\0\0\1\0\0" + bytes(11)))


def test_bytes_behind_the_last_pixel_go_however_they_are_packed() -> None:
    pixels = photograph().tobytes()
    hidden = pixels + b"Rosa Traceable behind the pixels"
    rows = b"".join(b"\0" + pixels[at : at + 192] for at in range(0, len(pixels), 192))
    predicted = b"/Filter /FlateDecode /DecodeParms <</Predictor 15 /Colors 3 /Columns 64>>"
    ways = {
        b"": hidden,
        b"/Filter /FlateDecode": zlib.compress(hidden),
        b"/Filter /ASCIIHexDecode": hidden.hex().encode() + b">",
        b"/Filter [/ASCIIHexDecode /FlateDecode]": zlib.compress(hidden).hex().encode() + b">",
        b"/Filter /FlateDecode ": zlib.compress(pixels) + b"Rosa Traceable behind the stream",
        predicted: zlib.compress(rows + b"Rosa Traceable behind the rows"),
    }
    plain = pictures_of(clean(drawn(b"/ColorSpace /DeviceRGB", pixels)).data)[0]
    for keys, data in ways.items():
        cleaned = clean(drawn(b"/ColorSpace /DeviceRGB " + keys, data)).data
        assert b"Rosa" not in everything_in(cleaned)
        assert pictures_of(cleaned)[0].tobytes() == plain.tobytes()


def test_a_whole_file_in_the_place_of_pixels_is_not_taken_for_pixels() -> None:
    file = jpeg_with_exif()
    untrusted = drawn(b"/ColorSpace /DeviceRGB", file.ljust(64 * 48 * 3, b"\0"))
    data = clean(untrusted).data
    assert b"Rosa" in everything_in(untrusted) and b"Rosa" not in everything_in(data)
    later = drawn(b"/ColorSpace /DeviceRGB", b"\0" * 99 + file.ljust(64 * 48 * 3, b"\0"))
    assert b"Rosa" not in everything_in(clean(later).data)


def test_lzw_run_lengths_and_base_85_are_unpacked_as_the_standard_says() -> None:
    """ISO 32000-1, 7.4.4.2, example 1; the others by their definitions."""
    lzw = bytes.fromhex("800B6050220C0C8501")
    assert take(unpacked(lzw, [("/LZWDecode", None)], Budget()), 99) == bytes((45, 45, 45, 45, 45, 65, 45, 45, 45, 66))
    assert take(unpacked(b"\x02abc\xfed\x80zzz", [("/RunLengthDecode", None)], Budget()), 99) == b"abcddd"
    assert take(unpacked(b'<~87cURD]i,"Ebo80~>', [("/ASCII85Decode", None)], Budget()), 99) == b"Hello World!"


def test_a_row_is_predicted_as_png_does_it() -> None:
    above = bytearray((10, 20, 30, 40))
    expected = {0: (1, 2, 3, 4), 1: (1, 3, 6, 10), 2: (11, 22, 33, 44), 3: (6, 15, 25, 36), 4: (11, 22, 33, 44)}
    for how, wanted in expected.items():
        line = bytearray((1, 2, 3, 4))
        undo_row(how, line, above, 1)
        assert tuple(line) == wanted
