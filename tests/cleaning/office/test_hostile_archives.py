"""Archives and XML made to harm: each refused with a clear reason, quickly, and without unpacking much."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from reporting.cleaning.cleaned import CleaningError, Encrypted, MalformedFile, TooLarge
from reporting.cleaning.office import odf, ooxml
from reporting.cleaning.office import zip as archive
from reporting.cleaning.office.xml import parse
from tests.cleaning.office import documents
from tests.cleaning.office.canaries import unpacked, zipped
from tests.cleaning.office.packages import W, package


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "a/../../b", "C:/x", "a\\b", "a//b", "\x01", "a/./b"])
def test_a_member_that_would_leave_its_folder_is_refused(name: str) -> None:
    with pytest.raises(MalformedFile):
        archive.read(zipped({"word/document.xml": "<a/>", name: "x"}))


def test_two_members_of_one_name_are_refused_whatever_the_case() -> None:
    with pytest.raises(MalformedFile):
        archive.read(zipped({"word/document.xml": "<a/>", "Word/Document.xml": "<b/>"}))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = zipped({"word/document.xml": bytes(150_000_000)})
    tracemalloc.start()
    with pytest.raises(TooLarge, match="more than we can look through"):
        archive.read(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_member_that_is_longer_than_it_says_is_refused() -> None:
    honest = zipped({"word/document.xml": b"a" * 5_000_000})
    lying = honest.replace(struct.pack("<I", 5_000_000), struct.pack("<I", 500))
    with pytest.raises(CleaningError):
        archive.read(lying)


def test_a_hundred_thousand_members_are_refused_quickly() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as many:
        for at in range(100_000):
            many.writestr(zipfile.ZipInfo(f"{at}.xml"), b"")
    untrusted = out.getvalue()
    before = time.process_time()
    with pytest.raises(TooLarge):
        archive.read(untrusted)
    assert time.process_time() - before < 1


def test_members_that_share_their_bytes_are_refused() -> None:
    untrusted = bytearray(zipped({"a.xml": b"a" * 90, "b.xml": b"b" * 90}))
    second = untrusted.rfind(b"PK\x01\x02")
    untrusted[second + 42 : second + 46] = struct.pack("<I", 4)
    with pytest.raises(MalformedFile):
        archive.read(bytes(untrusted))


def test_bytes_before_and_after_the_archive_do_not_come_along() -> None:
    untrusted = b"MZ canary" * 9 + documents.word() + b"canary trailing"
    result = ooxml.clean(untrusted)
    assert b"canary" not in result.data
    assert result.data.startswith(b"PK\x03\x04")


@pytest.mark.parametrize("cut", [1, 100, 1000, -100, -10])
def test_a_truncated_document_is_refused(cut: int) -> None:
    with pytest.raises(CleaningError):
        ooxml.clean(documents.word()[:cut])


XXE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(9))
    + "]><a>&a8;</a>"
)
PARAMETER = '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd">%x;]><a/>'


@pytest.mark.parametrize("xml", [XXE, LAUGHS, PARAMETER, "<!DOCTYPE a><a/>"])
@pytest.mark.parametrize("form", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(xml: str, form: str) -> None:
    with pytest.raises(MalformedFile):
        parse(xml.encode(form))


@pytest.mark.parametrize("xml", [b"", b"<a>", b"<a>&x;</a>", b"not xml", b"<a/><b/>", b"<" * 10_000, b"<a>" * 10_000])
def test_xml_that_is_not_well_formed_is_refused(xml: bytes) -> None:
    with pytest.raises(MalformedFile):
        parse(xml)


def test_a_part_of_too_many_elements_is_refused_before_it_is_parsed() -> None:
    before = time.process_time()
    with pytest.raises(TooLarge, match="too large to look through"):
        parse(b"<a>" + b"<b/>" * 1_000_001 + b"</a>")
    assert time.process_time() - before < 0.5


def test_an_entity_in_a_part_of_a_document_refuses_the_document() -> None:
    with pytest.raises(MalformedFile, match="damaged"):
        ooxml.clean(package("word", XXE, {}))


def test_a_link_of_another_protocol_does_not_stay() -> None:
    members = unpacked(documents.word())
    links = members["word/_rels/document.xml.rels"]
    for address in (b"javascript:alert(1)", b"ftp://host/a", b"\\\\host\\share", b"https://user:word@host/"):
        members["word/_rels/document.xml.rels"] = links.replace(b"https://example.org/rules", address)
        cleaned = unpacked(ooxml.clean(zipped(dict(members))).data)["word/_rels/document.xml.rels"]
        assert b"External" not in cleaned


def test_a_part_that_packs_too_well_is_refused() -> None:
    body = "<w:p/>" * 300_000
    with pytest.raises(TooLarge):
        ooxml.clean(package("word", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>', {}))


@pytest.mark.parametrize("clean", [ooxml.clean, odf.clean])
@pytest.mark.parametrize("untrusted", [b"", b"PK", b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(60)])
def test_what_is_hardly_an_archive_is_refused(clean, untrusted: bytes) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(CleaningError) as refused:
        clean(untrusted)
    assert not isinstance(refused.value, Encrypted)
