"""The gate: reads a cleaned picture with parsers of its own and lets through what it can account for, byte by byte.

    check_picture(cleaned, untrusted)       # returns, or raises NotProvenClean
    check_drawing(cleaned, untrusted)       # the same for the drawings inside documents

It shares no code with what cleans, knows no Pillow, and allow-lists: a segment it does not know is a refusal.
"""

from collections.abc import Callable, Mapping

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.gates import bmp, emf, gif, jpeg, png, tiff, webp, wmf
from reporting.cleaning.gates.canaries import refuse_canaries
from reporting.cleaning.gates.hidden import hidden_in
from reporting.cleaning.gates.hidden_drawing import hidden_in_drawing

__all__ = ["check_drawing", "check_picture"]

_GATES: Mapping[bytes, Callable[[bytes], None]] = {
    b"\xff\xd8": jpeg.check,
    b"\x89P": png.check,
    b"GI": gif.check,
    b"RI": webp.check,
    b"II": tiff.check,
    b"BM": bmp.check,
}


def check_picture(cleaned: bytes, untrusted: bytes) -> None:
    """Raises NotProvenClean unless every byte of `cleaned` is one that a bare picture needs."""
    gate = _GATES.get(cleaned[:2])
    if gate is None:
        raise NotProvenClean("What came out is no picture that we can prove clean. Send a screenshot of it instead.")
    gate(cleaned)
    refuse_canaries(cleaned, hidden_in(untrusted))


def check_drawing(cleaned: bytes, untrusted: bytes) -> None:
    """Raises NotProvenClean unless `cleaned` is an EMF or WMF of which every byte is drawn or says how."""
    beside = (emf if cleaned[40:44] == b" EMF" else wmf).check(cleaned)
    refuse_canaries(beside, hidden_in_drawing(untrusted))
