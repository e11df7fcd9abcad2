"""`ftyp`, `free` without content, `mdat`, `moov`: every box on a list, every byte of `mdat` some sample's, no messages.

The units of H.264 and HEVC samples are read one by one: the kinds that hold words for no eye are refused.
"""

import re
from collections.abc import Iterator

from reporting.cleaning.media.gate.found import refuse_what_is_told, refused

TREE: dict[bytes, tuple[int, frozenset[bytes]]] = {
    b"moov": (0, frozenset((b"mvhd", b"trak"))),
    b"trak": (0, frozenset((b"tkhd", b"edts", b"mdia"))),
    b"edts": (0, frozenset((b"elst",))),
    b"mdia": (0, frozenset((b"mdhd", b"hdlr", b"minf"))),
    b"minf": (0, frozenset((b"vmhd", b"smhd", b"dinf", b"stbl"))),
    b"dinf": (0, frozenset((b"dref",))),
    b"stbl": (
        0,
        frozenset((b"stsd", b"stts", b"stss", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"sgpd", b"sbgp", b"sdtp")),
    ),
}
PICTURES = frozenset((b"avc1", b"avc3", b"hvc1", b"hev1", b"av01", b"vp09"))
SOUNDS = frozenset((b"mp4a", b".mp3", b"alac", b"ac-3", b"ec-3", b"Opus", b"fLaC", b"ipcm", b"fpcm"))
SET_UPS = {
    b"avcC": 1024, b"hvcC": 2048, b"av1C": 128, b"vpcC": 16, b"esds": 96, b"alac": 64, b"dac3": 16, b"dec3": 32,
    b"dOps": 64, b"dfLa": 64, b"pasp": 8, b"btrt": 12, b"fiel": 2, b"colr": 16, b"clli": 8, b"mdcv": 32, b"chnl": 64,
    b"pcmC": 8, b"srat": 8, b"dvcC": 32, b"dvvC": 32, b"SmDm": 32, b"CoLL": 16,
}  # fmt: skip
"""How a codec is set up, and how many bytes that may take: more would leave room for words."""
ALAC = 28
TIMES = {b"mvhd": (4, 12), b"tkhd": (4, 12), b"mdhd": (4, 12)}
LONG_TIMES = {b"mvhd": (4, 20), b"tkhd": (4, 20), b"mdhd": (4, 20)}
HERE = bytes(4) + b"\0\0\0\1" + b"\0\0\0\x0curl \0\0\0\1"
HANDLER = re.compile(rb"\0{8}(?:vide|soun)\0{12}(?:\0|(?:Video|Sound)Handler\0)")
SEEN = {
    b"avcC": frozenset((1, 2, 3, 4, 5, 7, 8, 9, 14, 15, 20)),
    b"hvcC": frozenset((*range(10), *range(16, 22), 32, 33, 34)),
}


class Track:
    """The tables that say where its samples lie."""

    def __init__(self) -> None:
        self.tables: dict[bytes, bytes] = {}


def boxes(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while at < end:
        length, head = int.from_bytes(data[at : at + 4], "big"), 8
        if length == 1:
            length, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        if length < head or at + length > end:
            raise refused("a box that leads outside")
        yield data[at + 4 : at + 8], at + head, at + length
        at += length


def check(cleaned: bytes, untrusted: bytes) -> None:
    found = list(boxes(cleaned, 0, len(cleaned)))
    names = [name for name, _, _ in found if name != b"free"]
    if names != [b"ftyp", b"mdat", b"moov"] or any(a != b for name, a, b in found if name == b"free"):
        raise refused("boxes that do not belong here")
    places = {name: (start, end) for name, start, end in found}
    if not re.fullmatch(rb"(?:[a-z0-9 ]{4}|\x00\x00\x02\x00)+", cleaned[slice(*places[b"ftyp"])]):
        raise refused("a brand that we do not know")
    tracks: list[Track] = []
    walk(cleaned, b"moov", *places[b"moov"], tracks)
    samples = sorted(one for track in tracks for one in spans(track))
    start, end = places[b"mdat"]
    for first, last in samples:
        if first != start:
            raise refused("something between the samples")
        start = last
    if start != end:
        raise refused("something behind the samples")
    for track in tracks:
        check_units(cleaned, track)
    refuse_what_is_told(cleaned, untrusted)


def walk(data: bytes, parent: bytes, start: int, end: int, tracks: list[Track]) -> None:
    for name, first, last in boxes(data, start, end):
        if name not in TREE[parent][1]:
            raise refused("boxes that do not belong here")
        if name == b"trak":
            tracks.append(Track())
        body = data[first:last]
        if name in TREE:
            walk(data, name, first, last, tracks)
        elif name == b"stsd":
            check_entries(body, tracks[-1])
        elif parent == b"stbl":
            tracks[-1].tables[name] = body
        elif name in TIMES and any(body[slice(*(LONG_TIMES if body[0] else TIMES)[name])]):
            raise refused("the time it was recorded")
        elif (name == b"hdlr" and not HANDLER.fullmatch(body)) or (name == b"dref" and body != HERE):
            raise refused("the name of a program or of another file")


def check_entries(body: bytes, track: Track) -> None:
    for name, first, last in boxes(body, 8, len(body)):
        if name not in PICTURES | SOUNDS:
            raise refused("samples that we do not know")
        if name in PICTURES and any(body[first + 42 : first + 74]):
            raise refused("the name of an encoder")
        for inner, start, end in boxes(body, first + (78 if name in PICTURES else 28), last):
            if end - start > SET_UPS.get(inner, -1):
                raise refused("boxes that do not belong here")
            if inner == b"colr" and body[start : start + 4] not in (b"nclx", b"nclc"):
                raise refused("a colour profile")
            if inner == b"alac" and (
                end - start != ALAC or any(body[start : start + 4] + body[start + 16 : start + 24])
            ):
                raise refused("what no decoder asks for")
            if inner in SEEN:
                track.tables[inner] = body[start:end]


def numbers(table: bytes, at: int, size: int) -> list[int]:
    return [int.from_bytes(table[n : n + size], "big") for n in range(at, len(table) - size + 1, size)]


def sizes(track: Track) -> list[int]:
    table = track.tables.get(b"stsz", bytes(12))
    same, count = (int.from_bytes(table[n : n + 4], "big") for n in (4, 8))
    return [same] * count if same else numbers(table, 12, 4)


def spans(track: Track) -> Iterator[tuple[int, int]]:
    """From where to where each sample lies, by chunk (ISO 14496-12, 8.7.4)."""
    chunks = numbers(track.tables[b"stco"], 8, 4) if b"stco" in track.tables else []
    chunks = chunks or numbers(track.tables.get(b"co64", b""), 8, 8)
    runs = numbers(track.tables.get(b"stsc", b""), 8, 4)
    waiting = list(zip(runs[::3], runs[1::3], strict=False))[::-1]
    left = sizes(track)[::-1]
    many = 0
    for chunk, place in enumerate(chunks, 1):
        while waiting and waiting[-1][0] <= chunk:
            many = waiting.pop()[1]
        for _ in range(min(many, len(left))):
            size = left.pop()
            yield place, place + size
            place += size
    if left:
        raise refused("samples that lie nowhere")


def check_units(data: bytes, track: Track) -> None:
    for codec, seen in SEEN.items():
        if codec not in track.tables:
            continue
        setup = track.tables[codec]
        wide = (setup[4 if codec == b"avcC" else 21] & 3) + 1
        for start, end in spans(track):
            at = start
            while at < end:
                length = int.from_bytes(data[at : at + wide], "big")
                head = data[at + wide]
                kind = head & 31 if codec == b"avcC" else head >> 1 & 63
                if kind not in seen or not length or at + wide + length > end:
                    raise refused("messages between the pictures")
                at += wide + length
