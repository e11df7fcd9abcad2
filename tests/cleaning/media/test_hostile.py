"""Mallory sends recordings that lie about their size, or changed a little, hundreds of times."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.formats import clean
from tests.cleaning.media.recordings import RECORDINGS, ROSA, box
from tests.cleaning.mutants import cleaned_or_refused

COUNT = 20_000 if os.environ.get("REPORTING_SOAK") else 500
ANY_BYTES = frozenset(("wav", "pcm", "packed", "packed otherwise", "in fractions"))
"""Plain samples may be any bytes, those that a mutant put there too."""
SHARE = COUNT // len(RECORDINGS) + 1
ROOM, SECONDS = 512 * 2**20, 2.0
MEASURE = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.formats import clean
untrusted = sys.stdin.buffer.read()
start, how = time.process_time(), "cleaned"
try:
    clean(untrusted)
except CleaningError as error:
    how = type(error).__name__
print(json.dumps([how, time.process_time() - start]))
""".replace("ROOM", str(ROOM))


def table_of(count: int) -> bytes:
    """A film of a few bytes that says it has `count` samples."""
    sizes = box(b"stsz", bytes(4) + b"\0\0\0\1" + count.to_bytes(4, "big"))
    times = box(b"stts", bytes(4) + b"\0\0\0\1" + count.to_bytes(4, "big") + b"\0\0\0\1")
    chunks = box(b"stsc", bytes(4) + b"\0\0\0\1\0\0\0\1" + count.to_bytes(4, "big") + b"\0\0\0\1")
    place = box(b"stco", bytes(4) + b"\0\0\0\1\0\0\0\x30")
    entry = box(b"mp4a", bytes(6) + b"\0\1" + bytes(8) + b"\0\2\0\x10\0\0\0\0\xbb\x80\0\0")
    table = box(b"stbl", box(b"stsd", bytes(4) + b"\0\0\0\1" + entry) + times + chunks + sizes + place)
    handler = box(b"hdlr", bytes(8) + b"soun" + bytes(13))
    media = box(b"mdia", box(b"mdhd", bytes(12) + b"\0\0\xbb\x80\0\0\0\0\x55\xc4\0\0") + handler + box(b"minf", table))
    film = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"tkhd", bytes(84)) + media))
    return box(b"ftyp", b"isom\0\0\2\0isom") + film + box(b"mdat", bytes(64))


BOMBS: dict[str, bytes] = {
    "a film of four thousand million samples": table_of(2**32 - 1),
    "a film of fifty million samples": table_of(50_000_000),
    "boxes within boxes": b"\0\0\0\x10ftypisom\0\0\2\0" + b"\0\xff\xff\xffmoov\0\xff\xff\xfftrak" * 100_000,
    "a length that runs backwards": b"\0\0\0\x10ftypisom\0\0\2\0\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff",
    "a sound file of four gigabytes, it says": b"RIFF\xff\xff\xff\xffWAVEdata\xff\xff\xff\xff" + bytes(100),
    "endless small chunks": b"RIFF\xff\xff\xff\xffWAVE" + b"junk\0\0\0\0" * 500_000,
    "elements within elements": b"\x1aE\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" * 100_000,
    "a thousand streams": b"".join(b"OggS\0\2" + bytes(8) + n.to_bytes(4, "little") + bytes(9) for n in range(50_000)),
    "a picture without end": b"fLaC\6\xff\xff\xff" + b"\xff" * 1000,
    "a tag without end": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"TPE1\xff\xff\xff\xff" * 1000,
    "frames of nothing": b"\xff\xfb\x14\xc4" * 1_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_lie_about_size_costs_two_seconds_and_half_a_gigabyte_at_most(name: str) -> None:
    here = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", MEASURE], input=BOMBS[name], capture_output=True, cwd=here, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    how, seconds = json.loads(done.stdout)
    assert how in ("cleaned", "MalformedFile", "TooLarge", "NotProvenClean", "Unsupported")
    assert seconds < SECONDS, f"{how} after {seconds:.1f} s"


def mutants(original: bytes, count: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(count):
        mutant = bytearray(original)
        for _ in range(chance.choice((1, 1, 2, 5, 20))):
            at = (
                min(int(chance.expovariate(1 / 400)), len(mutant))
                if chance.random() < 0.5
                else chance.randrange(len(mutant) + 1)
            )
            mutate(mutant, at, chance)
        yield bytes(mutant)


def mutate(mutant: bytearray, at: int, chance: random.Random) -> None:
    to = min(len(mutant), at + chance.choice((1, 4, 16, 200)))
    match chance.randrange(6):
        case 0 if at < len(mutant):
            mutant[at] ^= 1 << chance.randrange(8)
        case 1:
            mutant[at : at + 4] = chance.choice((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\0\0\0\1", b"\x7f\xff\xff\xff"))
        case 2:
            del mutant[at:to]
        case 3:
            mutant[at:at] = mutant[at:to]
        case 4:
            mutant[at:at] = chance.choice((b"moov", b"OggS", b"TAG", b"ID3", b"data", b"Rosa"))
        case 5 if chance.random() < 0.2:
            del mutant[at:]


@pytest.mark.parametrize("kind", RECORDINGS)
def test_a_mutant_is_cleaned_or_refused_and_never_speaks_of_rosa(kind: str) -> None:
    for mutant in mutants(RECORDINGS[kind](), SHARE, len(kind)):
        data = cleaned_or_refused(clean, mutant, SECONDS)
        if data is not None and kind not in ANY_BYTES:
            assert ROSA.encode() not in data


@pytest.mark.parametrize("kind", RECORDINGS)
def test_nothing_of_a_damaged_recording_is_printed_or_logged(
    kind: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    whole = RECORDINGS[kind]()
    capfd.readouterr()
    damaged = [whole[: len(whole) // 2], *mutants(whole, 20, 3)]
    for one in damaged:
        try:
            clean(one)
        except CleaningError:
            continue
    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
