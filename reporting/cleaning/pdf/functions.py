"""Functions (ISO 32000-1, 7.10): sampled, exponential, stitching, and the small PostScript ones, written anew."""

import re

from pikepdf import Array, Dictionary, Object, Stream

from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.streams import data_of, put
from reporting.cleaning.pdf.values import copy_plain, dictionary, number, numbers, some_numbers, whole

MOST_SAMPLES = 2**22
MOST_PROGRAM = 2**16
OPERATORS = frozenset(
    b"abs add atan ceiling cos cvi cvr div exp floor idiv ln log mod mul neg round sin sqrt sub truncate and bitshift "
    b"eq false ge gt le lt ne not or true xor if ifelse copy dup exch index pop roll { }".split()
)
PROGRAM = re.compile(rb"%[^\r\n]*|[{}]|[^\s{}%]+")
NUMBER = re.compile(rb"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def copy_function(job: Job, untrusted: object) -> Object | None:
    """One function, or an array of them; None when it is none."""
    if isinstance(untrusted, Array):
        made = [copy_function(job, one) for one in list(untrusted)[:64]]
        return None if None in made else Array([one for one in made if one is not None])
    source = dictionary(untrusted)
    if source is None:
        return None
    function: Object | None = job.once("function", source, lambda: new_function(job, source))
    return function


def new_function(job: Job, source: Object) -> Object | None:
    target: Object = job.stream() if isinstance(source, Stream) else Dictionary()
    kind = whole(source.get("/FunctionType"), -1)
    target["/FunctionType"] = kind
    copy_plain(source, target, {"/Domain": some_numbers, "/Range": some_numbers})
    match kind:
        case 0 | 4 if isinstance(source, Stream) and isinstance(target, Stream):
            return target if fill(job, source, target, kind) else None
        case 2 if not isinstance(source, Stream):
            copy_plain(source, target, {"/C0": some_numbers, "/C1": some_numbers, "/N": number})
            return target
        case 3 if not isinstance(source, Stream):
            parts = copy_function(job, source.get("/Functions"))
            if isinstance(parts, Array):
                target["/Functions"] = parts
                copy_plain(source, target, {"/Bounds": some_numbers, "/Encode": some_numbers})
                return target
    return None


def fill(job: Job, source: Stream, target: Stream, kind: int) -> bool:
    if kind == 4:
        data = data_of(source, MOST_PROGRAM, job.budget)
        put(target, program(data or b"{}"))
        return data is not None
    size = numbers(source.get("/Size"), 32)
    outputs = len(numbers(source.get("/Range"), 128) or []) // 2
    samples, bits = 1, whole(source.get("/BitsPerSample"), 8)
    for one in size or []:
        samples *= max(0, int(one))
    if size is None or not 0 < samples * outputs <= MOST_SAMPLES or bits not in (1, 2, 4, 8, 12, 16, 24, 32):
        return False
    data = data_of(source, (samples * outputs * bits + 7) // 8, job.budget)
    copy_plain(source, target, {"/Encode": some_numbers, "/Decode": some_numbers})
    target["/Size"], target["/BitsPerSample"] = Array([int(one) for one in size]), bits
    put(target, data or b"")
    return data is not None


def program(untrusted: bytes) -> bytes:
    words = PROGRAM.findall(untrusted)
    return b" ".join(one for one in words if one in OPERATORS or NUMBER.fullmatch(one))
