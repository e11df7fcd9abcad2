"""WAV (RIFF, https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html): `fmt ` and `data`, nothing else.

Not even `fact`, the number of samples: players take it from the length of `data`. Of packed sound (ADPCM) they then
play the last block to its end, a few hundredths of a second of silence. What `fmt ` says twice is counted anew.
"""

import struct
from collections.abc import Iterator

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile, Unsupported
from reporting.cleaning.media.gate.wav import check
from reporting.cleaning.media.limits import DAMAGED, UNKNOWN_CODEC

MEDIA_TYPE = "audio/wav"
PCM, MS_ADPCM, FLOAT, A_LAW, MU_LAW, IMA_ADPCM, EXTENSIBLE = 1, 2, 3, 6, 7, 0x11, 0xFFFE
KNOWN = frozenset((PCM, MS_ADPCM, FLOAT, A_LAW, MU_LAW, IMA_ADPCM))
GUID = bytes.fromhex("000000001000800000aa00389b71")
TABLE = struct.pack("<15h", 7, 256, 0, 512, -256, 0, 0, 192, 64, 240, 0, 460, -208, 392, -232)
"""How MS ADPCM foretells a sample: seven pairs, in each such file the same."""
SPEAKERS = 0x3FFFF
PACKED_BITS = 4
KINDS: dict[bytes, frozenset[Kind]] = {
    b"IART": frozenset((Kind.PERSON,)),
    b"IENG": frozenset((Kind.PERSON,)),
    b"ITCH": frozenset((Kind.PERSON,)),
    b"ICRD": frozenset((Kind.DATE,)),
    b"ICMT": frozenset((Kind.COMMENT,)),
    b"INAM": frozenset((Kind.TITLE,)),
    b"IPRD": frozenset((Kind.TITLE,)),
    b"ISFT": frozenset((Kind.SOFTWARE,)),
    b"bext": frozenset((Kind.PERSON, Kind.DATE, Kind.DEVICE)),
    b"iXML": frozenset((Kind.DEVICE,)),
    b"id3 ": frozenset((Kind.PERSON, Kind.TITLE)),
    b"ID3 ": frozenset((Kind.PERSON, Kind.TITLE)),
}


def chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """A length that is not known yet, as recorders leave it when they are switched off, goes to the end."""
    while at + 8 <= end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield name, data[at + 8 : min(at + 8 + length, end)]
        at += 8 + length + length % 2


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported."""
    shape = samples = None
    kinds: set[Kind] = set()
    for name, body in chunks(untrusted, 12, len(untrusted)):
        if name == b"fmt " and shape is None:
            shape = body
        elif name == b"data" and samples is None:
            samples = body
        elif name != b"fact":
            kinds |= kinds_of(name, body)
    if shape is None or samples is None or len(shape) < 16:
        raise MalformedFile(DAMAGED)
    data = written(plain_shape(shape), samples)
    return Cleaned(MEDIA_TYPE, data, frozenset(kinds))


def kinds_of(name: bytes, body: bytes) -> frozenset[Kind]:
    if name == b"LIST" and body[:4] == b"INFO":
        inside = [KINDS.get(one, frozenset((Kind.OTHER,))) for one, _ in chunks(body, 4, len(body))]
        return frozenset().union(*inside)
    return KINDS.get(name, frozenset((Kind.OTHER,)))


def plain_shape(untrusted: bytes) -> bytes:
    """Number of channels, rate, bits; for the packed kinds also the few bytes that say how they are packed."""
    tag, channels, rate, _, block, bits = struct.unpack_from("<HHIIHH", untrusted)
    if not channels or not block:
        raise MalformedFile(DAMAGED)
    if tag == EXTENSIBLE:
        inner = int.from_bytes(untrusted[24:26], "little")
        if len(untrusted) < 40 or inner not in KNOWN or untrusted[26:40] != GUID:
            raise Unsupported(UNKNOWN_CODEC)
        bits_heard, speakers = struct.unpack_from("<HI", untrusted, 18)
        more = struct.pack("<HHIH", 22, bits_heard, speakers & SPEAKERS, inner) + GUID
    elif tag not in KNOWN:
        raise Unsupported(UNKNOWN_CODEC)
    elif tag in (MS_ADPCM, IMA_ADPCM):
        return packed_shape(tag, channels, rate, block, bits)
    else:
        more = b""
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block & 0xFFFFFFFF, block, bits) + more


def packed_shape(tag: int, channels: int, rate: int, block: int, bits: int) -> bytes:
    """Each block of ADPCM begins with one or two whole samples a channel, and the rest has four bits each."""
    head, whole, table = (7, 2, TABLE) if tag == MS_ADPCM else (4, 1, b"")
    if bits != PACKED_BITS or block <= head * channels:
        raise MalformedFile(DAMAGED)
    samples = (block - head * channels) * 2 // channels + whole
    more = struct.pack("<HH", 2 + len(table), samples & 0xFFFF) + table
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block // samples & 0xFFFFFFFF, block, bits) + more


def written(shape: bytes, samples: bytes) -> bytes:
    block = int.from_bytes(shape[12:14], "little")
    body = b"WAVE" + chunk(b"fmt ", shape) + chunk(b"data", samples[: len(samples) // block * block])
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


__all__ = ["MEDIA_TYPE", "check", "clean"]
