"""Font programs: told apart by their first bytes, since what they are said to be is often wrong.

A font tells who made it, when, with what, and sometimes for whom. The outlines stay; the rest goes, in `sfnt.py`
(TrueType and OpenType), `cff.py` and `type1.py`.
"""

from functools import partial

from pikepdf import Name, Object, Stream

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.pdf.cff import blank_cff
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.sfnt import blank_sfnt
from reporting.cleaning.pdf.streams import data_of, put
from reporting.cleaning.pdf.type1 import blank_type1

MOST = 32 * 2**20
KINDS = frozenset(("/Type1C", "/CIDFontType0C", "/OpenType"))


def copy_program(job: Job, source: Object, target: Object) -> None:
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        program = source.get(key)
        if isinstance(program, Stream):
            target[key] = job.once("program", program, partial(blank, job, key, program))
            return


def blank(job: Job, key: str, source: Stream) -> Stream:
    data = data_of(source, MOST, job.budget) or b""
    stream = job.stream()
    lengths: list[int] = []
    try:
        if data.startswith((b"\0\1\0\0", b"true", b"OTTO")):
            data = blank_sfnt(data)
            lengths = [len(data)]
        elif data.lstrip()[:2] == b"%!":
            data, lengths = blank_type1(data.lstrip())
        elif data[:1] == b"\1":
            data = blank_cff(data)
        else:
            raise ValueError("no font that we know")
    except (ValueError, IndexError) as error:
        if not job.for_pictures:
            raise NotProvenClean("A font in this PDF cannot be looked through.") from error
    put(stream, data)
    if key == "/FontFile3":
        stream["/Subtype"] = source.get("/Subtype") if str(source.get("/Subtype")) in KINDS else Name.Type1C
        return stream
    for number, length in enumerate(lengths, 1):
        stream[f"/Length{number}"] = length
    return stream
