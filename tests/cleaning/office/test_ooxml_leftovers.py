"""Word, Excel and PowerPoint: names, numbers and parts that nobody sees do not come through."""

import io

from PIL import Image

from tests.cleaning.office import canaries, documents
from tests.cleaning.office.cleaned import body, cleaned, paragraphs
from tests.cleaning.office.packages import R, W, X, package, rels


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
