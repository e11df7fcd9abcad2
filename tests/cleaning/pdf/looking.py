"""Look into a PDF with other eyes than those that cleaned it: all there is in it, unpacked; what it looks like."""

import re
import zlib
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageChops


def everything_in(data: bytes) -> bytes:
    """The raw bytes, then each stream that unpacks, then the strings written in hexadecimal."""
    unpacked = b"\n".join(streams(data))
    hexed = b"\n".join(bytes.fromhex(one.decode()) for one in re.findall(rb"<((?:[0-9a-fA-F]{2})+)>", data + unpacked))
    return data + unpacked + hexed


def streams(data: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        try:
            yield zlib.decompressobj().decompress(found[1])
        except zlib.error:
            yield found[1]


def pictures_of(data: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def text_of(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


def difference(one: bytes, other: bytes) -> float:
    """Mean difference of the pages' pixels, 0 to 255; infinite when there are more pages in one."""
    pairs = list(zip(pictures_of(one), pictures_of(other), strict=True))
    sums = [
        sum(n * count for n, count in enumerate(ImageChops.difference(a, b).convert("L").histogram())) for a, b in pairs
    ]
    return max(total / (a.width * a.height) for total, (a, _) in zip(sums, pairs, strict=True))
