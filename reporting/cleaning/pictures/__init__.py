"""Pictures are made anew from what can be seen: upright, in sRGB, pixel by pixel, and nothing else comes along.

    cleaned = clean(untrusted_photo)        # media_type "image/jpeg", removed {Kind.PLACE, Kind.DEVICE, …}
    check(cleaned.data, untrusted_photo)    # raises NotProvenClean if anything is left

Used for files and for the pictures inside documents.
"""

from collections.abc import Callable, Mapping

from PIL import ImageFile

from reporting.cleaning.cleaned import Cleaned, Unsupported
from reporting.cleaning.gates import check_picture as check
from reporting.cleaning.pictures import bmp, gif, jpeg, png, tiff, webp
from reporting.cleaning.pictures.found import kinds_in
from reporting.cleaning.pictures.opening import opened
from reporting.cleaning.pictures.still import jpeg_or_png
from reporting.cleaning.sniff import FileType, sniff

__all__ = ["UNSEEN", "WRITERS", "check", "clean", "kind_of"]

UNSEEN = "This is not a picture that we can clean. Send a screenshot of it instead."

WRITERS: Mapping[FileType, Callable[[ImageFile.ImageFile], tuple[FileType, bytes]]] = {
    FileType.JPEG: jpeg.write,
    FileType.PNG: png.write,
    FileType.GIF: gif.write,
    FileType.WEBP: webp.write,
    FileType.TIFF: tiff.write,
    FileType.BMP: bmp.write,
    FileType.HEIC: jpeg_or_png,
    FileType.AVIF: jpeg_or_png,
}


def kind_of(untrusted: bytes) -> FileType:
    """Raises Unsupported when it is no picture that is taken."""
    file_type = sniff(untrusted)
    if file_type not in WRITERS:
        raise Unsupported(UNSEEN)
    return file_type


def clean(untrusted: bytes) -> Cleaned:
    """The picture made anew; HEIC and AVIF become JPEG, or PNG where they are transparent.

    Raises Unsupported when it is no picture that is taken, MalformedFile, TooLarge.
    """
    file_type = kind_of(untrusted)
    with opened(untrusted, file_type) as picture:
        removed = kinds_in(picture, untrusted)
        written, data = WRITERS[file_type](picture)
    return Cleaned(written, data, removed)
