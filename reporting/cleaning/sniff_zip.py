"""Which document a ZIP container is: OOXML says it in [Content_Types].xml (ECMA-376-2), ODF in `mimetype` (ODF 1.3-2).

>>> sniff_zip(an_odt)
'ODT'
"""

import re
import zipfile
import zlib
from io import BytesIO

from reporting.cleaning.cleaned import Encrypted, MalformedFile, TooLarge, Unsupported

MAX_MEMBERS = 10_000
_MAX_TYPES = 1 << 20
_OOXML = (
    (re.compile(rb"wordprocessingml\.(?:document|template)\.main\+xml|ms-word\.\w+\.macroEnabled"), "DOCX"),
    (re.compile(rb"spreadsheetml\.(?:sheet|template)\.main\+xml|ms-excel\.(?:sheet|template)\.macroEnabled"), "XLSX"),
    (re.compile(rb"presentationml\.(?:presentation|slideshow|template)\.main\+xml|ms-powerpoint\.\w+\.macro"), "PPTX"),
)
_ODF = re.compile(rb"application/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)(?:-template)?\s*$")
_DAMAGED = "This file is damaged or cut short. Send a PDF or screenshots of it instead."
_LOCKED = "This file is locked with a password. Save it without one, or send screenshots of it."
_ODF_NAMES = {b"text": "ODT", b"spreadsheet": "ODS", b"presentation": "ODP"}


def sniff_zip(untrusted: bytes) -> str:
    """DOCX, XLSX, PPTX, ODT, ODS or ODP; raises Unsupported for another archive, TooLarge, MalformedFile, Encrypted."""
    if untrusted.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise TooLarge(f"This file holds more than {MAX_MEMBERS:,} others. Send a PDF or screenshots of it instead.")
    try:
        with zipfile.ZipFile(BytesIO(untrusted)) as archive:
            names = set(archive.namelist())
            member = next((name for name in ("mimetype", "[Content_Types].xml") if name in names), None)
            told = _read(archive, member) if member else b""
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
        raise MalformedFile(_DAMAGED) from None
    return _named(told, "EncryptedPackage" in names)


def _read(archive: zipfile.ZipFile, member: str) -> bytes:
    info = archive.getinfo(member)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # no office packs in any other way
        raise MalformedFile(_DAMAGED)
    if info.flag_bits & 1:
        raise Encrypted(_LOCKED)
    with archive.open(member) as opened:
        return opened.read(_MAX_TYPES)


def _named(told: bytes, locked: bool) -> str:
    if locked:
        raise Encrypted(_LOCKED)
    odf = _ODF.match(told)
    if odf:
        return _ODF_NAMES[odf[1]]
    if told.startswith(b"application/epub"):
        raise Unsupported("We do not take e-books. Send a screenshot of the page you mean.")
    for pattern, name in _OOXML:
        if pattern.search(told):
            return name
    raise Unsupported("We do not take archives (zip and others). Send the files in it one by one.")
