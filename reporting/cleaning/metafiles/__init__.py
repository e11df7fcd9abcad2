"""Drawings of Windows programs inside documents, EMF and WMF: kept record by record, each known and measured.

    if seems(untrusted):
        cleaned = clean(untrusted, Budget())        # media_type "image/x-emf"
        check(cleaned.data, untrusted)              # the gate

They are not taken alone: to a reader they are no picture, and few programs show them.
"""

import zlib

from reporting.cleaning.cleaned import Cleaned, TooLarge
from reporting.cleaning.gates import check_drawing as check
from reporting.cleaning.metafiles import emf, wmf
from reporting.cleaning.metafiles.reading import TOO_LARGE, Budget, must

__all__ = ["EMF", "WMF", "Budget", "check", "clean", "seems"]

EMF, WMF = "image/x-emf", "image/x-wmf"
_PACKED = b"\x1f\x8b"
_MOST_BYTES = 32_000_000
_PLAIN_WMF = (b"\x01\0\x09\0", b"\x02\0\x09\0")


def seems(untrusted: bytes) -> bool:
    """Whether it begins like one, packed (EMZ, WMZ) or not."""
    return untrusted.startswith((_PACKED, wmf.PLACED, *_PLAIN_WMF)) or _is_emf(untrusted)


def clean(untrusted: bytes, budget: Budget) -> Cleaned:
    """The drawing made anew, unpacked; raises MalformedFile and TooLarge, also for what only seemed to be one."""
    budget.hold(len(untrusted))
    if untrusted.startswith(_PACKED):
        untrusted = _unpacked(untrusted, budget)
    if len(untrusted) > _MOST_BYTES:
        raise TooLarge(TOO_LARGE)
    must(_is_emf(untrusted) or untrusted.startswith((wmf.PLACED, *_PLAIN_WMF)))
    media_type, rebuilt = (EMF, emf.rebuilt) if _is_emf(untrusted) else (WMF, wmf.rebuilt)
    data, removed = rebuilt(untrusted, budget)
    return Cleaned(media_type, data, removed)


def _is_emf(untrusted: bytes) -> bool:
    return untrusted.startswith(b"\x01\0\0\0") and untrusted[40:44] == b" EMF"


def _unpacked(untrusted: bytes, budget: Budget) -> bytes:
    """What gzip packed; its header's name and time, and what stands behind, are left. Bombs use up the budget too."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = unpacker.decompress(untrusted, _MOST_BYTES + 1)
    except zlib.error:
        data = b""
    budget.hold(len(data) or _MOST_BYTES)
    must(unpacker.eof)
    return data
