"""Files that are not taken, each told by its name and with what to send instead.

>>> refuse_by_name(b"{\\\\rtf1 ...")
Traceback (most recent call last):
reporting.cleaning.cleaned.Unsupported: We do not take RTF documents. Save it as DOCX or PDF and send that.
"""

import re

from reporting.cleaning.cleaned import Encrypted, Unsupported

_AS_DOCUMENT = "Save it as DOCX or PDF and send that."
_AS_PICTURE = "Save it as PNG or JPEG and send that."
_ONE_BY_ONE = "Send the files in it one by one."
_AS_FILM = "Save it as MP4 and send that."
_AS_SOUND = "Save it as MP3 and send that."
_NOT_RUN = "Send a screenshot of what it shows."

_STRANGERS = (
    (rb"\{\\rtf", "RTF documents", _AS_DOCUMENT),
    (rb"%!PS|\xc5\xd0\xd3\xc6", "PostScript", "Save it as PDF and send that."),
    (rb"\x00\x00\x00\x0cJXL |\xff\x0a", "JPEG XL pictures", _AS_PICTURE),
    (rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51", "JPEG 2000 pictures", _AS_PICTURE),
    (rb"8BPS", "Photoshop files", _AS_PICTURE),
    (rb"\x00\x00[\x01\x02]\x00", "icons", _AS_PICTURE),
    (rb"II\+\x00|MM\x00\+", "TIFF files of the large kind", _AS_PICTURE),
    (rb"....ftypcrx |FUJIFILMCCD|IIRO|IIU\x00", "raw camera files", _AS_PICTURE),
    (rb"\xd7\xcd\xc6\x9a|\x01\x00\x00\x00.{36} EMF", "Windows metafiles", _AS_PICTURE),
    (
        rb"PK\x05\x06|PK\x07\x08|7z\xbc\xaf|Rar!|\x1f\x8b|BZh|\xfd7zXZ|\x28\xb5\x2f\xfd|MSCF|LZIP|.{257}ustar",
        "archives",
        _ONE_BY_ONE,
    ),
    (rb"MZ|\x7fELF|\xca\xfe\xba\xbe|[\xcf\xce]\xfa\xed\xfe|\x00asm|dex\n", "programs", _NOT_RUN),
    (rb"SQLite format 3", "databases", _NOT_RUN),
    (rb"RIFF....AVI |FLV\x01|\x30\x26\xb2\x75|\x1aE\xdf\xa3|\x00\x00\x01\xba|G.{187}G", "films of this kind", _AS_FILM),
    (rb"#!AMR|FORM....AIF|MThd|RF64|caff|\.snd|\xff[\xf0\xf1\xf8\xf9]", "sound of this kind", _AS_SOUND),
)
_PATTERNS = tuple((re.compile(pattern, re.DOTALL), what, advice) for pattern, what, advice in _STRANGERS)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|!--|svg|html|head|body)", re.IGNORECASE)


def refuse_by_name(untrusted: bytes) -> None:
    """Raises Unsupported, or Encrypted, for a kind of file that is known and not taken; returns for all others."""
    if untrusted.startswith(_OLE):
        _refuse_ole(untrusted)
    for pattern, what, advice in _PATTERNS:
        if pattern.match(untrusted):
            raise Unsupported(f"We do not take {what}. {advice}")
    if _MARKUP.match(untrusted):
        if b"<svg" in untrusted[:65536]:
            raise Unsupported(f"We do not take SVG drawings. {_AS_PICTURE}")
        raise Unsupported("We do not take web pages or XML. Send a PDF or a screenshot of it.")


def _refuse_ole(untrusted: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in untrusted:
        raise Encrypted("This document is locked with a password. Save it without one, or send screenshots of it.")
    raise Unsupported(
        "We do not take the old Office formats (doc, xls, ppt, msg). Save it as DOCX, XLSX, PPTX or PDF and send that."
    )
