"""The gate finds what a cleaner might have left: every kind of thing put back into a cleaned document is refused."""

import io
import zipfile

import pytest

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.office import odf, ooxml
from reporting.cleaning.office import zip as archive
from tests.cleaning.metafiles.drawings import emf, rectangle
from tests.cleaning.office import canaries, documents
from tests.cleaning.office.opendocuments import opendocument
from tests.cleaning.office.packages import photo

WORD = documents.word()
CLEANED = ooxml.clean(WORD).data
TEXT = opendocument("text")
CLEANED_TEXT = odf.clean(TEXT).data


def put_back(cleaned: bytes, part: str, old: str, new: str) -> bytes:
    """The cleaned document with `new` for `old` in one part, in an archive as we write it."""
    members = canaries.unpacked(cleaned)
    text = members[part].decode()
    assert old in text
    members[part] = text.replace(old, new, 1).encode()
    return archive.write(members, stored={"mimetype"})


def added(cleaned: bytes, name: str, data: bytes) -> bytes:
    return archive.write(canaries.unpacked(cleaned) | {name: data}, stored={"mimetype"})


def test_what_was_cleaned_passes() -> None:
    ooxml.check(CLEANED, WORD)
    odf.check(CLEANED_TEXT, TEXT)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("word/document.xml", "<w:p>", f'<w:p w:rsidR="{canaries.RSID}">'),
        ("word/document.xml", "<w:p>", '<w:p w:strange="1">'),
        ("word/document.xml", "<w:body>", '<w:body><w:del w:id="1" w:author="A B"/>'),
        ("word/document.xml", "<w:body>", "<w:body><!-- a comment -->"),
        ("word/document.xml", "<w:body>", "<w:body><?an instruction?>"),
        ("word/document.xml", "<w:body>", '<w:body><x:y xmlns:x="urn:x"/>'),
        ("word/document.xml", "<w:body>", "<w:body>words between"),
        ("word/document.xml", "<w:body>", "<w:body><w:p><w:r><w:t>a\u200bb</w:t></w:r></w:p>"),
        ("word/document.xml", "<w:document", "<!DOCTYPE a><w:document"),
        ("word/document.xml", 'name="Object"', f'name="{canaries.AUTHOR}"'),
        ("word/document.xml", 'name="Object"', f'name="{canaries.PATH}"'),
        ("word/document.xml", 'name="Object"', 'name="Object" descr="IMG_1"'),
        ("word/document.xml", "Kept words.", canaries.COMMENT),
        ("word/document.xml", "Kept words.", canaries.DELETED + " by hand"),
        ("word/document.xml", "</w:document>", "</w:document"),
        ("word/_rels/document.xml.rels", "https://example.org/rules", "file:///home/rosa/a.docx"),
        ("word/_rels/document.xml.rels", "relationships/image", "relationships/oleObject"),
        ("word/_rels/document.xml.rels", "media/image1.jpeg", "media/image9.jpeg"),
        ("word/_rels/document.xml.rels", 'Id="rId1"', 'Id="rosa1"'),
        ("[Content_Types].xml", "wordprocessingml.settings+xml", "wordprocessingml.comments+xml"),
        ("[Content_Types].xml", "</Types>", '<Override PartName="/none.xml" ContentType="application/xml"/></Types>'),
    ],
)
def test_anything_put_back_into_a_word_document_is_refused(part: str, old: str, new: str) -> None:
    with pytest.raises(NotProvenClean, match="cannot account for"):
        ooxml.check(put_back(CLEANED, part, old, new), WORD)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("content.xml", "<text:p>", '<text:p xml:id="rosa">'),
        ("content.xml", "<text:p>", "<text:p><text:author-name>A</text:author-name>"),
        ("content.xml", "https://example.org/rules", "../rosa/file.odt"),
        ("content.xml", "Kept words.", canaries.COMMENT),
        ("content.xml", "Pictures/image1.jpeg", "Pictures/rosa.jpeg"),
        ("settings.xml", ">true<", ">printer<"),
        ("settings.xml", "AddParaTableSpacing", "Rsid 4711"),
        ("mimetype", "opendocument.text", "opendocument.text-template"),
        ("META-INF/manifest.xml", "content.xml", "meta.xml"),
    ],
)
def test_anything_put_back_into_an_open_document_is_refused(part: str, old: str, new: str) -> None:
    with pytest.raises(NotProvenClean, match="cannot account for"):
        odf.check(put_back(CLEANED_TEXT, part, old, new), TEXT)


@pytest.mark.parametrize("name", ["docProps/core.xml", "word/comments.xml", "word/media/image2.svg", "meta.xml", "x"])
def test_a_part_more_is_refused_by_its_name_though_all_in_it_may_stay(name: str) -> None:
    whole = ((ooxml.check, CLEANED, WORD, "word/document.xml"), (odf.check, CLEANED_TEXT, TEXT, "content.xml"))
    for check, cleaned, untrusted, part in whole:
        with pytest.raises(NotProvenClean, match="no place"):
            check(added(cleaned, name, canaries.unpacked(cleaned)[part]), untrusted)


@pytest.mark.parametrize(("name", "image"), [("image2.jpeg", photo()), ("image2.emf", emf(rectangle(), title="Rosa"))])
def test_a_picture_with_its_maker_in_it_is_refused(name: str, image: bytes) -> None:
    with pytest.raises(NotProvenClean, match="cannot account for"):
        ooxml.check(added(CLEANED, f"word/media/{name}", image), WORD)
    with pytest.raises(NotProvenClean, match="cannot account for"):
        odf.check(added(CLEANED_TEXT, f"Pictures/{name}", image), TEXT)


def _rewritten(**changes: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in canaries.unpacked(CLEANED).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in changes.items():
                setattr(info, key, value)
            new.writestr(info, data)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"date_time": (2026, 3, 5, 14, 7, 8)},
        {"comment": b"rosa"},
        {"extra": b"\x01\x00\x04\x00rosa"},
        {"create_system": 0},
        {"external_attr": 0o644 << 16},
    ],
)
def test_a_time_a_comment_or_a_system_in_the_archive_is_refused(changes: dict[str, object]) -> None:
    ooxml.check(_rewritten(), WORD)
    with pytest.raises(NotProvenClean):
        ooxml.check(_rewritten(**changes), WORD)


@pytest.mark.parametrize("around", [(b"rosa", b""), (b"", b"rosa")])
def test_bytes_around_the_archive_are_refused(around: tuple[bytes, bytes]) -> None:
    with pytest.raises(NotProvenClean):
        ooxml.check(around[0] + CLEANED + around[1], WORD)


def test_bytes_between_two_members_are_refused() -> None:
    at = CLEANED.find(b"PK\x03\x04", 10)
    with pytest.raises(NotProvenClean):
        ooxml.check(CLEANED[:at] + b"rosa" + CLEANED[at:], WORD)
