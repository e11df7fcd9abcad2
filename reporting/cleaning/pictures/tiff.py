"""TIFF 6.0: one page becomes a PNG, which browsers draw; several stay pages, packed with LZW."""

from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageFile
from PIL.TiffImagePlugin import AppendingTiffWriter

from reporting.cleaning.cleaned import Unsupported
from reporting.cleaning.pictures import png
from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh
from reporting.cleaning.sniff import FileType

_FINER = ("I", "F")
_DNG_VERSION, _SUB_IFDS, _SUBFILE_TYPE = 50706, 330, 254


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """All pages, and nothing of them lost: levels finer than those of a PNG stay a TIFF too.

    Raises Unsupported for raw camera files, whose first page is a preview of a picture we cannot see.
    """
    tags = getattr(picture, "tag_v2", {})
    if _DNG_VERSION in tags or (_SUB_IFDS in tags and tags.get(_SUBFILE_TYPE, 0) & 1):
        raise Unsupported("We do not take raw camera files. Save it as PNG or JPEG and send that.")
    seen: Iterator[Image.Image] = (fresh(page) for page in frames_of(picture))
    if getattr(picture, "n_frames", 1) == 1:
        only = next(seen)
        if only.mode not in _FINER:
            return FileType.PNG, png.encode(only)
        seen = iter((only,))
    out = BytesIO()
    with AppendingTiffWriter(out, new=True) as pages:
        for page in seen:
            page.save(pages, "TIFF", compression="tiff_lzw")
            pages.newFrame()
    return FileType.TIFF, out.getvalue()
