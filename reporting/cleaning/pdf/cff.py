"""CFF (Adobe Technical Note 5176): the words in it are overwritten in place, so that no offset moves.

Notice, Copyright, FullName, FamilyName, Version and PostScript become spaces, the font's own name becomes Fs.
"""

from itertools import pairwise

WORDS = frozenset((0, 1, 2, 3, 1200, 1221, 1222))
STANDARD_STRINGS = 391


def index(data: bytes, at: int) -> tuple[list[tuple[int, int]], int]:
    """Start and end of each item, and where the index ends."""
    count = int.from_bytes(data[at : at + 2], "big")
    if at + 2 > len(data):
        raise ValueError("no index")
    if not count:
        return [], at + 2
    size = data[at + 2]
    if not 1 <= size <= 4 or at + 3 + (count + 1) * size > len(data):
        raise ValueError("no index")
    offsets = [int.from_bytes(data[at + 3 + n * size : at + 3 + (n + 1) * size], "big") for n in range(count + 1)]
    base = at + 2 + (count + 1) * size
    items = [(base + start, base + end) for start, end in pairwise(offsets)]
    if any(not 0 < start <= end <= len(data) for start, end in items):
        raise ValueError("an index that leads outside")
    return items, base + offsets[-1]


def top_words(data: bytes, start: int, end: int) -> set[int]:
    """The string numbers of WORDS in a Top DICT."""
    found, operands, at = set(), [0], start
    while at < end:
        byte = data[at]
        if byte <= 21:
            at += 1
            if byte == 12:
                byte, at = 1200 + data[at], at + 1
            if byte in WORDS:
                found.add(operands[-1])
            operands = [0]
        elif byte == 30:
            at += 1
            while at < end and data[at] & 15 != 15:
                at += 1
            at += 1
        else:
            value, at = integer(data, at)
            operands.append(value)
    return found


def integer(data: bytes, at: int) -> tuple[int, int]:
    byte = data[at]
    if byte == 28:
        return int.from_bytes(data[at + 1 : at + 3], "big", signed=True), at + 3
    if byte == 29:
        return int.from_bytes(data[at + 1 : at + 5], "big", signed=True), at + 5
    if byte >= 251:
        return -(byte - 251) * 256 - data[at + 1] - 108, at + 2
    if byte >= 247:
        return (byte - 247) * 256 + data[at + 1] + 108, at + 2
    return byte - 139, at + 1


def blank_cff(data: bytes) -> bytes:
    """ValueError or IndexError when it is no CFF."""
    names, at = index(data, data[2])
    tops, at = index(data, at)
    strings, _ = index(data, at)
    out = bytearray(data)
    for start, end in names:
        out[start:end] = b"F" * (end - start)
    for start, end in tops:
        for number in top_words(data, start, end):
            if 0 <= number - STANDARD_STRINGS < len(strings):
                first, last = strings[number - STANDARD_STRINGS]
                out[first:last] = b" " * (last - first)
    return bytes(out)
