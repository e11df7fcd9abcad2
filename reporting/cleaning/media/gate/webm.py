"""Every element on a list (RFC 9559); the only text is that of known codecs, of one writer, and how long a track is."""

import re

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused


def ids(text: str) -> frozenset[bytes]:
    return frozenset(bytes.fromhex(one) for one in text.split())


MASTERS = ids(
    "1A45DFA3 18538067 114D9B74 4DBB 1549A966 1654AE6B AE E0 E1 55B0 55D0 1C53BB6B BB B7 1F43B675 A0 1254C367 "
    "7373 63C0 67C8 7670 75A1 A6"
)
NUMBERS = ids(
    "4286 42F7 42F2 42F3 4287 4285 53AB 53AC 2AD7B1 4489 D7 73C5 83 9C 88 55AA B9 23E383 B0 BA 54B0 54BA 54B2 9A "
    "9D 53B8 53C0 55B1 55B2 55B3 55B4 55B5 55B6 55B7 55B8 55B9 55BA 55BB 55BC 55BD 55D1 55D2 55D3 55D4 55D5 55D6 "
    "55D7 55D8 55D9 55DA B5 78B5 9F 6264 56AA 56BB B3 F7 F1 F0 B2 E7 A7 AB 9B FB 75A2 63C5 68CA 4484 7671 7672 "
    "7673 7674 7675 55EE EE BF"
)
CODED = ids("A3 A1 63A2 A5")
HEADER = b"\x1a\x45\xdf\xa3"
VOID = b"\xec"
TEXTS: dict[bytes, re.Pattern[bytes]] = {
    b"\x42\x82": re.compile(rb"webm"),
    b"\x4d\x80": re.compile(rb"Lavf"),
    b"\x57\x41": re.compile(rb"Lavf"),
    b"\x86": re.compile(rb"V_VP8|V_VP9|V_AV1|A_OPUS|A_VORBIS"),
    b"\x22\xb5\x9c": re.compile(rb"und|eng"),
    b"\x45\xa3": re.compile(rb"DURATION"),
    b"\x44\x87": re.compile(rb"[0-9:.]{8,20}\0*"),
    b"\x44\x7a": re.compile(rb"und"),
}
VORBIS_COMMENT = re.compile(rb"\x03vorbis(.{4})", re.DOTALL)
DEEPEST = 8


def number(data: bytes, at: int, *, marker: bool) -> tuple[int, int]:
    """A number of variable length and where it ends; `marker` keeps the bits that tell its length."""
    length = 9 - data[at].bit_length()
    if length > 8:
        raise refused("an element that we cannot read")
    value = int.from_bytes(data[at : at + length], "big")
    return (value if marker else value & (1 << 7 * length) - 1), at + length


def check(cleaned: bytes, untrusted: bytes) -> None:
    if not cleaned.startswith(HEADER):
        raise refused("another header")
    try:
        walk(cleaned, 0, len(cleaned), 0)
    except IndexError as error:
        raise refused("an element that we cannot read") from error
    refuse_what_is_told(cleaned, untrusted)


def walk(data: bytes, at: int, end: int, depth: int) -> None:
    while at < end:
        start = at
        _, at = number(data, at, marker=True)
        name = data[start:at]
        length, at = number(data, at, marker=False)
        if at + length > end or depth > DEEPEST:
            raise refused("an element that leads outside")
        one(data, name, at, at + length, depth)
        at += length


def one(data: bytes, name: bytes, start: int, end: int, depth: int) -> None:
    if name in MASTERS:
        walk(data, start, end, depth + 1)
    elif name in TEXTS:
        if not TEXTS[name].fullmatch(data, start, end):
            raise refused("words that nobody hears or sees")
    elif name == VOID:
        if any(data[start:end]):
            raise refused("something in a gap")
    elif name in NUMBERS:
        if end - start > 16:
            raise refused("something in the place of a number")
    elif name not in CODED:
        raise refused("an element that we do not know")
    elif name == b"\x63\xa2" and (found := VORBIS_COMMENT.search(data, start, end)) and found[1] != b"\0\0\0\0":
        raise refused("comments")
