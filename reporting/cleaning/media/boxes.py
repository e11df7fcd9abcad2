"""Go over the `moov` that was written: no user data, and a codec's set-up without messages.

The set-up of H.264 and HEVC (ISO 14496-15: `avcC`, `hvcC`) is copied from the stranger's file, and encoders put whole
command lines into it. `moov` is the last box, so it may shrink without moving a sample. HEVC is called `hvc1`, as
phones do it: what its samples need is in the set-up, and some players know no other name.
"""

from collections.abc import Callable, Iterator

from reporting.cleaning.cleaned import MalformedFile
from reporting.cleaning.media.limits import DAMAGED

INSIDE = {b"moov": 0, b"trak": 0, b"mdia": 0, b"minf": 0, b"stbl": 0, b"stsd": 8}
PICTURE_ENTRIES = frozenset((b"avc1", b"avc3", b"hvc1", b"hev1"))
ENTRY, SOUND_ENTRY, ALAC_SETUP = 78, 28, 28
PARAMETER_SETS = frozenset((32, 33, 34))
HIGH = frozenset((100, 110, 122, 144))


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and body; MalformedFile when one leads outside."""
    at = 0
    while at < len(data):
        length, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if length < head or at + length > len(data):
            raise MalformedFile(DAMAGED)
        yield name, data[at + head : at + length]
        at += length


def box(name: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + name + body


def finished(data: bytes) -> bytes:
    place = data.rfind(b"moov") - 4
    return data[:place] + b"".join(rewritten(name, body, b"") for name, body in boxes(data[place:]))


def rewritten(name: bytes, body: bytes, around: bytes) -> bytes:
    """`around` is the name of the box that it lies in: an entry of ALAC and its set-up have the same name."""
    if name == b"udta":
        return b""
    skipped = INSIDE.get(name, ENTRY if name in PICTURE_ENTRIES else None)
    if (name, around) == (b"alac", b"stsd"):
        skipped = SOUND_ENTRY
    if skipped is not None:
        inside = b"".join(rewritten(*one, name) for one in boxes(body[skipped:]))
        return box(b"hvc1" if name == b"hev1" else name, body[:skipped] + inside)
    return box(name, SET_UPS[name](body) if name in SET_UPS else body)


def units(data: bytes, at: int, count: int) -> tuple[bytes, int]:
    """`count` units with their lengths in front, and where they end."""
    start = at
    for _ in range(count):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
    if at > len(data):
        raise MalformedFile(DAMAGED)
    return data[start:at], at


def plain_avc(data: bytes) -> bytes:
    if len(data) < 7:
        raise MalformedFile(DAMAGED)
    sequences, at = units(data, 6, data[5] & 31)
    count = data[at] if at < len(data) else 0
    pictures, at = units(data, at + 1, count)
    tail = data[at : at + 3] + b"\0" if data[1] in HIGH and len(data) >= at + 4 else b""
    return data[:6] + sequences + bytes([count]) + pictures + tail


def plain_hevc(data: bytes) -> bytes:
    if len(data) < 23:
        raise MalformedFile(DAMAGED)
    at, kept = 23, []
    for _ in range(data[22]):
        head, count = data[at : at + 1], int.from_bytes(data[at + 1 : at + 3], "big")
        inside, at = units(data, at + 3, count)
        if head and head[0] & 63 in PARAMETER_SETS:
            kept.append(head + count.to_bytes(2, "big") + inside)
    return data[:22] + bytes([len(kept)]) + b"".join(kept)


def plain_alac(data: bytes) -> bytes:
    """Without the largest packet and the average rate, which decoders do not ask for: 0 is "unknown" (Apple's
    ALACMagicCookieDescription); nor the names of the channels, which follow from their number.
    """
    if len(data) < ALAC_SETUP:
        raise MalformedFile(DAMAGED)
    return bytes(4) + data[4:16] + bytes(8) + data[24:ALAC_SETUP]


SET_UPS: dict[bytes, Callable[[bytes], bytes]] = {b"avcC": plain_avc, b"hvcC": plain_hevc, b"alac": plain_alac}
