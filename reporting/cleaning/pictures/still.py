"""HEIC and AVIF become JPEG, which everybody can open and a small parser can prove clean; PNG where transparent."""

from PIL import ImageFile

from reporting.cleaning.cleaned import Unsupported
from reporting.cleaning.pictures import jpeg, png
from reporting.cleaning.pictures.pixels import fresh, shows_through
from reporting.cleaning.sniff import FileType


def jpeg_or_png(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """The main picture of the file. Raises Unsupported for one that moves, of which a JPEG would keep one moment."""
    if picture.format == "AVIF" and getattr(picture, "n_frames", 1) > 1:
        raise Unsupported("We do not take AVIF pictures that move. Save it as GIF, WebP or MP4 and send that.")
    picture.load()
    seen = fresh(picture)
    if shows_through(seen):
        return FileType.PNG, png.encode(seen)
    return FileType.JPEG, jpeg.encode(seen)
