"""What a file is, told from its bytes: a name or a declared type is only what the sender says.

>>> sniff(b"\\xff\\xd8\\xff\\xe0...").name
'JPEG'

The first bytes decide and nothing else does, so that a file which is two things at once is cleaned as one of them.
"""

import re
from enum import StrEnum

from reporting.cleaning.cleaned import MalformedFile, Unsupported
from reporting.cleaning.sniff_zip import sniff_zip
from reporting.cleaning.strangers import refuse_by_name

_ENDINGS = {
    "JPEG": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "TIFF": (".tiff", ".tif"),
    "PNG": (".png", ".apng"),
    "BMP": (".bmp", ".dib"),
    "TEXT": (".txt", ".text", ".md", ".csv", ".log"),
    "OGG": (".ogg", ".oga", ".opus", ".ogv"),
    "MP4": (".mp4", ".m4v"),
    "MOV": (".mov", ".qt"),
    "M4A": (".m4a", ".m4b"),
}


class FileType(StrEnum):
    """A type that is taken; the value is its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    GIF = "image/gif"
    WEBP = "image/webp"
    TIFF = "image/tiff"
    BMP = "image/bmp"
    HEIC = "image/heic"
    AVIF = "image/avif"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ODT = "application/vnd.oasis.opendocument.text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet"
    ODP = "application/vnd.oasis.opendocument.presentation"
    TEXT = "text/plain"
    MP3 = "audio/mpeg"
    M4A = "audio/mp4"
    WAV = "audio/wav"
    OGG = "audio/ogg"
    FLAC = "audio/flac"
    MP4 = "video/mp4"
    MOV = "video/quicktime"
    WEBM = "video/webm"

    @property
    def ending(self) -> str:
        """With its dot: ".jpg"."""
        return self.endings[0]

    @property
    def endings(self) -> tuple[str, ...]:
        """All that name this type in small letters, the usual one first."""
        return _ENDINGS.get(self.name, ("." + self.name.lower(),))


_PREFIXES = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG\r\n\x1a\n", FileType.PNG),
    (b"GIF87a", FileType.GIF),
    (b"GIF89a", FileType.GIF),
    (b"II*\0", FileType.TIFF),
    (b"MM\0*", FileType.TIFF),
    (b"%PDF-", FileType.PDF),
    (b"ID3", FileType.MP3),
    (b"OggS", FileType.OGG),
    (b"fLaC", FileType.FLAC),
)
_RIFF = {b"WEBP": FileType.WEBP, b"WAVE": FileType.WAV}
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_BRANDS = {b"M4A ": FileType.M4A, b"M4B ": FileType.M4A, b"qt  ": FileType.MOV}
_MP4_BRAND = re.compile(rb"iso\w|mp4\d|avc1|MSNV|dash|M4V[ HP]|3g[p2]\w|f4v |mmp4|cmfc", re.IGNORECASE)
_ATOMS = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_EBML = b"\x1aE\xdf\xa3"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HEAD = 1024
"""Bytes in which a PDF may begin (ISO 32000-2, annex I)."""


def sniff(untrusted: bytes) -> FileType:
    """The type of a file; raises a CleaningError, whose message says what to do instead, for any that is not taken."""
    if not untrusted:
        raise MalformedFile("This file is empty. Choose it again, or send a screenshot of it.")
    found = _by_prefix(untrusted) or _by_boxes(untrusted)
    if found:
        return found
    if untrusted.startswith(b"PK\x03\x04"):
        return FileType[sniff_zip(untrusted)]
    refuse_by_name(untrusted)
    if b"%PDF-" in untrusted[:_HEAD]:
        return FileType.PDF
    if _is_text(untrusted):
        return FileType.TEXT
    raise Unsupported("We do not know this kind of file. Send a screenshot or a PDF of it instead.")


def _by_prefix(untrusted: bytes) -> FileType | None:
    for prefix, file_type in _PREFIXES:
        if untrusted.startswith(prefix):
            return file_type
    if untrusted.startswith(b"RIFF"):
        return _RIFF.get(untrusted[8:12])
    if untrusted.startswith(b"BM") and untrusted[6:10] == bytes(4):
        return FileType.BMP
    if untrusted.startswith(_EBML) and b"webm" in untrusted[:64]:
        return FileType.WEBM
    if untrusted[0] == 0xFF and len(untrusted) > 1 and untrusted[1] & 0xE6 == 0xE2:  # frame sync, layer III
        return FileType.MP3
    return None


def _by_boxes(untrusted: bytes) -> FileType | None:
    """Files made of boxes (ISO/IEC 14496-12): the brand tells pictures, sound and films apart."""
    box = untrusted[4:8]
    if box in _ATOMS:
        return FileType.MOV
    if box != b"ftyp":
        return None
    brand, size = untrusted[8:12], int.from_bytes(untrusted[:4], "big")
    compatible = {untrusted[at : at + 4] for at in range(16, min(size, 256), 4)}
    if brand in _AVIF_BRANDS or (brand in {b"mif1", b"msf1"} and compatible & _AVIF_BRANDS):
        return FileType.AVIF
    if brand in _HEIC_BRANDS:
        return FileType.HEIC
    return _BRANDS.get(brand) or (FileType.MP4 if _MP4_BRAND.match(brand) else None)


def _is_text(untrusted: bytes) -> bool:
    if untrusted.startswith((b"\xff\xfe", b"\xfe\xff")):
        return len(untrusted) % 2 == 0
    return not _CONTROL.search(untrusted)
