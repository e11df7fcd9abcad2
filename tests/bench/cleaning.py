"""Cleaning in the box beside a bare decode and encode in one process; what bombs cost, and whoever asks."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from http.client import HTTPConnection
from io import BytesIO
from pathlib import Path
from statistics import median

from PIL import Image

from reporting.cleaning import Box, TooLarge
from tests import multipart
from tests.bench import Row
from tests.cleaning.made import exif, huge_png, picture, saved
from tests.cleaning.pdf.test_hostile import twice_packed
from tests.house import build, fields_of
from tests.ports import free_port
from tests.served import served

ROUNDS = 40
FILES = 200
BOMBS: Mapping[str, Callable[[], bytes]] = {"png": huge_png, "pdf": twice_packed}
MB = 1024 * 1024


def photo() -> bytes:
    """1280 x 960 pixels in about 150 kB, as a messenger makes them of a telephone's picture."""
    grain = Image.effect_noise((1280, 960), 11).convert("RGB")
    return saved(Image.blend(picture(1280, 960), grain, 0.5), "JPEG", quality=78, exif=exif(6))


def milliseconds(action: Callable[[], object]) -> float:
    begun = time.perf_counter()
    action()
    return (time.perf_counter() - begun) * 1000


def bare(untrusted: bytes) -> None:
    with Image.open(BytesIO(untrusted)) as opened:
        opened.convert("RGB").transpose(Image.Transpose.ROTATE_270).save(BytesIO(), "JPEG", quality=90, subsampling=0)


def own_memory() -> float:
    """MB that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MB


def alone() -> None:
    """Run as a program for each, so that no other child's memory is counted: a bomb's time and peak, our growth."""
    what = sys.argv[1]
    print(json.dumps(refusing(BOMBS[what]()) if what in BOMBS else [growing()]))


def refusing(bomb: bytes) -> tuple[float, float]:
    with Box() as box:
        box.start()
        took = milliseconds(lambda: _refused(box, bomb))
    return took, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def growing() -> float:
    untrusted = photo()
    with Box() as box:
        for _ in range(FILES // 10):
            box.clean(untrusted)
        before = own_memory()
        for _ in range(FILES):
            box.clean(untrusted)
        return own_memory() - before


def _refused(box: Box, bomb: bytes) -> None:
    try:
        box.clean(bomb)
    except TooLarge:
        return
    raise RuntimeError("the bomb was not refused")


def in_a_program(what: str) -> list[float]:
    command = [sys.executable, "-m", "tests.bench.cleaning", what]
    told: list[float] = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=600).stdout)
    return told


def over_http(untrusted: bytes) -> tuple[float, float]:
    """`POST /clean` behind gunicorn, one at a time over one connection, beside the box alone: milliseconds."""
    with tempfile.TemporaryDirectory() as folder, Box() as box:
        port = free_port()
        house = build(Path(folder), form=f"http://localhost:{port}")
        with served(house, port=port, workers=1):
            connection = HTTPConnection("localhost", port, timeout=60)
            connection.request("GET", "/")
            token = fields_of(connection.getresponse().read().decode())["token"][0]
            body = multipart.body([("token", token)], [untrusted])
            said = {"Content-Type": multipart.CONTENT_TYPE, "Sec-Fetch-Site": "same-origin"}

            def ask() -> None:
                connection.request("POST", "/clean", body, said | {"Origin": f"http://localhost:{port}"})
                answer = connection.getresponse()
                cleaned = answer.read()
                if answer.status != 200 or b"\xff\xd8\xff" not in cleaned:
                    raise RuntimeError(f"it was not cleaned: {answer.status}")

            ask()  # the box stands from now on
            box.clean(untrusted)
            pairs = [(milliseconds(ask), milliseconds(lambda: box.clean(untrusted))) for _ in range(ROUNDS)]
            connection.close()
    return median(our for our, _ in pairs), median(alone for _, alone in pairs)


def rows() -> list[Row]:
    untrusted = photo()
    with Box() as box:
        box.clean(untrusted)
        pairs = [
            (milliseconds(lambda: box.clean(untrusted)), milliseconds(lambda: bare(untrusted))) for _ in range(ROUNDS)
        ]
    ours, reference = median(our for our, _ in pairs), median(theirs for _, theirs in pairs)
    (took, peak), (pdf_took, pdf_peak), (growth,) = (in_a_program(what) for what in (*BOMBS, "growth"))
    asked, boxed = over_http(untrusted)
    kb = len(untrusted) // 1000
    return [
        Row(f"clean a {kb} kB JPEG in the box (bare decode and encode)", ours, reference, "ms", "<= 60 ms"),
        Row("POST /clean with that JPEG, behind gunicorn (the box alone)", asked, boxed, "ms", "ratio <= 1.5"),
        Row(f"memory that {FILES} cleaned files leave with who asked", growth, 0, "MB", "does not grow"),
        Row("refuse a PNG of 400 megapixels in the box (the bound)", took, 2000, "ms", "<= 2 s"),
        Row("peak of the processes that refuse it (the bound)", peak, 512, "MB", "<= 512 MB"),
        Row("refuse a PDF of 1.5 kB that means a gigabyte, in the box (the bound)", pdf_took, 2000, "ms", "<= 2 s"),
        Row("peak of the processes that refuse it (the bound)", pdf_peak, 512, "MB", "<= 512 MB"),
    ]


if __name__ == "__main__":
    alone()
