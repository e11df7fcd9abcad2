"""The header of an EMF, written anew (MS-EMF 2.3.4.2): no title, no program, no screen it was made on.

first, told, dots = header(untrusted, records, handles)
"""

import struct
from collections.abc import Sequence

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.metafiles.reading import must, numbers, span

_LENGTH = 108
_END = 20
_MEASURED = range(2, 7)
_MAP_MODE = 17
_INCH = 25_400
_RESOLUTIONS = (72, 96, 120, 144, 192, 300, 600, 1200, 2400)


def header(
    untrusted: bytes, records: Sequence[bytes], handles: int
) -> tuple[bytes, set[Kind], tuple[float, float] | None]:
    """The first record for `records` as they are now, and what the old one told beside.

    And how many times as wide and high as before the screen's dots are, if it is another screen now.
    """
    (length,) = numbers("<I", untrusted, 4)
    must(length >= 88)
    *bounds, left, top, right, bottom = numbers("<8i", untrusted, 8)
    sign, version = numbers("<4sI", untrusted, 40)
    must(sign == b" EMF" and version == 0x10000)
    said, said_at, _, *screen = numbers("<III4i", untrusted, 60)
    must(min(screen) > 0)
    told = {Kind.SOFTWARE, Kind.TITLE} if said and said_at else set()
    frame = [left, top, right, bottom]
    exact = _micrometres(untrusted, length, screen)
    must(min(exact) > 0 and max(exact) < 1 << 31)
    dots = None
    if not any(struct.unpack_from("<I", one)[0] == _MAP_MODE and one[8] in _MEASURED for one in records):
        # A text's scale comes from whole millimetres.
        dots = screen[0] / screen[2], screen[1] / screen[3]
        frame, screen, exact = _anybodys(frame, screen, exact)
        dots = dots[0] * screen[2] / screen[0], dots[1] * screen[3] / screen[1]
    total = _LENGTH + sum(map(len, records)) + _END
    count = 2 + len(records)
    parts = (
        struct.pack("<II8i", 1, _LENGTH, *bounds, *frame),
        struct.pack("<4sIIIHH", sign, version, total, count, handles, 0),
    )
    last = struct.pack("<III4i", 0, 0, 0, *screen) + struct.pack("<IIIii", 0, 0, 0, *exact)
    return b"".join((*parts, last)), told, dots


def _micrometres(untrusted: bytes, length: int, screen: list[int]) -> list[int]:
    """The size of the screen, as exactly as it is said."""
    rough = [1000 * screen[2], 1000 * screen[3]]
    if length < _LENGTH:
        return rough
    exact = list(struct.unpack("<ii", span(untrusted, 100, 8)))
    return exact if all(abs(one - other) <= 1000 for one, other in zip(exact, rough, strict=True)) else rough


def _anybodys(frame: list[int], screen: list[int], exact: list[int]) -> tuple[list[int], list[int], list[int]]:
    """A screen of ten by ten inches in a usual resolution, and a frame that is as many dots wide as before.

    The size of a screen in dots and millimetres tells its model; only how many dots the frame has is seen.
    """
    dots = [screen[0] * _INCH / exact[0], screen[1] * _INCH / exact[1]]
    usual = min(_RESOLUTIONS, key=lambda one: abs(one / dots[0] - dots[0] / one))
    scaled = [round(edge * dots[at % 2] / usual) for at, edge in enumerate(frame)]
    must(all(abs(edge) < 1 << 31 for edge in scaled))
    return scaled, [10 * usual, 10 * usual, 254, 254], [10 * _INCH, 10 * _INCH]
