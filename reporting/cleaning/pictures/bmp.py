"""BMP, in its plainest form: two headers, a palette where needed, rows."""

from io import BytesIO

from PIL import ImageFile

from reporting.cleaning.pictures import png
from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh, shows_through
from reporting.cleaning.sniff import FileType


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """One picture of 1, 8 or 24 bits. A transparent one becomes a PNG: in a plain BMP nothing can say so."""
    seen = fresh(next(frames_of(picture)))
    if shows_through(seen):
        return FileType.PNG, png.encode(seen)
    out = BytesIO()
    (seen if seen.mode in ("1", "L", "P", "RGB") else seen.convert("RGB")).save(out, "BMP")
    return FileType.BMP, out.getvalue()
