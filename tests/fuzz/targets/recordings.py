"""Sound and film."""

from reporting.cleaning.media.sample import sample
from reporting.cleaning.sniff import FileType
from tests.fuzz.cleaner import check
from tests.fuzz.target import Target

KINDS = (
    FileType.MP3,
    FileType.WAV,
    FileType.OGG,
    FileType.FLAC,
    FileType.WEBM,
    FileType.M4A,
    FileType.MP4,
    FileType.MOV,
)


def seeds() -> list[bytes]:
    return [sample(kind) for kind in KINDS]


WORDS = (
    b"ftyp",
    b"moov",
    b"trak",
    b"mdia",
    b"stbl",
    b"stsd",
    b"stco",
    b"co64",
    b"mdat",
    b"udta",
    b"OggS",
    b"OpusHead",
    b"\x01vorbis",
    b"fLaC",
    b"RIFF",
    b"WAVE",
    b"fmt ",
    b"data",
    b"LIST",
    b"ID3\x03",
    b"\xff\xfb",
    b"\x1aE\xdf\xa3",
    b"\x18S\x80g",
    b"\x16T\xaek",
    b"\x7f\xff\xff\xff",
    b"\0\0\0\0",
    b"\0\0\0\1",
    b"elst",
    b"meta",
)
TARGET = Target("cleaner: sound and film", seeds, check, WORDS, largest=96 * 1024, in_short=60)
