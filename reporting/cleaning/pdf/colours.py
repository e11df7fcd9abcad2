"""Colour spaces (ISO 32000-1, 8.6), without profiles and without the names of inks.

A profile may be that of one screen or scanner, with its serial number, and its curves alone tell it from others. So a
profile becomes the plain grey, RGB or CMYK with as many components: colours may shift a little, as on any other screen.
"""

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.pdf.functions import copy_function
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.streams import data_of
from reporting.cleaning.pdf.values import copy_plain, dictionary, number, some_numbers, whole

DEVICES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
SHORT = {"/G": "/DeviceGray", "/RGB": "/DeviceRGB", "/CMYK": "/DeviceCMYK", "/CalCMYK": "/DeviceCMYK"}
PLAIN = frozenset(("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/Pattern"))
SPECIAL = frozenset(("/None", "/All", "/Cyan", "/Magenta", "/Yellow", "/Black"))
MOST = 8
WHITE = {"/WhitePoint": some_numbers, "/BlackPoint": some_numbers}


def copy_space(job: Job, untrusted: object, beside: Any, depth: int = 0) -> Object | None:
    """A name or an array of ours; None when it is no colour space. `beside` are resources a name may stand in."""
    if depth > MOST:
        return None
    if isinstance(untrusted, Name):
        text = SHORT.get(str(untrusted), str(untrusted))
        if text in PLAIN:
            return Name(text)
        found = beside.find("ColorSpace", text[1:].encode("utf-8", "surrogateescape"))
        return copy_space(job, found, beside, depth + 1) if found is not None else None
    if not isinstance(untrusted, Array) or not len(untrusted):
        return None
    source = untrusted
    made: Object | None = job.once("space", source, lambda: new_space(job, source, beside, depth))
    return made


def new_space(job: Job, source: Array, beside: Any, depth: int) -> Object | None:
    parts = list(source) + [None] * 4
    match str(parts[0]):
        case "/ICCBased":
            return instead_of_profile(job, parts[1], beside, depth)
        case "/CalGray" | "/CalRGB" | "/Lab" as family:
            return calibrated(family, parts[1])
        case "/Indexed" | "/I":
            return indexed(job, parts, beside, depth)
        case "/Separation" | "/DeviceN" as family:
            return inks(job, family, parts, beside, depth)
        case "/Pattern":
            base = copy_space(job, parts[1], beside, depth + 1)
            return Array([Name.Pattern, base]) if base is not None else Name.Pattern
    return copy_space(job, parts[0], beside, depth + 1) if isinstance(parts[0], Name) else None


def instead_of_profile(job: Job, untrusted: object, beside: Any, depth: int) -> Object | None:
    profile = dictionary(untrusted)
    if profile is None:
        return None
    job.removed.add(Kind.COLOUR)
    other = profile.get("/Alternate")
    if isinstance(other, Array) and len(other) and str(other[0]) == "/Lab":
        return copy_space(job, other, beside, depth + 1)
    device = DEVICES.get(whole(profile.get("/N")))
    return Name(device) if device else None


def calibrated(family: str, untrusted: object) -> Object | None:
    source = dictionary(untrusted)
    if source is None:
        return None
    values = Dictionary()
    gamma = some_numbers if family == "/CalRGB" else number
    copy_plain(source, values, WHITE | {"/Gamma": gamma, "/Matrix": some_numbers, "/Range": some_numbers})
    return Array([Name(family), values])


def indexed(job: Job, parts: list[Any], beside: Any, depth: int) -> Object | None:
    base = copy_space(job, parts[1], beside, depth + 1)
    highest = min(255, max(0, whole(parts[2])))
    if base is None:
        return None
    length = (highest + 1) * components(base)
    table = data_of(parts[3], length, job.budget) if isinstance(parts[3], Stream) else None
    if isinstance(parts[3], String):
        table = bytes(parts[3])[:length]
    return Array([Name.Indexed, base, highest, String((table or b"").ljust(length, b"\0"))])


def inks(job: Job, family: str, parts: list[Any], beside: Any, depth: int) -> Object | None:
    base, tint = copy_space(job, parts[2], beside, depth + 1), copy_function(job, parts[3])
    if base is None or tint is None:
        return None
    if family == "/Separation":
        return Array([Name.Separation, ink(parts[1], 0), base, tint])
    if not isinstance(parts[1], Array) or not 0 < len(parts[1]) <= 32:
        return None
    return Array([Name.DeviceN, Array([ink(one, n) for n, one in enumerate(parts[1])]), base, tint])


def ink(untrusted: object, place: int) -> Name:
    """The inks every printer has keep their names; any other is but a number: who names an ink can write in it."""
    return Name(str(untrusted)) if str(untrusted) in SPECIAL else Name(f"/Ink{place}")


def components(space: Object) -> int:
    if isinstance(space, Name):
        return {"/DeviceGray": 1, "/DeviceRGB": 3, "/DeviceCMYK": 4}.get(str(space), 1)
    match str(space[0]):
        case "/CalRGB" | "/Lab":
            return 3
        case "/DeviceN":
            return len(space[1])
    return 1
