"""Pictures (ISO 32000-1, 8.9): their samples and nothing around them.

What a codec carries beside the samples is cut (`jpeg.py`, `jpeg2000.py`, `jbig2.py`); what lies behind the last sample
is left behind; other packings than Flate become Flate.
"""

import zlib
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream

from reporting.cleaning.pdf.budget import checked_pixels
from reporting.cleaning.pdf.colours import components, copy_space
from reporting.cleaning.pdf.decode import UNPACKERS, Filter, take, unpacked
from reporting.cleaning.pdf.jbig2 import cut_jbig2
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.jpeg import cut_jpeg
from reporting.cleaning.pdf.jpeg2000 import cut_jpeg2000
from reporting.cleaning.pdf.predict import row_bytes
from reporting.cleaning.pdf.streams import data_of, filters_of, raw_of
from reporting.cleaning.pdf.values import copy_plain, flag, name, number, some_numbers, whole

INTENTS = frozenset(("AbsoluteColorimetric", "RelativeColorimetric", "Saturation", "Perceptual"))
FILES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51", b"%PDF", b"PK\3\4")
MOST_PACKED = 64 * 2**20
PREDICTOR = {"/Predictor": number, "/Colors": number, "/BitsPerComponent": number, "/Columns": number}
FAX = {
    "/K": number, "/EndOfLine": flag, "/EncodedByteAlign": flag, "/Columns": number, "/Rows": number,
    "/EndOfBlock": flag, "/BlackIs1": flag, "/DamagedRowsBeforeError": number,
}  # fmt: skip


def copy_image(job: Job, source: Stream, beside: Any, *, mask: bool = False) -> Stream:
    """A picture of ours, or an empty form where this one cannot be read."""

    def make() -> Stream:
        checked_pixels(abs(whole(source.get("/Width"))), abs(whole(source.get("/Height"))))
        image = job.stream()
        image["/Type"], image["/Subtype"] = Name.XObject, Name.Image
        describe(job, source, image, beside)
        if not samples(job, source, image):
            return job.empty_form()
        if not mask:
            masks(job, source, image, beside)
        return image

    made: Stream = job.once("mask" if mask else "image", source, make)
    return made


def describe(job: Job, source: Stream, image: Stream, beside: Any) -> None:
    image["/Width"], image["/Height"] = whole(source.get("/Width")), whole(source.get("/Height"))
    plain = {"/ImageMask": flag, "/Decode": some_numbers, "/Interpolate": flag, "/SMaskInData": number}
    copy_plain(source, image, plain | {"/BitsPerComponent": number, "/Matte": some_numbers})
    if (intent := name(source.get("/Intent"), INTENTS)) is not None:
        image["/Intent"] = intent
    space = copy_space(job, source.get("/ColorSpace"), beside)
    if space is not None and flag(image.get("/ImageMask")) is not True:
        image["/ColorSpace"] = space


def masks(job: Job, source: Stream, image: Stream, beside: Any) -> None:
    for key in ("/SMask", "/Mask"):
        value = source.get(key)
        if isinstance(value, Stream):
            made = copy_image(job, value, beside, mask=True)
            if made.get("/Subtype") == Name.Image:
                image[key] = made
        elif isinstance(value, Array) and (ranges := some_numbers(value)) is not None:
            image[key] = Array(ranges)


def samples(job: Job, source: Stream, image: Stream) -> bool:
    """Fill `image`; False when nobody can make out what `source` holds."""
    filters = filters_of(source)
    inner = [one for one in filters if one[0] in UNPACKERS]
    if len(filters) - len(inner) > 1 or filters[: len(inner)] != inner:
        return False
    if len(filters) == len(inner):
        return raster(job, raw_of(source), filters, image)
    packed = take(unpacked(raw_of(source), inner, job.budget), MOST_PACKED)
    codec, parameters = filters[-1]
    match codec:
        case "/DCTDecode" | "/DCT":
            return store(
                image,
                cut_jpeg(packed, strict=not job.for_pictures),
                "/DCTDecode",
                parameters,
                {"/ColorTransform": number},
            )
        case "/JPXDecode":
            return store(image, cut_jpeg2000(packed), "/JPXDecode", None, {})
        case "/CCITTFaxDecode" | "/CCF":
            return store(image, packed, "/CCITTFaxDecode", parameters, FAX)
        case "/JBIG2Decode":
            return bilevel(job, packed, parameters, image)
    return False


def store(image: Stream, data: bytes | None, codec: str, parameters: Object | None, keys: dict[str, Any]) -> bool:
    if data is None:
        return False
    kept = Dictionary()
    if parameters is not None:
        copy_plain(parameters, kept, keys)
    image.write(data, filter=Name(codec), decode_parms=kept if len(kept.keys()) else None)
    return True


def bilevel(job: Job, packed: bytes, parameters: Object | None, image: Stream) -> bool:
    kept = Dictionary()
    shared = parameters.get("/JBIG2Globals") if parameters is not None else None
    if isinstance(shared, Stream):
        data = cut_jbig2(data_of(shared, MOST_PACKED, job.budget) or b"")
        if data is None:
            return False
        kept["/JBIG2Globals"] = job.out.make_stream(data)
    data = cut_jbig2(packed)
    if data is None:
        return False
    image.write(data, filter=Name.JBIG2Decode, decode_parms=kept if len(kept.keys()) else None)
    return True


def raster(job: Job, raw: bytes, filters: list[Filter], image: Stream) -> bool:
    bits = 1 if flag(image.get("/ImageMask")) else whole(image.get("/BitsPerComponent"), 8)
    space = image.get("/ColorSpace")
    row = (whole(image.get("/Width")) * bits * (components(space) if space is not None else 1) + 7) // 8
    length = row * whole(image.get("/Height"))
    if row <= 0 or length <= 0 or bits not in (1, 2, 4, 8, 16):
        return False
    parameters, kept = filters[-1][1] if filters else None, Dictionary()
    if parameters is not None and whole(parameters.get("/Predictor"), 1) > 1:
        copy_plain(parameters, kept, PREDICTOR)
        if whole(parameters.get("/Predictor")) >= 10:
            wide = row_bytes(parameters)
            length = -(-length // wide) * (wide + 1)
    data = repacked(job, raw, filters, length)
    if data is None:
        return False
    image.write(data, filter=Name.FlateDecode, decode_parms=kept if len(kept.keys()) else None)
    return True


def repacked(job: Job, raw: bytes, filters: list[Filter], length: int) -> bytes | None:
    """The first `length` bytes, packed anew in pieces: a poster's pixels never lie in memory at once.

    None when they are no pixels but a whole file, with all it tells, that lost its filter's name.
    """
    machine, out, left = zlib.compressobj(), bytearray(), length
    for piece in unpacked(raw, filters, job.budget):
        if left == length and piece.startswith(FILES):
            return None
        out += machine.compress(piece[:left])
        left -= len(piece)
        if left <= 0:
            break
    return bytes(out + machine.flush())
