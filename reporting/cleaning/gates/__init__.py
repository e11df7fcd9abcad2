"""The gate: reads a cleaned picture with parsers of its own and lets through what it can account for, byte by byte.

    check_picture(cleaned, untrusted)       # returns, or raises NotProvenClean

It shares no code with what cleans, knows no Pillow, and allow-lists: a segment it does not know is a refusal.
"""

from collections.abc import Callable, Mapping

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.gates import bmp, gif, jpeg, png, tiff, webp
from reporting.cleaning.gates.canaries import refuse_canaries
from reporting.cleaning.gates.hidden import hidden_in

__all__ = ["check_picture"]

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
