"""OpenDocument: what is seen stays, what tells of its writer goes, what was folded away is shown."""

import io
import re
import zipfile

import pytest

from reporting.cleaning.cleaned import Cleaned, Encrypted, Kind, MalformedFile, Unsupported
from reporting.cleaning.office import odf, samples
from tests.cleaning.office import canaries
from tests.cleaning.office.opendocuments import members, opendocument

KINDS = ("text", "spreadsheet", "presentation")


def cleaned(untrusted: bytes) -> Cleaned:
    result = odf.clean(untrusted)
    odf.check(result.data, untrusted)
    return result


def content(kind: str) -> str:
    return canaries.unpacked(cleaned(opendocument(kind)).data)["content.xml"].decode()


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_about_the_writer_is_left(kind: str) -> None:
    untrusted = opendocument(kind)
    assert len(canaries.left(untrusted)) > 5
    assert canaries.left(cleaned(untrusted).data) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_type_comes_first_and_stored_and_no_member_has_a_time(kind: str) -> None:
    once, twice = (cleaned(opendocument(kind)).data for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert {(one.date_time, one.extra) for one in archive.infolist()} == {((1980, 1, 1, 0, 0, 0), b"")}


def test_visible_words_stay_and_fields_become_what_they_showed() -> None:
    text = content("text")
    for words in (
        "Kept words.",
        "Shown Person",
        "Shown file",
        "Web link.",
        "File link.",
        "Controlled words.",
        "Folded words.",
    ):
        assert words in text
    assert not re.search(r"author-name|file-name|text:display|text:change", text)
    assert re.findall(r'<text:a [^>]*href="([^"]+)"', text) == ["https://example.org/rules"]


def test_folded_rows_are_shown_and_a_formula_that_leads_out_becomes_its_value() -> None:
    sheet = content("spreadsheet")
    assert "Folded cell" in sheet
    assert "visibility" not in sheet
    assert re.findall(r'table:formula="([^"]+)"', sheet) == ["of:=SUM([.A1:.A2])"]
    assert 'office:value="17"' in sheet


def test_slides_and_their_notes_stay() -> None:
    slides = content("presentation")
    assert "Shown slide." in slides
    assert "Notes." in slides


def test_a_chart_stays_a_chart_without_its_own_properties() -> None:
    found = canaries.unpacked(cleaned(opendocument("text")).data)
    assert b"Chart words." in found["Object 1/content.xml"]
    assert not [name for name in found if "meta" in name.casefold().replace("meta-inf", "")]


def test_only_switches_of_the_layout_are_left_of_the_settings() -> None:
    settings = canaries.unpacked(cleaned(opendocument("text")).data)["settings.xml"].decode()
    assert re.findall(r'config:config-item config:name="(\w+)"', settings) == ["AddParaTableSpacing"]


def test_a_header_that_repeats_the_authors_name_falls_silent_and_the_page_number_stays() -> None:
    styles = canaries.unpacked(cleaned(opendocument("text")).data)["styles.xml"].decode()
    assert "Head by" not in styles
    assert "text:page-number" in styles


def test_the_reporter_is_told_what_kinds_were_taken_out() -> None:
    kinds = cleaned(opendocument("text")).removed
    assert {
        Kind.PERSON,
        Kind.DATE,
        Kind.COMMENT,
        Kind.HISTORY,
        Kind.PREVIEW,
        Kind.PATH,
        Kind.EMBEDDED,
        Kind.SCRIPT,
    } <= kinds


def test_a_template_comes_out_as_a_plain_document() -> None:
    found = members("text")
    found["mimetype"] = "application/vnd.oasis.opendocument.text-template"
    assert cleaned(canaries.zipped(found)).media_type == "application/vnd.oasis.opendocument.text"


def test_a_locked_document_is_refused_as_locked() -> None:
    found = members("text")
    found["META-INF/manifest.xml"] = "<manifest:encryption-data/>"
    with pytest.raises(Encrypted, match="password"):
        odf.clean(canaries.zipped(found))


@pytest.mark.parametrize("missing", ["content.xml", "mimetype"])
def test_a_package_without_its_heart_is_refused(missing: str) -> None:
    found = members("text")
    del found[missing]
    with pytest.raises((MalformedFile, Unsupported)):
        odf.clean(canaries.zipped(found))


def test_the_tray_of_somebodys_printer_is_forgotten() -> None:
    found = members("text")
    layout = (
        '<office:styles/><office:automatic-styles><style:page-layout style:name="pm1"><style:page-layout-properties'
        f' fo:page-width="21cm" style:paper-tray-name="{canaries.VARIABLE}"/></style:page-layout>'
        "</office:automatic-styles>"
    )
    found["styles.xml"] = str(found["styles.xml"]).replace("<office:styles/>", layout)
    styles = canaries.unpacked(cleaned(canaries.zipped(found)).data)["styles.xml"]
    assert b"21cm" in styles
    assert b"tray" not in styles


def test_an_object_in_an_object_is_left_out() -> None:
    found = members("text")
    nested = str(found["Object 7/content.xml"])
    frame = '<draw:frame><draw:object xlink:href="./Object 7"/></draw:frame>'
    found["Object 7/content.xml"] = nested.replace("<text:p>Chart words.", f"<text:p>{frame}Chart words.")
    assert b"draw:object" not in canaries.unpacked(cleaned(canaries.zipped(found)).data)["Object 1/content.xml"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_smallest_document_of_each_kind_is_cleaned(kind: str) -> None:
    assert cleaned(samples.opendocument(kind)).removed == frozenset()
