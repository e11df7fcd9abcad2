"""Office Open XML: DOCX, XLSX and PPTX, and what is like them with macros or as a template (ECMA-376, ISO 29500).

    cleaned = clean(untrusted_docm)        # media_type "application/vnd.…wordprocessingml.document"
    check(cleaned.data, untrusted_docm)    # the gate

What was hidden and can be shown from a menu (sheets, rows, slides, text) is shown; what no menu shows is gone.
"""

from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.office import zip as archive
from reporting.cleaning.office.gate import check_ooxml as check
from reporting.cleaning.office.ooxml.document import Document
from reporting.cleaning.office.ooxml.found import kinds_in
from reporting.cleaning.office.ooxml.kinds import MEDIA_TYPES

__all__ = ["check", "clean"]


def clean(untrusted: bytes) -> Cleaned:
    """The document rebuilt; raises MalformedFile, Encrypted, TooLarge, Unsupported."""
    members = archive.read(untrusted)
    document = Document(members)
    document.rebuild()
    data = archive.write(document.members())
    return Cleaned(MEDIA_TYPES[document.family], data, frozenset(document.found | kinds_in(members)))
