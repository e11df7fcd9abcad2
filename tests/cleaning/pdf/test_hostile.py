"""Mallory sends PDFs that are small and mean a lot, or have no end. They cost little and end in a sentence."""

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pikepdf
import pytest

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.pdf import clean, flatten
from tests.cleaning.pdf.documents import one_page, packed, saved, stream, traced, written_by_hand

ROOM = 512 * 2**20
SECONDS_TO_REFUSE, SECONDS = 2.0, 5.0
MEASURE = """
import json, resource, sys, time
resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.pdf import clean, flatten
untrusted, way = sys.stdin.buffer.read(), {"clean": clean, "flatten": flatten}[sys.argv[1]]
start = time.process_time()
try:
    way(untrusted)
    how = "cleaned"
except CleaningError as error:
    how = type(error).__name__
print(json.dumps([how, time.process_time() - start]))
""".replace("ROOM", str(ROOM))


def measured(untrusted: bytes, way: str = "clean") -> tuple[str, float]:
    """How it ended and in how many seconds of processor time, in a process that has no more than 512 MB."""
    here = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, way], input=untrusted, capture_output=True, cwd=here, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    how, seconds = json.loads(done.stdout)
    return how, seconds


def twice_packed() -> bytes:
    """1.5 kB that mean a gigabyte."""
    return one_page(stream(b"/Filter [/FlateDecode /FlateDecode]", packed(gigabyte())))


@cache
def gigabyte() -> bytes:
    """A megabyte of spaces, packed once; the packed piece a thousand times over."""
    machine = zlib.compressobj(9)
    head = machine.compress(b" " * 2**20) + machine.flush(zlib.Z_FULL_FLUSH)
    piece = machine.compress(b" " * 2**20) + machine.flush(zlib.Z_FULL_FLUSH)
    return head + piece * 1023 + machine.flush()


def picture(width: int, height: int, data: bytes, filters: bytes = b"/FlateDecode") -> bytes:
    keys = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter %b"
    drawing = stream(b"", b"q 200 0 0 100 0 0 cm /P Do Q")
    return one_page(drawing, b"<</XObject <</P 5 0 R>>>>", stream(keys % (width, height, filters), data))


def packed_index() -> bytes:
    body = stream(b"/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]", packed(gigabyte()))
    table = stream(b"/Type /XRef /W [1 4 2] /Size 3 /Root 2 0 R", b"\0" * 7 + b"\2\0\0\0\1\0\0" + b"\2\0\0\0\1\0\0")
    data = b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\n"
    return data + b"3 0 obj\n%b\nendobj\nstartxref\n%d\n%%%%EOF\n" % (table, len(data))


def nested_forms() -> bytes:
    """Each draws the next ten times: ten to the power of twenty rectangles."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</N %d 0 R>>>>"
    forms = [stream(form % (6 + n), b"/N Do " * 10) for n in range(20)]
    return one_page(stream(b"", b"/N Do"), b"<</XObject <</N 5 0 R>>>>", *forms, stream(form % 5, b"0 0 1 1 re f"))


def stitched_functions() -> bytes:
    """Each is stitched of the next, twice: two to the power of thirty parts."""
    body = b"<</FunctionType 3 /Domain [0 1] /Bounds [.5] /Encode [0 1 0 1] /Functions [%d 0 R %d 0 R]>>"
    functions = [body % (7 + n, 7 + n) for n in range(30)]
    shading = b"<</ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 1] /Function 6 0 R>>"
    last = b"<</FunctionType 2 /Domain [0 1] /N 1>>"
    return one_page(stream(b"", b"/N sh"), b"<</Shading <</N 5 0 R>>>>", shading, *functions, last)


def many_pages() -> bytes:
    kids = b" ".join(b"3 0 R" for _ in range(100_000))
    page = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>>"
    return written_by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [%b] /Count 100000>>" % kids, page
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "a page of a gigabyte, packed twice": twice_packed,
    "a page of a gigabyte": lambda: one_page(stream(b"/Filter /FlateDecode", gigabyte())),
    "a list of objects of a gigabyte": packed_index,
    "a picture of 400 megapixels": lambda: picture(20_000, 20_000, packed(b"")),
    "a small picture with a gigabyte behind it": lambda: picture(2, 2, gigabyte()),
    "a picture packed three times": lambda: picture(9_000, 9_000, packed(gigabyte(), 2), b"[/Fl /Fl /Fl]"),
    "run lengths": lambda: one_page(stream(b"/Filter [/FlateDecode /RL]", packed(b"\x81 " * 2**22))),
    "forms within forms": nested_forms,
    "functions of functions": stitched_functions,
    "a hundred thousand pages": many_pages,
    "arrays within arrays": lambda: one_page(stream(b"", b"[" * 2_000_000)),
    "dictionaries within dictionaries": lambda: written_by_hand(b"<</A " * 200_000),
    "an open string": lambda: one_page(stream(b"", b"(\\" * 2_000_000)),
    "comments without end": lambda: one_page(stream(b"", b"%\n" * 2_000_000)),
    "a picture that never ends": lambda: one_page(stream(b"", b"BI ID " + b" EI\xff" * 500_000)),
    "many pictures that never end": lambda: one_page(stream(b"", b"BI /W 1 ID " * 100_000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_within_two_seconds_and_half_a_gigabyte(name: str) -> None:
    how, seconds = measured(BOMBS[name]())
    assert how in ("cleaned", "TooLarge", "MalformedFile", "NotProvenClean")
    assert seconds < (SECONDS if how == "cleaned" else SECONDS_TO_REFUSE), f"{how} after {seconds:.1f} s"


def test_the_gigabyte_of_two_flates_is_refused() -> None:
    assert measured(twice_packed())[0] == "TooLarge"
    assert measured(twice_packed(), "flatten")[0] == "TooLarge"
    assert measured(picture(20_000, 20_000, packed(b"")))[0] == "TooLarge"


def test_a_page_the_size_of_a_house_is_not_made_into_pixels() -> None:
    house = written_by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 14000 14000]>>",
    )
    assert measured(house, "flatten")[0] == "TooLarge"
    assert measured(house)[0] == "cleaned"


@pytest.mark.parametrize("part", range(1, 20))
def test_a_document_cut_short_is_cleaned_or_refused(part: int) -> None:
    whole = traced()
    short = whole[: len(whole) * part // 20]
    for way in (clean, flatten):
        try:
            assert b"Rosa" not in way(short).data
        except CleaningError as refused:
            assert str(refused).endswith(".")


def test_a_loop_in_every_place_where_one_is_possible_ends() -> None:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</N 5 0 R>> /Pattern <</N 6 0 R>>>>"
    tiling = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources <</Pattern <<"
    looped = one_page(
        stream(b"", b"/N Do /Pattern cs /N scn 0 0 9 9 re f"),
        b"<</XObject <</N 5 0 R>> /Pattern <</N 6 0 R>> /ColorSpace <</C 7 0 R>>>>",
        stream(form, b"/N Do /Pattern cs /N scn 0 0 1 1 re f"),
        stream(tiling + b"/N 6 0 R>>>>", b"/Pattern cs /N scn 0 0 1 1 re f"),
        b"[/Indexed 7 0 R 1 <00>]",
    )
    for way in ("clean", "flatten"):
        how, seconds = measured(looped, way)
        assert how in ("cleaned", "TooLarge", "MalformedFile")
        assert seconds < SECONDS


def test_the_same_hostile_bytes_inside_our_own_process_raise_nothing_else() -> None:
    for untrusted in (many_pages(), nested_forms(), stitched_functions(), saved_empty()):
        try:
            clean(untrusted)
        except CleaningError:
            continue


def saved_empty() -> bytes:
    return saved(pikepdf.new())


def test_nothing_of_a_damaged_document_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    odd = written_by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R 9 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100]>>",
    )
    clean(odd)
    assert caplog.records == []
