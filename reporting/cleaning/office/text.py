"""Plain text: the words, and nothing between them that cannot be seen.

    clean(b"Dear all,\\r\\n\\xe2\\x80\\x8bhello   \\r\\n").data      # b"Dear all,\\nhello\\n"

UTF-8, or UTF-16 with a byte order mark; what comes out is UTF-8 without one. Spaces at the ends of lines can hold a
hidden mark as well as any zero-width character, so they go too.
"""

import codecs

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile, NotProvenClean, TooLarge, Unsupported
from reporting.cleaning.office.characters import visible
from reporting.cleaning.sniff import FileType, sniff

MEDIA_TYPE = "text/plain"
MOST_BYTES = 5_000_000
_NO_TEXT = "This is not a text file, or it is empty. Send a screenshot or a PDF of it instead."
_BINARY = frozenset(range(0x20)) - frozenset(b"\t\n\r\x0b\x0c\x1b\x08")


def clean(untrusted: bytes) -> Cleaned:
    """The text as UTF-8; raises TooLarge, Unsupported for another encoding, MalformedFile for a binary file, and either
    for what becomes another kind of file."""
    text = _decode(untrusted)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n").replace("\u2028", "\n")
    kept = "\n".join(visible(line).rstrip() for line in lines.replace("\u2029", "\n").split("\n"))
    kept = kept.strip("\n") + "\n"
    # Without what could not be seen it may begin like a web page or a picture, and would be taken for one from here on.
    if sniff(kept.encode()) is not FileType.TEXT:
        raise MalformedFile(_NO_TEXT)
    return Cleaned(MEDIA_TYPE, kept.encode(), _removed(untrusted, kept))


def _decode(untrusted: bytes) -> str:
    if len(untrusted) > MOST_BYTES:
        raise TooLarge("This text is longer than 5 MB. Send the part of it that matters.")
    wide = untrusted.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = untrusted.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unsupported(
            "We cannot read the letters of this text. Save it as UTF-8, or send a screenshot of it instead."
        ) from None
    if not text or _BINARY.intersection(map(ord, text)):
        raise MalformedFile(_NO_TEXT)
    return text


def _removed(untrusted: bytes, kept: str) -> frozenset[Kind]:
    """Whether anything but line ends and a byte order mark went."""
    plain = _decode(untrusted).replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff").strip("\n") + "\n"
    return frozenset() if plain == kept else frozenset({Kind.IDENTIFIER})


def check(cleaned: bytes, untrusted: bytes) -> None:
    """The gate: UTF-8 in which every character is a letter, a sign, a space or a line end; raises NotProvenClean."""
    del untrusted  # all that is kept is what can be seen: there is nothing to compare with
    try:
        text = cleaned.decode("utf-8")
    except UnicodeDecodeError:
        raise NotProvenClean("This text could not be proven clean. Send a screenshot of it instead.") from None
    bad = any((ord(c) < 0x20 and c not in "\t\n") or c in _NEVER or 0xE0000 <= ord(c) <= 0xE0FFF for c in set(text))
    if bad or "\r" in text or " \n" in text or "\t\n" in text:
        raise NotProvenClean("This text could not be proven clean. Send a screenshot of it instead.")


_NEVER = frozenset(
    "\x7f\u00ad\u034f\u180e\u200b\u202a\u202b\u202c\u202d\u202e\u2028\u2029\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068"
    "\u2069\u206a\u206b\u206c\u206d\u206e\u206f\ufeff\ufff9\ufffa\ufffb"
)
