"""RIFF WAVE with a `fmt `, perhaps a `fact`, a `data`, in that order, and no byte more."""

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

SIZES = {1: (16,), 3: (16,), 6: (16,), 7: (16,), 2: (50,), 0x11: (20,), 0xFFFE: (40,)}
TAIL_OF_GUID = bytes.fromhex("000000001000800000aa00389b71")


def check(cleaned: bytes, untrusted: bytes) -> None:
    if cleaned[:4] != b"RIFF" or cleaned[8:16] != b"WAVEfmt " or number(cleaned, 4) != len(cleaned) - 8:
        raise refused("another header")
    shape = cleaned[20 : 20 + number(cleaned, 16)]
    tag = int.from_bytes(shape[:2], "little")
    if len(shape) not in SIZES.get(tag, ()) or (tag == 0xFFFE and shape[26:40] != TAIL_OF_GUID):
        raise refused("another kind of samples")
    at = 20 + len(shape)
    if cleaned[at : at + 4] == b"fact":
        if tag == 1 or number(cleaned, at + 4) != 4:
            raise refused("more than samples")
        at += 12
    length = number(cleaned, at + 4)
    if cleaned[at : at + 4] != b"data" or at + 8 + length + length % 2 != len(cleaned):
        raise refused("more than samples")
    if length % 2 and cleaned[-1]:
        raise refused("more than samples")
    refuse_what_is_told(cleaned[:at], untrusted)


def number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
