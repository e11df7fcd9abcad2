"""One STREAMINFO, then frames whose numbers follow each other, the last of which ends with its own checksum."""

import re

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

SYNC = re.compile(rb"\xff[\xf8\xf9]")
FIRST = 42


def crc(data: bytes, bits: int, polynomial: int) -> int:
    value, top, mask = 0, 1 << bits - 1, (1 << bits) - 1
    for byte in data:
        value ^= byte << bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
    return value


def header(data: bytes, at: int) -> int | None:
    """The number in the frame header that begins at `at` and fits its checksum; None when there is none."""
    lead = data[at + 4]
    extra = 0 if lead < 0x80 else 8 - (lead ^ 0xFF).bit_length() - 1
    if lead >= 0x80 and not 1 <= extra <= 6:
        return None
    number = lead & (0x7F >> (extra + 1 if extra else 0))
    for byte in data[at + 5 : at + 5 + extra]:
        if byte >> 6 != 2:
            return None
        number = number << 6 | byte & 63
    end = at + 5 + extra
    end += {6: 1, 7: 2}.get(data[at + 2] >> 4, 0) + {12: 1, 13: 2, 14: 2}.get(data[at + 2] & 15, 0)
    if end >= len(data) or crc(data[at:end], 8, 0x07) != data[end]:
        return None
    return number


def check(cleaned: bytes, untrusted: bytes) -> None:
    if cleaned[:8] != b"fLaC\x80\0\0\x22" or SYNC.match(cleaned, FIRST) is None:
        raise refused("more than samples")
    starts: list[int] = []
    previous = -1
    for found in SYNC.finditer(cleaned, FIRST, max(FIRST, len(cleaned) - 6)):
        number = header(cleaned, found.start())
        if number is not None and number > previous:
            starts.append(found.start())
            previous = number
    largest = int.from_bytes(cleaned[15:18], "big")
    ends = [*starts[1:], len(cleaned)]
    if starts[:1] != [FIRST] or (largest and any(b - a > largest for a, b in zip(starts, ends, strict=True))):
        raise refused("something between the samples")
    last = cleaned[starts[-1] :]
    if len(last) > 2**20 or crc(last[:-2], 16, 0x8005) != int.from_bytes(last[-2:], "big"):
        raise refused("something behind the samples")
    refuse_what_is_told(cleaned, untrusted)
