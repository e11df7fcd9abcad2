"""The gate trusts nobody, the cleaner least: whatever is wrong with a finished document, it does not pass."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.pdf import check, clean
from reporting.cleaning.pdf.rebuild import written
from tests.cleaning.pdf.documents import jpeg_with_exif, one_page, plain, saved, stream, traced


def changed(change: Callable[[Pdf], object]) -> bytes:
    """A clean document, changed, and written exactly as ours are."""
    with pikepdf.open(BytesIO(clean(traced()).data)) as pdf:
        change(pdf)
        out = BytesIO()
        how = {"object_stream_mode": ObjectStreamMode.disable, "compress_streams": False, "static_id": True}
        pdf.save(out, force_version="1.7", fix_metadata_version=False, **how)  # type: ignore[arg-type]
        return out.getvalue()


def page(pdf: Pdf) -> Dictionary:
    return pdf.pages[0].obj


def picture(pdf: Pdf) -> Stream:
    return next(one for one in page(pdf).Resources.XObject.values() if one.Subtype == Name.Image)


def content(data: bytes) -> Callable[[Pdf], object]:
    return lambda pdf: page(pdf).Contents.write(zlib.compress(data), filter=Name.FlateDecode)


LEAKS: dict[str, Callable[[Pdf], object]] = {
    "metadata": lambda pdf: pdf.Root.__setitem__("/Metadata", Stream(pdf, b"<x/>")),
    "an open action": lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript)),
    "a language": lambda pdf: pdf.Root.__setitem__("/Lang", String("fr")),
    "an author": lambda pdf: pdf.docinfo.__setitem__("/Author", "Rosa"),
    "a private key of a program": lambda pdf: page(pdf).__setitem__("/PieceInfo", Dictionary()),
    "a name nobody knows": lambda pdf: page(pdf).__setitem__("/Type", Name.RosaPage),
    "a string where none belongs": lambda pdf: page(pdf).__setitem__("/Rotate", String("Rosa")),
    "a named resource": lambda pdf: page(pdf).Resources.XObject.__setitem__("/Rosa", picture(pdf)),
    "a stray stream": lambda pdf: page(pdf).Resources.__setitem__("/Size", Stream(pdf, b"Rosa")),
    "a script behind a link": lambda pdf: page(pdf).Annots[0].A.__setitem__("/Next", Dictionary(S=Name.URI)),
    "a link to a file": lambda pdf: page(pdf).Annots[0].A.__setitem__("/URI", String("file:///home/rosa")),
    "EXIF in a picture": lambda pdf: picture(pdf).write(jpeg_with_exif(), filter=Name.DCTDecode),
    "a comment in the content": content(b"q\nQ\n% Rosa\n"),
    "marked content": content(b"/Span <</ActualText (Rosa)>> BDC\n"),
    "an unknown operator": content(b"<526f7361> rosa\n"),
    "a readable string in the content": content(b"BT\n(Rosa) Tj\nET\n"),
}


@pytest.mark.parametrize("name", LEAKS)
def test_it_refuses(name: str) -> None:
    with pytest.raises(NotProvenClean):
        check(changed(LEAKS[name]), traced())


def test_unchanged_it_passes_or_the_refusals_show_nothing() -> None:
    check(changed(lambda pdf: None), traced())


def test_it_refuses_any_byte_before_between_or_after() -> None:
    good = clean(traced()).data
    for bad in (b"x" + good, good + b"x", good + good, good.replace(b"endobj\n", b"endobj\n% Rosa\n", 1)):
        with pytest.raises(NotProvenClean):
            check(bad, traced())


def test_it_refuses_an_id_of_its_own_and_packed_objects() -> None:
    with pikepdf.open(BytesIO(clean(traced()).data)) as pdf:
        for bad in (saved(pdf), saved(pdf, object_stream_mode=ObjectStreamMode.generate, static_id=True)):
            with pytest.raises(NotProvenClean):
                check(bad, traced())


def test_it_finds_the_authors_name_where_a_link_is_allowed() -> None:
    """An address is on the list of what may stay, its words are not: they are what the document says of its maker."""
    pdf = plain()
    pdf.docinfo["/Author"] = "rosa.traceable"
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=4)
    link.A = Dictionary(S=Name.URI, URI=String("https://example.org/rosa.traceable/notes"))
    pdf.pages[0].obj.Annots = Array([link])
    untrusted = saved(pdf)
    out = clean(untrusted).data
    assert b"rosa.traceable" not in out
    assert b"/DCTDecode" in out, "the link could only go together with the text: pages became pictures"


def test_a_font_nobody_can_read_makes_pictures_of_the_pages() -> None:
    font = b"<</Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 6 0 R>>"
    described = b"<</Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 7 0 R>>"
    content = stream(b"", b"BT /F 20 Tf 10 10 Td (Hello) Tj ET")
    odd = one_page(content, b"<</Font <</F 5 0 R>>>>", font, described, stream(b"", b"font by Rosa Traceable"))
    out = clean(odd).data
    assert b"/DCTDecode" in out and b"FontFile" not in out and b"Rosa" not in out


def test_what_it_says_is_a_sentence_with_advice() -> None:
    with pytest.raises(NotProvenClean, match=r"Send a screenshot of it instead\.$"):
        check(b"%PDF-1.7\n", b"")


def test_what_we_write_is_what_it_reads() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    page(pdf).Contents = Stream(pdf, b"")
    content(b"0 0 9 9 re\nf\n")(pdf)
    check(written(pdf), b"")
