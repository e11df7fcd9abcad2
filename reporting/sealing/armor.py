"""Armor: an age file as text, strictly as the specification says, and leniently as a person types it.

    -----BEGIN AGE ENCRYPTED FILE-----
    YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IG1sa2VtNzY4eDI1NTE5IC4uLg==
    -----END AGE ENCRYPTED FILE-----

https://c2sp.org/age#ascii-armor
"""

import binascii
import re

from .errors import SealingError

BEGIN = b"-----BEGIN AGE ENCRYPTED FILE-----"
END = b"-----END AGE ENCRYPTED FILE-----"
COLUMNS = 64
WHITESPACE = b" \t\r\n"
_DASHES = "[-\u2010-\u2015]{0,10}"
# Every repetition has a limit, so that a long text of dashes costs no more than any other.
_MARK = re.compile(_DASHES + r"\s{0,4}(?:BEGIN|END)\s{1,4}AGE\s{1,4}ENCRYPTED\s{1,4}FILE\s{0,4}" + _DASHES, re.I)
_INVISIBLE = re.compile("[\\s\u00ad\u200b-\u200f\u2060\ufeff]+")


class BadArmor(SealingError):
    """This text is not an armored age file."""


def armor(sealed: bytes) -> bytes:
    """`sealed` as ASCII text that ends with a newline."""
    text = binascii.b2a_base64(sealed, newline=False)
    lines = [text[start : start + COLUMNS] for start in range(0, len(text), COLUMNS)]
    return b"\n".join([BEGIN, *lines, END, b""])


def is_armored(untrusted_file: bytes) -> bool:
    """Whether it begins like an armored file."""
    return untrusted_file.lstrip(WHITESPACE).startswith(BEGIN)


def dearmor(untrusted_text: bytes) -> bytes:
    """What was armored. White space around it and CRLF are allowed, nothing else that differs. Raises BadArmor."""
    lines = untrusted_text.strip(WHITESPACE).replace(b"\r\n", b"\n").split(b"\n")
    if len(lines) < 2 or lines[0] != BEGIN or lines[-1] != END:
        raise BadArmor("the first or the last line is not that of an armored age file")
    body = lines[1:-1]
    if any(len(line) != COLUMNS for line in body[:-1]) or (body and not 0 < len(body[-1]) <= COLUMNS):
        raise BadArmor("a line has another length than 64")
    return _decoded(b"".join(body))


def dearmor_typed(untrusted_text: str) -> bytes:
    """What was armored, typed or scanned from paper: white space anywhere, any length of line, first and last line or
    the padding missing. Nothing is lost by that: what was mistyped does not open. Raises BadArmor.
    """
    text = _INVISIBLE.sub("", _MARK.sub("", untrusted_text)).rstrip("=")
    if not text or not text.isascii():
        raise BadArmor("no armored age file in this text")
    return _decoded(text.encode("ascii") + b"=" * (-len(text) % 4))


def _decoded(untrusted_base64: bytes) -> bytes:
    try:
        data = binascii.a2b_base64(untrusted_base64, strict_mode=True)
    except binascii.Error:
        raise BadArmor("not base64") from None
    if binascii.b2a_base64(data, newline=False) != untrusted_base64:
        raise BadArmor("not canonical base64")
    return data
