"""Pictures inside documents: each made anew as if it had come alone; what is no picture becomes an empty one.

    inside = picture(untrusted, budget)               # Cleaned("image/png", …, {Kind.PLACE})
    shown = picture(untrusted, budget, Cut(…))        # only what the document shows of it

Drawings of Windows programs (EMF, WMF) stay where every record of them is known. SVG and the like can hold names of
files, other formats, and code, so an empty picture stands in their place, and `removed` says so. So it is with one
of the former that cannot be read or proven clean, and with a drawing that is cut: its records cannot be. A document is
worth more than one drawing in it.
"""

from PIL import Image

from reporting.cleaning import metafiles
from reporting.cleaning.cleaned import Cleaned, CleaningError, Kind, MalformedFile, TooLarge, Unsupported
from reporting.cleaning.office.cuts import Cut
from reporting.cleaning.pictures import UNSEEN, inside, png

ENDINGS = {f"image/{one}": one for one in ("jpeg", "png", "gif", "tiff", "bmp", "webp")} | {
    metafiles.EMF: "emf",
    metafiles.WMF: "wmf",
}
"""What a cleaned picture can be, and what its name then ends in."""
EMPTY = png.encode(Image.new("L", (1, 1), 255))
"""One white pixel."""


def picture(untrusted: bytes, budget: metafiles.Budget, cut: Cut | None = None) -> Cleaned:
    """The picture, cleaned and cut; an empty one for what is not a picture we take. Raises TooLarge.

    `budget` is one for all drawings of a document.
    """
    try:
        if metafiles.seems(untrusted):
            if cut is not None and not cut.little:
                raise Unsupported(UNSEEN)
            return _drawing(untrusted, budget)
        return inside.clean(untrusted, None if cut is None else cut.box)
    except TooLarge:
        raise
    except CleaningError:
        cut_off = frozenset() if cut is None else frozenset({Kind.CUT_OFF})
        return Cleaned("image/png", EMPTY, cut_off | {Kind.BLANK})


def _drawing(untrusted: bytes, budget: metafiles.Budget) -> Cleaned:
    """The drawing, through its gate at once: what the old one held beside it is at hand only here."""
    try:
        cleaned = metafiles.clean(untrusted, budget)
    except TooLarge as reason:
        raise MalformedFile(str(reason)) from None
    metafiles.check(cleaned.data, untrusted)
    return cleaned
