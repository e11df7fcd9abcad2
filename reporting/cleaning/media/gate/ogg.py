"""Page after page; of each stream the first two packets are known, the second being an empty list of comments."""

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

HEADS = (b"\1vorbis", b"OpusHead", b"\x7fFLAC")
VENDOR = b"\6\0\0\0ffmpeg"
NO_COMMENTS = (
    b"\3vorbis" + VENDOR + b"\0\0\0\0\1",
    b"OpusTags" + VENDOR + b"\0\0\0\0",
    b"\x84\0\0\x0e" + VENDOR + b"\0\0\0\0",
)
MOST_STREAMS = 16
TABLE = []
for _byte in range(256):
    _value = _byte << 24
    for _ in range(8):
        _value = (_value << 1 ^ 0x04C11DB7 if _value & 0x80000000 else _value << 1) & 0xFFFFFFFF
    TABLE.append(_value)


def checksum(page: bytes) -> int:
    value = 0
    for byte in page[:22] + bytes(4) + page[26:]:
        value = (value << 8 & 0xFFFFFFFF) ^ TABLE[value >> 24 ^ byte]
    return value


def check(cleaned: bytes, untrusted: bytes) -> None:
    at = 0
    pages: dict[int, int] = {}
    heads: dict[int, list[bytes]] = {}
    held: dict[int, bytes] = {}
    while at < len(cleaned):
        if cleaned[at : at + 5] != b"OggS\0" or at + 27 > len(cleaned):
            raise refused("something between the pages")
        serial, sequence = (int.from_bytes(cleaned[at + n : at + n + 4], "little") for n in (14, 18))
        laces = cleaned[at + 27 : at + 27 + cleaned[at + 26]]
        start = at + 27 + len(laces)
        at_end = start + sum(laces)
        if serial >= MOST_STREAMS or sequence != pages.get(serial, 0) or at_end > len(cleaned):
            raise refused("pages that do not follow each other")
        pages[serial] = sequence + 1
        if sequence < 2 and int.from_bytes(cleaned[at + 22 : at + 26], "little") != checksum(cleaned[at:at_end]):
            raise refused("a page that does not fit its checksum")
        if len(heads.setdefault(serial, [])) < 2:
            read_heads(cleaned[start:at_end], laces, heads[serial], held, serial)
        at = at_end
    if not heads:
        raise refused("no pages")
    for packets in heads.values():
        if len(packets) < 2 or not packets[0].startswith(HEADS) or packets[1] not in NO_COMMENTS:
            raise refused("comments")
    refuse_what_is_told(cleaned, untrusted)


def read_heads(body: bytes, laces: bytes, heads: list[bytes], held: dict[int, bytes], serial: int) -> None:
    """Packets end with a lace below 255 and may go on over several pages."""
    at = 0
    for lace in laces:
        held[serial] = held.get(serial, b"") + body[at : at + lace]
        at += lace
        if lace < 255:
            heads.append(held.pop(serial))
