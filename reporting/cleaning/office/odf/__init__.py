"""OpenDocument: ODT, ODS and ODP, templates included (OASIS OpenDocument 1.3).

    cleaned = clean(untrusted_odt)         # media_type "application/vnd.oasis.opendocument.text"
    check(cleaned.data, untrusted_odt)     # the gate

What was hidden and can be shown from a menu is shown; tracked changes are accepted, fields become their text.
"""

from reporting.cleaning.cleaned import Cleaned, Encrypted, Unsupported
from reporting.cleaning.office import zip as archive
from reporting.cleaning.office.gate import check_odf as check
from reporting.cleaning.office.odf.document import Document
from reporting.cleaning.office.odf.found import kinds_in

__all__ = ["check", "clean"]

_PLAIN = "application/vnd.oasis.opendocument."
MEDIA_TYPES = {
    _PLAIN + kind + end: _PLAIN + kind for kind in ("text", "spreadsheet", "presentation") for end in ("", "-template")
}


def clean(untrusted: bytes) -> Cleaned:
    """The document rebuilt; raises MalformedFile, Encrypted, TooLarge, Unsupported."""
    members = archive.read(untrusted)
    media_type = MEDIA_TYPES.get(members.get("mimetype", b"").decode("ascii", "replace").strip())
    if media_type is None:
        raise Unsupported("We do not take this kind of document. Save it as ODT, ODS, ODP or PDF and send that.")
    if b"encryption-data" in members.get("META-INF/manifest.xml", b"") or "encrypted-package" in members:
        raise Encrypted("This document is locked with a password. Save it without one, or send a PDF of it.")
    document = Document(members, media_type)
    data = archive.write(document.rebuilt(), stored={"mimetype"})
    return Cleaned(media_type, data, frozenset(document.found | kinds_in(members)))
