"""GIF89a: images, their times, and how often they repeat. No comments, no texts, no other extensions."""

from reporting.cleaning.gates.refusing import must, number

_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01"
_IMAGE, _END = 0x2C, 0x3B


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is a bare picture, to the last byte."""
    must(cleaned[:6] == b"GIF89a", "another beginning")
    must(cleaned[10:13] == b"\0\0\0", "a palette or shape for the whole")
    at = 13
    if cleaned.startswith(_LOOP, at):
        must(number(cleaned, at + 18, "B") == 0, "a longer loop")
        at += 19
    images = 0
    while number(cleaned, at, "B") != _END:
        at = _image(cleaned, _control(cleaned, at))
        images += 1
    must(images > 0 and at + 1 == len(cleaned), "bytes after the picture")


def _control(cleaned: bytes, at: int) -> int:
    must(cleaned[at : at + 3] == b"\x21\xf9\x04" and number(cleaned, at + 7, "B") == 0, "an extension")
    must(cleaned[at + 3] & 0xE2 == 0 and cleaned[at + 6] == 0, "another frame header")
    return at + 8


def _image(cleaned: bytes, at: int) -> int:
    must(number(cleaned, at, "B") == _IMAGE and number(cleaned, at + 9, "B") == 0x87, "something that is no image")
    at += 10 + 768
    must(2 <= number(cleaned, at, "B") <= 8, "another code size")
    at += 1
    while (length := number(cleaned, at, "B")) != 0:
        at += 1 + length
    return at + 1
