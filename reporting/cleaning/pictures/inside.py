"""A picture inside a document: as its pixels lie, and only those that the document shows.

    cleaned = clean(untrusted, cut.box)      # `office/cuts.py`

Office programs do not turn a picture by its EXIF, the document says how it is turned; so neither do we.
"""

from collections.abc import Callable

from PIL import ImageFile

from reporting.cleaning.cleaned import Cleaned, Kind, Unsupported
from reporting.cleaning.pictures import UNSEEN, WRITERS, jpeg, kind_of, png
from reporting.cleaning.pictures.found import kinds_in
from reporting.cleaning.pictures.opening import frames_of, opened
from reporting.cleaning.pictures.pixels import Box, fresh, orientation, shows_through
from reporting.cleaning.sniff import FileType

Shown = Callable[[tuple[int, int], tuple[float, float]], Box | None]
"""From the size in pixels, and how many of them make an inch, to what is shown; None when nothing is."""

_USUAL, _CENTIMETRES, _MOST = 96.0, 2, 100_000
_LOSSY = frozenset((FileType.JPEG, FileType.WEBP, FileType.HEIC, FileType.AVIF))


def clean(untrusted: bytes, shown: Shown | None = None) -> Cleaned:
    """The picture made anew, a cut one as JPEG or PNG; raises Unsupported, MalformedFile, TooLarge.

    Of a moving or many-paged picture that is cut or turned, the first frame stays.
    """
    file_type = kind_of(untrusted)
    with opened(untrusted, file_type) as picture:
        removed, whole = kinds_in(picture, untrusted), (0, 0, *picture.size)
        box = shown(picture.size, dots_an_inch(picture)) if shown else whole
        if box is None:
            raise Unsupported(UNSEEN)
        if box == whole and orientation(picture) == 1:
            written, data = WRITERS[file_type](picture)
        else:
            written, data = _part(picture, file_type in _LOSSY, box)
    return Cleaned(written, data, removed if box == whole else removed | {Kind.CUT_OFF})


def _part(picture: ImageFile.ImageFile, lossy: bool, box: Box) -> tuple[FileType, bytes]:
    seen = fresh(next(frames_of(picture)), box)
    if lossy and not shows_through(seen):
        return FileType.JPEG, jpeg.encode(seen)
    return FileType.PNG, png.encode(seen)


def dots_an_inch(picture: ImageFile.ImageFile) -> tuple[float, float]:
    """Across and down, by the header that office programs go by: of a JPEG its JFIF, never its EXIF."""
    told = picture.info.get("dpi")
    if picture.format in ("JPEG", "MPO"):
        unit, told = picture.info.get("jfif_unit"), picture.info.get("jfif_density")
        if unit == _CENTIMETRES and isinstance(told, tuple):
            told = tuple(2.54 * one for one in told)
        elif unit != 1:
            told = None
    if isinstance(told, tuple) and len(told) == 2 and all(1 < one < _MOST for one in told):
        return float(told[0]), float(told[1])
    return _USUAL, _USUAL
