"""Word, Excel and PowerPoint: what is seen stays, what tells of its writer goes, what was folded away is shown."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Cleaned, Encrypted, Kind, MalformedFile, Unsupported
from reporting.cleaning.office import ooxml, samples
from tests.cleaning.office import canaries, documents
from tests.cleaning.office.packages import R, W, X, package, photo, rels

DOCUMENTS = {"word": documents.word, "xl": documents.excel, "ppt": documents.powerpoint}


def cleaned(untrusted: bytes) -> Cleaned:
    result = ooxml.clean(untrusted)
    ooxml.check(result.data, untrusted)
    return result


def body(untrusted: bytes, part: str) -> str:
    return canaries.unpacked(cleaned(untrusted).data)[part].decode()


def paragraphs(*inner: str) -> bytes:
    return package("word", f'<w:document xmlns:w="{W}"><w:body>{"".join(inner)}</w:body></w:document>', {})


@pytest.mark.parametrize("family", DOCUMENTS)
def test_no_word_about_the_writer_is_left(family: str) -> None:
    untrusted = DOCUMENTS[family]()
    assert len(canaries.left(untrusted)) > 5
    assert canaries.left(cleaned(untrusted).data) == []


@pytest.mark.parametrize("family", DOCUMENTS)
def test_the_archive_tells_no_time_system_or_order(family: str) -> None:
    once, twice = (cleaned(DOCUMENTS[family]()).data for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert archive.comment == b""
        assert {(one.date_time, one.create_system, one.extra, one.comment) for one in archive.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), 3, b"", b"")
        }


def test_tracked_changes_are_accepted_and_fields_show_what_they_showed() -> None:
    text = re.sub(
        r"<[^>]+>", "", re.sub(r"<w:instrText.*?</w:instrText>", "", body(documents.word(), "word/document.xml"))
    )
    for words in (
        "Kept words.",
        "Inserted words.",
        "Joined paragraphs.",
        "Shown field.",
        "Web link.",
        "Controlled words.",
    ):
        assert words in text
    assert "Folded words." in text


def test_a_harmless_field_stays_a_field_and_a_telling_one_does_not() -> None:
    codes = re.findall(r"<w:instrText[^>]*>([^<]*)<", body(documents.word(), "word/document.xml"))
    assert codes == [" PAGE "]


def test_hidden_text_is_shown() -> None:
    assert "w:vanish" not in body(documents.word(), "word/document.xml")


def test_a_link_to_the_web_stays_and_one_to_a_file_becomes_text() -> None:
    links = body(documents.word(), "word/_rels/document.xml.rels")
    assert re.findall(r'Target="([^"]+)" TargetMode="External"', links) == ["https://example.org/rules"]


def test_a_link_to_the_authors_own_mailbox_becomes_text() -> None:
    address = canaries.AUTHOR.replace(" ", ".") + "@example.org"
    members = canaries.unpacked(documents.word())
    core = members["docProps/core.xml"].replace(canaries.AUTHOR.encode(), address.encode())
    links = members["word/_rels/document.xml.rels"].replace(b"https://example.org/rules", b"mailto:" + address.encode())
    untrusted = canaries.zipped(members | {"docProps/core.xml": core, "word/_rels/document.xml.rels": links})
    assert "mailto" not in body(untrusted, "word/_rels/document.xml.rels")


def test_a_title_that_is_also_the_name_of_a_sheet_is_no_reason_to_refuse() -> None:
    members = canaries.unpacked(documents.excel())
    core = members["docProps/core.xml"].replace(canaries.AUTHOR.encode(), b"Folded")
    assert cleaned(canaries.zipped(members | {"docProps/core.xml": core}))


def test_a_photo_in_a_document_loses_its_maker_and_keeps_its_pixels() -> None:
    members = canaries.unpacked(cleaned(documents.word()).data)
    with Image.open(io.BytesIO(members["word/media/image1.jpeg"])) as picture:
        assert picture.size == (40, 30)
        assert not picture.getexif()


def test_a_macro_document_comes_out_as_a_plain_one() -> None:
    result = cleaned(documents.word())
    assert result.media_type.endswith("wordprocessingml.document")
    assert b"macro" not in canaries.unpacked(result.data)["[Content_Types].xml"]


def test_a_sheet_folded_away_is_shown_and_one_that_no_menu_shows_is_gone() -> None:
    workbook = body(documents.excel(), "xl/workbook.xml")
    assert re.findall(r'<x:sheet [^>]*name="(\w+)"', workbook) == ["Folded", "Open"]
    assert "state=" not in workbook
    assert re.search(r'localSheetId="1"[^>]*>Open!\$A\$1', workbook)


def test_a_formula_that_leads_out_becomes_its_value_and_others_stay() -> None:
    sheet = body(documents.excel(), "xl/worksheets/sheet2.xml")
    assert re.findall(r"<x:f>([^<]+)</x:f>", sheet) == ["SUM(A1:A9)"]
    assert re.findall(r"<x:v>(\d+)</x:v>", sheet) == ["0", "17", "42"]
    assert "hidden" not in sheet
    assert 'orientation="landscape"' in sheet


def test_strings_that_no_cell_shows_any_more_are_emptied_and_keep_their_places() -> None:
    strings = body(documents.excel(), "xl/sharedStrings.xml")
    assert re.findall(r"<x:t(?:/>|>([^<]*)<)", strings) == ["Kept cell", "", ""]


def test_a_slide_that_is_not_shown_is_shown() -> None:
    slide = body(documents.powerpoint(), "ppt/slides/slide2.xml")
    assert "Folded slide." in slide
    assert "show=" not in slide


def test_an_embedded_object_is_the_picture_that_stood_for_it() -> None:
    members = canaries.unpacked(cleaned(documents.powerpoint()).data)
    assert b"oleObj" not in members["ppt/slides/slide1.xml"]
    assert b"p:pic" in members["ppt/slides/slide1.xml"]
    assert "ppt/media/image1.jpeg" in members


def test_notes_that_repeat_the_authors_name_fall_silent() -> None:
    assert "Notes by" not in body(documents.powerpoint(), "ppt/notesSlides/notesSlide1.xml")


def test_a_name_on_the_page_itself_stays_since_its_writer_sees_it() -> None:
    assert canaries.AUTHOR in body(
        paragraphs(f"<w:p><w:r><w:t>{canaries.AUTHOR}</w:t></w:r></w:p>"), "word/document.xml"
    )


def test_the_reporter_is_told_what_kinds_were_taken_out() -> None:
    kinds = cleaned(documents.word()).removed
    assert {Kind.PERSON, Kind.DATE, Kind.COMMENT, Kind.HISTORY, Kind.IDENTIFIER, Kind.PATH, Kind.PREVIEW} <= kinds
    assert {Kind.SCRIPT, Kind.EMBEDDED, Kind.SOFTWARE} <= kinds
    assert Kind.COMMENT not in cleaned(paragraphs("<w:p/>")).removed


def test_words_in_a_vocabulary_nobody_knows_do_not_come_through() -> None:
    strange = (
        '<w:p><x:y xmlns:x="urn:canary" x:z="canary"><w:r><w:t>canary</w:t></w:r></x:y><w:r w:strange="canary"/></w:p>'
    )
    assert canaries.left(cleaned(paragraphs(strange)).data) == []


def test_words_between_the_elements_do_not_come_through() -> None:
    assert canaries.left(cleaned(paragraphs("<w:p>canary<w:r>canary</w:r></w:p>")).data) == []


def test_bookmarks_get_numbers_and_references_follow_them() -> None:
    text = body(
        paragraphs(
            '<w:p><w:bookmarkStart w:id="0" w:name="_TocCanary4711"/><w:bookmarkEnd w:id="0"/>'
            '<w:hyperlink w:anchor="_TocCanary4711"/><w:fldSimple w:instr=" PAGEREF _TocCanary4711 \\h "/></w:p>'
        ),
        "word/document.xml",
    )
    assert 'w:name="b1"' in text
    assert 'w:anchor="b1"' in text
    assert "PAGEREF b1" in text


def test_no_list_or_field_keeps_a_number_or_a_name_that_nobody_sees() -> None:
    """The code of a list is drawn at random, or tells the language of somebody's Word; that of paper is a printer's."""
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0" w:tplc="CA7A2104">'
        '<w:start w:val="1"/></w:lvl></w:abstractNum></w:numbering>'
    )
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="canary_field"/><w:enabled/></w:ffData>'
        "</w:fldChar></w:r><w:r><w:instrText> FORMTEXT </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
        '<w:p><w:pPr><w:divId w:val="4711471147"/></w:pPr></w:p>'
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838" w:code="4711"/>'
        '<w:paperSrc w:first="4711" w:other="4711"/></w:sectPr>'
    )
    untrusted = package(
        "word",
        f'<w:document xmlns:w="{W}"><w:body>{field}</w:body></w:document>',
        {"word/_rels/document.xml.rels": rels(("rId1", "numbering", "numbering.xml")), "word/numbering.xml": numbering},
    )
    members = canaries.unpacked(cleaned(untrusted).data)
    everything = b"".join(members.values())
    assert [one for one in (b"CA7A2104", b"canary", b"4711") if one in everything] == []
    assert b'w:h="16838"' in everything and b"<w:lvl " in members["word/numbering.xml"] and b"FORMTEXT" in everything


def test_no_workbook_says_which_excel_or_printer_it_was_used_with() -> None:
    sheet = (
        f'<worksheet xmlns="{X}"><sheetData/><pageSetup paperSize="{{}}" orientation="landscape" horizontalDpi="4711"'
        ' verticalDpi="4711" copies="4711" usePrinterDefaults="0"/></worksheet>'
    )
    main = (
        f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets>'
        '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
    )
    for paper, kept in (("9", b'paperSize="9"'), ("4711", b"")):
        parts = {
            "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet.format(paper),
        }
        members = canaries.unpacked(cleaned(package("xl", main, parts)).data)
        page = members["xl/worksheets/sheet1.xml"]
        assert b"4711" not in page and b"usePrinterDefaults" not in page
        assert b"landscape" in page and kept in page
        assert b"calcId" not in members["xl/workbook.xml"]


def test_a_drawing_of_windows_becomes_an_empty_picture() -> None:
    untrusted = package(
        "word",
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<v:imagedata"
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId1"/></v:shape>'
        "</w:pict></w:r>"
        "</w:p></w:body></w:document>",
        {
            "word/_rels/document.xml.rels": rels(("rId1", "image", "media/image1.emf")),
            "word/media/image1.emf": b"\x01\0\0\0" + bytes(36) + b" EMF" + canaries.AUTHOR.encode("utf-16-le"),
        },
    )
    members = canaries.unpacked(cleaned(untrusted).data)
    with Image.open(io.BytesIO(members["word/media/image1.png"])) as picture:
        assert picture.size == (1, 1)


def test_a_document_inside_itself_is_left_out() -> None:
    inner = documents.word()
    outer = package(
        "word",
        f'<w:document xmlns:w="{W}"><w:body><w:altChunk xmlns:r="x" r:id="rId1"/></w:body></w:document>',
        {"word/_rels/document.xml.rels": rels(("rId1", "aFChunk", "inner.docx")), "word/inner.docx": inner},
    )
    assert not [name for name in canaries.unpacked(cleaned(outer).data) if "inner" in name]


def test_parts_that_point_at_each_other_in_a_ring_end() -> None:
    ring = rels(("rId1", "styles", "document.xml"), ("rId2", "officeDocument", "document.xml"))
    assert cleaned(
        package("word", f'<w:document xmlns:w="{W}"><w:body/></w:document>', {"word/_rels/document.xml.rels": ring})
    )


def test_other_packages_are_refused_by_name() -> None:
    with pytest.raises(Unsupported, match="Save it as DOCX"):
        ooxml.clean(_retyped("application/vnd.ms-excel.sheet.binary.macroEnabled.main"))


def _retyped(kind: str) -> bytes:
    members = canaries.unpacked(documents.word())
    types = members["[Content_Types].xml"].decode()
    members["[Content_Types].xml"] = types.replace(
        "application/vnd.ms-word.document.macroEnabled.main+xml", kind
    ).encode()
    return canaries.zipped(dict(members))


def test_a_package_without_a_main_part_is_refused() -> None:
    with pytest.raises(MalformedFile):
        ooxml.clean(canaries.zipped({"[Content_Types].xml": "<Types/>", "photo.jpg": photo()}))


def test_a_locked_member_is_refused_as_locked() -> None:
    untrusted = bytearray(documents.word())
    at = untrusted.find(b"PK\x01\x02")
    untrusted[at + 8] |= 1
    with pytest.raises(Encrypted, match="password"):
        ooxml.clean(bytes(untrusted))


@pytest.mark.parametrize("sample", [samples.word, samples.excel, samples.powerpoint])
def test_the_smallest_document_of_each_kind_is_cleaned(sample: Callable[[], bytes]) -> None:
    assert cleaned(sample()).removed == frozenset()
