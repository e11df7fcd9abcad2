"""WAV (RIFF, https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html): `fmt ` and `data`, nothing else."""

from collections.abc import Iterator

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile, Unsupported
from reporting.cleaning.media.gate.wav import check
from reporting.cleaning.media.limits import DAMAGED, UNKNOWN_CODEC

MEDIA_TYPE = "audio/wav"
PCM, MS_ADPCM, FLOAT, A_LAW, MU_LAW, IMA_ADPCM, EXTENSIBLE = 1, 2, 3, 6, 7, 0x11, 0xFFFE
KNOWN = frozenset((PCM, MS_ADPCM, FLOAT, A_LAW, MU_LAW, IMA_ADPCM))
GUID = bytes.fromhex("000000001000800000aa00389b71")
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


def looks_like(untrusted: bytes) -> bool:
    return untrusted[:4] == b"RIFF" and untrusted[8:12] == b"WAVE"


def chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """A length that is not known yet, as recorders leave it when they are switched off, goes to the end."""
    while at + 8 <= end:
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        yield name, data[at + 8 : min(at + 8 + length, end)]
        at += 8 + length + length % 2


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported, NotProvenClean."""
    shape = samples = fact = None
    kinds: set[Kind] = set()
    for name, body in chunks(untrusted, 12, len(untrusted)):
        if name == b"fmt " and shape is None:
            shape = body
        elif name == b"data" and samples is None:
            samples = body
        elif name == b"fact" and len(body) >= 4:
            fact = body[:4]
        else:
            kinds |= kinds_of(name, body)
    if shape is None or samples is None or len(shape) < 16:
        raise MalformedFile(DAMAGED)
    data = written(plain_shape(shape), fact, samples)
    check(data, untrusted)
    return Cleaned(MEDIA_TYPE, data, frozenset(kinds))


def kinds_of(name: bytes, body: bytes) -> frozenset[Kind]:
    if name == b"LIST" and body[:4] == b"INFO":
        inside = [KINDS.get(one, frozenset((Kind.OTHER,))) for one, _ in chunks(body, 4, len(body))]
        return frozenset().union(*inside)
    return KINDS.get(name, frozenset((Kind.OTHER,)))


def plain_shape(untrusted: bytes) -> bytes:
    """Number of channels, rate, bits; for the packed kinds also the few bytes that say how they are packed."""
    tag, channels, block, bits = (int.from_bytes(untrusted[at : at + 2], "little") for at in (0, 2, 12, 14))
    if not channels or not block:
        raise MalformedFile(DAMAGED)
    if tag == EXTENSIBLE:
        inner = int.from_bytes(untrusted[24:26], "little")
        if len(untrusted) < 40 or inner not in KNOWN or untrusted[26:40] != GUID:
            raise Unsupported(UNKNOWN_CODEC)
        return untrusted[:16] + b"\x16\0" + untrusted[18:40]
    if tag not in KNOWN:
        raise Unsupported(UNKNOWN_CODEC)
    if tag in (MS_ADPCM, IMA_ADPCM):
        extra = 32 if tag == MS_ADPCM else 2
        return untrusted[:16] + extra.to_bytes(2, "little") + untrusted[18 : 18 + extra].ljust(extra, b"\0")
    return untrusted[:14] + bits.to_bytes(2, "little")


def written(shape: bytes, fact: bytes | None, samples: bytes) -> bytes:
    block = int.from_bytes(shape[12:14], "little")
    whole = samples[: len(samples) // block * block]
    packed = int.from_bytes(shape[:2], "little") != PCM
    parts = [chunk(b"fmt ", shape), chunk(b"fact", fact) if packed and fact else b"", chunk(b"data", whole)]
    body = b"WAVE" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


__all__ = ["MEDIA_TYPE", "check", "clean", "looks_like"]
