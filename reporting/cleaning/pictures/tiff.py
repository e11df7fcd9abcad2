"""TIFF 6.0, page by page, packed with LZW."""

from io import BytesIO

from PIL import ImageFile
from PIL.TiffImagePlugin import AppendingTiffWriter

from reporting.cleaning.cleaned import Unsupported
from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh
from reporting.cleaning.sniff import FileType

_DNG_VERSION, _SUB_IFDS, _SUBFILE_TYPE = 50706, 330, 254


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """All pages. Raises Unsupported for raw camera files, whose first page is a preview of a picture we cannot see."""
    tags = getattr(picture, "tag_v2", {})
    if _DNG_VERSION in tags or (_SUB_IFDS in tags and tags.get(_SUBFILE_TYPE, 0) & 1):
        raise Unsupported("We do not take raw camera files. Save it as PNG or JPEG and send that.")
    out = BytesIO()
    with AppendingTiffWriter(out, new=True) as pages:
        for page in frames_of(picture):
            fresh(page).save(pages, "TIFF", compression="tiff_lzw")
            pages.newFrame()
    return FileType.TIFF, out.getvalue()
