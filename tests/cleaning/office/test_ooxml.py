"""Word, Excel and PowerPoint: what is seen stays, what tells of its writer goes, what was folded away is shown."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from PIL import Image

from reporting.cleaning.cleaned import Encrypted, Kind, MalformedFile, Unsupported
from reporting.cleaning.office import ooxml, samples
from tests.cleaning.office import canaries, documents
from tests.cleaning.office.cleaned import body, cleaned, paragraphs
from tests.cleaning.office.packages import photo

DOCUMENTS = {"word": documents.word, "xl": documents.excel, "ppt": documents.powerpoint}


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
