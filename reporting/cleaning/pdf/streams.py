"""What a stream holds: its bytes as they lie in the file, the filters they went through, the bytes they mean."""

import zlib

import pikepdf
from pikepdf import Array, Name, Object, Stream

from reporting.cleaning.cleaned import MalformedFile
from reporting.cleaning.pdf.budget import Budget
from reporting.cleaning.pdf.decode import UNPACKERS, Filter, take, unpacked
from reporting.cleaning.pdf.opening import DAMAGED
from reporting.cleaning.pdf.predict import undone
from reporting.cleaning.pdf.values import dictionary

MOST_FILTERS = 6


def filters_of(untrusted: Object) -> list[Filter]:
    """Name and parameters of each filter, outermost first; MalformedFile when they are no filters."""
    names = untrusted.get("/Filter", untrusted.get("/F"))
    parameters = untrusted.get("/DecodeParms", untrusted.get("/DP"))
    listed = list(names) if isinstance(names, Array) else [] if names is None else [names]
    beside = list(parameters) if isinstance(parameters, Array) else [parameters]
    if len(listed) > MOST_FILTERS or not all(isinstance(one, Name) for one in listed):
        raise MalformedFile("This PDF packs its contents in a way we do not know. Send a screenshot of it instead.")
    padded = beside + [None] * len(listed)
    return [(str(one), dictionary(padded[n])) for n, one in enumerate(listed) if str(one) != "/Crypt"]


def raw_of(untrusted: Stream) -> bytes:
    try:
        return untrusted.read_raw_bytes()
    except pikepdf.PdfError as error:
        raise MalformedFile(DAMAGED) from error


def data_of(untrusted: Stream, most: int, budget: Budget) -> bytes | None:
    """The bytes it means, up to `most`; None when it is packed as a picture."""
    filters = filters_of(untrusted)
    if any(one not in UNPACKERS for one, _ in filters):
        return None
    data = take(unpacked(raw_of(untrusted), filters, budget), most)
    return undone(data, filters[-1][1]) if filters else data


def put(stream: Stream, data: bytes) -> None:
    """Fill a stream of ours, packed once."""
    stream.write(zlib.compress(data), filter=Name.FlateDecode)
