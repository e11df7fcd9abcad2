"""RIFF WAVE with a `fmt ` and a `data`, in that order, and no byte more."""

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

SIZES = {1: (16,), 3: (16,), 6: (16,), 7: (16,), 2: (50,), 0x11: (20,), 0xFFFE: (40,)}
MS_ADPCM, PACKED = 2, (2, 0x11)
COEFFICIENTS = bytes.fromhex("0700000100000002 00ff00000000c000 4000f0000000cc01 30ff880118ff")
TAIL_OF_GUID = bytes.fromhex("000000001000800000aa00389b71")


def check(cleaned: bytes, untrusted: bytes) -> None:
    if cleaned[:4] != b"RIFF" or cleaned[8:16] != b"WAVEfmt " or number(cleaned, 4) != len(cleaned) - 8:
        raise refused("another header")
    shape = cleaned[20 : 20 + number(cleaned, 16)]
    tag = int.from_bytes(shape[:2], "little")
    if len(shape) not in SIZES.get(tag, ()) or (tag == 0xFFFE and shape[26:40] != TAIL_OF_GUID):
        raise refused("another kind of samples")
    if tag == MS_ADPCM and shape[20:] != COEFFICIENTS:
        raise refused("another table")
    if tag not in PACKED and number(shape, 8) != number(shape, 4) * int.from_bytes(shape[12:14], "little") % 2**32:
        raise refused("a rate that is none")
    at = 20 + len(shape)
    length = number(cleaned, at + 4)
    if cleaned[at : at + 4] != b"data" or at + 8 + length + length % 2 != len(cleaned):
        raise refused("more than samples")
    if length % 2 and cleaned[-1]:
        raise refused("more than samples")
    refuse_what_is_told(cleaned[:at], untrusted)


def number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
