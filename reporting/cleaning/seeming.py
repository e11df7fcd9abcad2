"""What a file seems to be, for a name and never for opening it: told without unpacking anything of it.

>>> seems(b"%PDF-1.7 ...").ending
'.pdf'

`sniff` looks into archives and so belongs in the box. This one only compares bytes, and may be wrong.
"""

import re

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.sniff import FileType, sniff

_ZIP = b"PK\x03\x04"
_OPENDOCUMENT = re.compile(
    rb".{26}mimetypeapplication/vnd\.oasis\.opendocument\.(text|spreadsheet|presentation)", re.DOTALL
)
_OPENDOCUMENTS = {b"text": FileType.ODT, b"spreadsheet": FileType.ODS, b"presentation": FileType.ODP}
_MAIN_PARTS = (
    (b"word/document.xml", FileType.DOCX),
    (b"xl/workbook.xml", FileType.XLSX),
    (b"ppt/presentation.xml", FileType.PPTX),
)


def seems(untrusted: bytes) -> FileType | None:
    """The type that these bytes look like, if it is one that we know."""
    if untrusted.startswith(_ZIP):
        return _document(untrusted)
    try:
        return sniff(untrusted)
    except CleaningError:
        return None


def _document(untrusted: bytes) -> FileType | None:
    odf = _OPENDOCUMENT.match(untrusted, len(_ZIP))
    if odf:
        return _OPENDOCUMENTS[odf[1]]
    return next((kind for name, kind in _MAIN_PARTS if name in untrusted), None)
