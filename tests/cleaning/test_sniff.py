"""What a file is, from its bytes: names and declared types say nothing, and what is not taken is refused by name."""

import zipfile
from io import BytesIO

import pytest

from reporting.cleaning import CleaningError, Encrypted, FileType, MalformedFile, TooLarge, Unsupported
from reporting.cleaning.sniff import sniff
from reporting.cleaning.sniff_zip import MAX_MEMBERS
from tests.cleaning.made import FORMATS, picture, saved


def packed(**members: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in members.items():
            archive.writestr({"types": "[Content_Types].xml"}.get(name, name), text)
    return out.getvalue()


def ooxml(kind: str) -> bytes:
    return packed(types=f'<Types><Override PartName="/x.xml" ContentType="application/vnd.{kind}"/></Types>')


def box(brand: bytes, *others: bytes) -> bytes:
    body = brand + bytes(4) + b"".join(others)
    return (len(body) + 8).to_bytes(4, "big") + b"ftyp" + body


@pytest.mark.parametrize("form", FORMATS)
def test_every_picture_is_known(form: str) -> None:
    assert sniff(saved(picture(), form)) is FileType[{"HEIF": "HEIC"}.get(form, form)]


@pytest.mark.parametrize(
    ("untrusted", "expected"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\xef\xbb\xbf \n%PDF-1.4\n\x00\x01", "PDF"),
        (ooxml("openxmlformats-officedocument.wordprocessingml.document.main+xml"), "DOCX"),
        (ooxml("ms-word.document.macroEnabled.main+xml"), "DOCX"),
        (ooxml("openxmlformats-officedocument.wordprocessingml.template.main+xml"), "DOCX"),
        (ooxml("openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "XLSX"),
        (ooxml("ms-excel.sheet.macroEnabled.main+xml"), "XLSX"),
        (ooxml("openxmlformats-officedocument.presentationml.presentation.main+xml"), "PPTX"),
        (ooxml("openxmlformats-officedocument.presentationml.slideshow.main+xml"), "PPTX"),
        (ooxml("ms-powerpoint.presentation.macroEnabled.main+xml"), "PPTX"),
        (packed(mimetype="application/vnd.oasis.opendocument.text"), "ODT"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "ODS"),
        (packed(mimetype="application/vnd.oasis.opendocument.presentation-template"), "ODP"),
        (b"ID3\x04\0\0\0\0\0\0", "MP3"),
        (b"\xff\xfb\x90\x64", "MP3"),
        (b"OggS\0\x02", "OGG"),
        (b"fLaC\0\0\0\x22", "FLAC"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "WAV"),
        (box(b"M4A ", b"isom"), "M4A"),
        (box(b"isom", b"mp41"), "MP4"),
        (box(b"mp42"), "MP4"),
        (box(b"qt  "), "MOV"),
        (b"\0\0\0\x08wide\0\0\0\x08mdat", "MOV"),
        (box(b"mif1", b"heic"), "HEIC"),
        (box(b"mif1", b"miaf", b"avif"), "AVIF"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "WEBM"),
        (b"Dear all,\r\n\tit went wrong.\n", "TEXT"),
        ("Ça s’est mal passé. 漢字\n".encode(), "TEXT"),
        ("Ça s’est mal passé\n".encode("utf-16"), "TEXT"),
        ("Ça".encode("cp1252"), "TEXT"),
    ],
)
def test_a_type_is_told_from_bytes(untrusted: bytes, expected: str) -> None:
    assert sniff(untrusted) is FileType[expected]


@pytest.mark.parametrize(
    ("untrusted", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Office formats.*Save it as DOCX"),
        (b"{\\rtf1\\ansi hello}", "RTF documents.*DOCX or PDF"),
        (packed(mimetype="application/epub+zip"), "e-books.*screenshot"),
        (b'<?xml version="1.0"?>\n<svg xmlns="x"/>', "SVG drawings.*PNG or JPEG"),
        (b"  <svg/>", "SVG drawings"),
        (b"<!DOCTYPE html><title>x</title>", "web pages"),
        (b"\xff\x0a\x00", "JPEG XL"),
        (b"\x00\x00\x00\x0cJXL \x0d\x0a\x87\x0a", "JPEG XL"),
        (packed(readme="hello"), "archives.*one by one"),
        (b"PK\x05\x06" + bytes(18), "archives"),
        (b"7z\xbc\xaf\x27\x1c", "archives"),
        (b"Rar!\x1a\x07", "archives"),
        (b"\x1f\x8b\x08\0", "archives"),
        (b"BZh91AY", "archives"),
        (b"name".ljust(257, b"\0") + b"ustar\0", "archives"),
        (b"MZ\x90\0\x03", "programs.*screenshot"),
        (b"\x7fELF\x02\x01", "programs"),
        (b"\xcf\xfa\xed\xfe\x07", "programs"),
        (b"RIFF\x24\0\0\0AVI LIST", "films of this kind.*MP4"),
        (b"\x1aE\xdf\xa3\x9fB\x82\x88matroska", "films of this kind"),
        (box(b"crx "), "raw camera files"),
        (b"8BPS\0\x01", "Photoshop"),
        (b"%!PS-Adobe-3.0", "PostScript.*PDF"),
        (b"\0\x01\x02\x03 nobody knows", "do not know this kind"),
        (b"text with a \0 in it", "do not know this kind"),
    ],
)
def test_what_is_not_taken_is_refused_by_name_and_with_advice(untrusted: bytes, said: str) -> None:
    with pytest.raises(Unsupported, match=said):
        sniff(untrusted)


def test_what_is_locked_with_a_password_is_told_so() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(Encrypted, match="password"):
        sniff(locked)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(MalformedFile, match="empty"):
        sniff(b"")


def test_an_archive_of_very_many_members_is_refused_before_it_is_read() -> None:
    with pytest.raises(TooLarge, match="more than 10,000"):
        sniff(b"PK\x03\x04" + b"PK\x01\x02" * (MAX_MEMBERS + 1))


def test_a_damaged_archive_is_refused() -> None:
    for cut in (10, 40, -30):
        with pytest.raises(CleaningError):
            sniff(ooxml("openxmlformats-officedocument.wordprocessingml.document.main+xml")[:cut])


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_whose_packed_bytes_are_nonsense_is_refused(method: int) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("mimetype", b"application/vnd.oasis.opendocument.text" * 9)
    whole = bytearray(out.getvalue())
    whole[38:60] = b"\xff" * 22
    with pytest.raises(MalformedFile, match="damaged"):
        sniff(bytes(whole))


def test_every_type_has_endings_of_its_own() -> None:
    endings = [ending for file_type in FileType for ending in file_type.endings]
    assert len(set(endings)) == len(endings)
    assert FileType.JPEG.ending == ".jpg"
