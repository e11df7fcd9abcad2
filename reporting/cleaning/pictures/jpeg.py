"""JPEG (ITU-T T.81 and T.871), with the same tables for everybody.

Quality 90 without thinning out colours: letters on screenshots stay sharp. The quality of the file that came in is not
taken over, since its tables tell the camera or program; nor are tables fitted to the picture, so that the gate can ask
for exactly these.
"""

from io import BytesIO

from PIL import Image, ImageFile

from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh
from reporting.cleaning.sniff import FileType

QUALITY = 90


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """The first picture of the file, as viewers show it; telephones hide others behind it."""
    return FileType.JPEG, encode(fresh(next(frames_of(picture))))


def encode(pixels: Image.Image) -> bytes:
    """A file of an image that `fresh` made; what is transparent must have been dealt with before."""
    out = BytesIO()
    seen = pixels if pixels.mode in ("L", "RGB") else pixels.convert("RGB")
    seen.save(out, "JPEG", quality=QUALITY, subsampling=0, optimize=False, progressive=False)
    return out.getvalue()
