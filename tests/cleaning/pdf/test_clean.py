"""Rosa sends a PDF. What it shows arrives; what it says of her does not."""

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String

from reporting.cleaning import Box
from reporting.cleaning.cleaned import Encrypted, Kind, MalformedFile, TooLarge
from reporting.cleaning.pdf import check, clean, flatten
from tests.cleaning.pdf.documents import TRACES, VISIBLE, one_page, page_with, plain, saved, stream, traced
from tests.cleaning.pdf.looking import difference, everything_in, pictures_of, text_of


@pytest.fixture(scope="module")
def before() -> bytes:
    return traced()


def test_the_traces_are_there_before_or_this_file_shows_nothing(before: bytes) -> None:
    inside = everything_in(before)
    assert [one for one in TRACES[:1] + TRACES[4:] if one not in inside] == []


@pytest.mark.parametrize("way", [clean, flatten])
def test_no_trace_of_rosa_is_left_in_any_corner(way: object, before: bytes) -> None:
    inside = everything_in(way(before).data)  # type: ignore[operator]
    assert [one for one in (*TRACES, b"rosa", b"20260317", b"4711") if one in inside] == []


def test_a_cleaned_document_looks_as_it_did(before: bytes) -> None:
    assert difference(before, clean(before).data) < 1.0
    assert difference(before, flatten(before).data) < 3.0


def test_its_text_can_still_be_read_and_hidden_text_is_gone(before: bytes) -> None:
    text = text_of(clean(before).data)
    assert VISIBLE in text
    assert "hidden" not in text and "invisible" not in text
    assert text_of(flatten(before).data).strip() == ""


def test_rosa_is_told_what_was_removed(before: bytes) -> None:
    told = clean(before).removed
    expected = {Kind.PERSON, Kind.TITLE, Kind.DATE, Kind.SCRIPT, Kind.EMBEDDED, Kind.IDENTIFIER, Kind.COLOUR}
    assert expected <= told
    assert {Kind.PREVIEW, Kind.SOFTWARE, Kind.DEVICE} <= told


def test_a_web_link_stays_and_links_to_her_disk_and_programs_go(before: bytes) -> None:
    data = clean(before).data
    assert data.count(b"/Subtype /Link") == 1
    assert b"https://example.org/help" in data


def test_a_link_within_the_document_leads_to_the_same_page() -> None:
    pdf = plain()
    second = page_with(pdf, b"")
    there = Array([second, Name.XYZ, 0, 300, 0])
    pdf.Root.Names = Dictionary(Dests=pdf.make_indirect(Dictionary(Names=Array([String("Rosa.chapter"), there]))))
    named = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Dest=String("Rosa.chapter"))
    pdf.pages[0].obj.Annots = Array([named])
    with pikepdf.open(BytesIO(clean(saved(pdf)).data)) as cleaned:
        assert cleaned.pages[0].obj.Annots[0].Dest[0].objgen == cleaned.pages[1].obj.objgen


def test_the_same_pages_give_the_same_bytes_whoever_saved_them() -> None:
    one, other = plain(), plain()
    other.docinfo["/Author"] = "Rosa Traceable"
    assert clean(saved(one)).data == clean(saved(other, object_stream_mode=pikepdf.ObjectStreamMode.generate)).data


def test_what_an_earlier_version_said_is_gone() -> None:
    old = one_page(stream(b"", b"BT (Rosa Traceable said so) Tj ET"))
    new = stream(b"", b"0 0 50 50 re f")
    update = b"4 0 obj\n%b\nendobj\n" % new
    place = len(old)
    table = b"xref\n4 1\n%010d 00000 n \ntrailer <</Root 1 0 R /Size 5 /Prev %d>>\nstartxref\n%d\n%%%%EOF\n"
    twice = old + update + table % (place, old.rfind(b"xref\n0"), place + len(update))
    cleaned = clean(twice)
    assert b"Rosa" in everything_in(twice) and b"Rosa" not in everything_in(cleaned.data)
    assert Kind.HISTORY in cleaned.removed


def test_what_was_filled_into_a_form_stays_visible_and_its_field_goes() -> None:
    pdf = plain()
    shown = Stream(pdf, b"1 0 0 rg 0 0 100 20 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 100, 20])
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("Rosa_field"), V=String("Rosa"), F=4,
        Rect=Array([50, 50, 150, 70]), AP=Dictionary(N=shown),
    )  # fmt: skip
    widget = pdf.make_indirect(field)
    pdf.pages[0].obj.Annots, pdf.Root.AcroForm = Array([widget]), Dictionary(Fields=Array([widget]))
    data = clean(saved(pdf)).data
    assert pictures_of(data)[0].getpixel((100, 240)) == (255, 0, 0)
    assert b"Widget" not in data and b"Rosa" not in everything_in(data)


def test_a_picture_inside_the_content_is_cleaned_too() -> None:
    data = b"q 50 0 0 50 0 0 cm BI /W 2 /H 1 /CS /RGB /BPC 8 /L 40 ID \xff\0\0\0\0\xffRosa Traceable EI Q"
    cleaned = clean(one_page(stream(b"", data))).data
    assert b"Rosa" not in everything_in(cleaned)
    assert pictures_of(cleaned)[0].getpixel((5, 75)) == (255, 0, 0)


@pytest.mark.parametrize("how", [{"user": "secret", "owner": "secret"}, {"user": "secret", "owner": "other", "R": 4}])
def test_a_locked_document_is_refused_as_locked(how: dict[str, object]) -> None:
    with pytest.raises(Encrypted, match="password"):
        clean(saved(plain(), encryption=pikepdf.Encryption(**how)))  # type: ignore[arg-type]


@pytest.mark.filterwarnings("ignore:Encryption R=5 is deprecated")
@pytest.mark.parametrize("revision", [2, 3, 4, 5, 6])
def test_a_document_that_only_forbids_printing_is_cleaned_in_the_box_too(box: Box, revision: int) -> None:
    weak = {"allow": pikepdf.Permissions(), "metadata": False, "aes": False} if revision < 4 else {}
    lock = pikepdf.Encryption(user="", owner="secret", R=revision, **weak)  # type: ignore[arg-type]
    data = box.clean(saved(plain(), encryption=lock)).data
    assert VISIBLE in text_of(data)
    assert b"Encrypt" not in data


def test_what_is_glued_to_a_document_is_left_behind(before: bytes) -> None:
    for front, tail in (
        (b"", b"PK\3\4 a zip of Rosa"),
        (b"<html>Rosa</html>\n", b""),
        (b"", b"\n<script>Rosa</script>"),
    ):
        both = front + before + tail
        data = clean(both).data
        assert data.startswith(b"%PDF-1.7\n") and data.endswith(b"%%EOF\n")
        assert b"Rosa" not in everything_in(data)


@pytest.mark.parametrize("untrusted", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"PK\3\4", b"\0" * 5000])
def test_what_is_no_document_is_refused_as_damaged(untrusted: bytes) -> None:
    with pytest.raises(MalformedFile, match="damaged"):
        clean(untrusted)


def test_what_comes_out_passes_the_gate_and_cleans_to_itself(before: bytes) -> None:
    cleaned = clean(before)
    check(cleaned.data, before)
    assert clean(cleaned.data).data == cleaned.data
    assert cleaned.media_type == "application/pdf"


@pytest.mark.parametrize(
    ("size", "taken"), [((2, 2), True), ((1, 700), True), ((20_000, 10), False), ((14_400, 1), True)]
)
def test_pages_of_strange_sizes_become_pictures_or_are_refused(size: tuple[int, int], taken: bool) -> None:
    pdf = plain(b"0 0 m 9 9 l S")
    pdf.pages[0].obj["/MediaBox"] = Array([0, 0, *size])
    untrusted = saved(pdf)
    if not taken:
        with pytest.raises(TooLarge, match="larger pages"):
            flatten(untrusted)
        return
    cleaned = flatten(untrusted).data
    check(cleaned, untrusted)
    assert len(pictures_of(cleaned)) == 1
