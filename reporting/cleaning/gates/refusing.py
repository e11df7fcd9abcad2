"""One way for all gates to say no.

must(segment.startswith(b"JFIF"), "a segment that is not JFIF")
"""

import struct

from reporting.cleaning.cleaned import NotProvenClean


def must(true: bool, what_else: str) -> None:
    """Raises NotProvenClean, saying what was found instead, unless `true`."""
    if not true:
        raise NotProvenClean(
            f"After cleaning something is left in this file that we cannot account for ({what_else})."
            " Send a screenshot of it instead."
        )


def number(data: bytes, at: int, form: str) -> int:
    """One number of `struct` format `form`; raises NotProvenClean past the end."""
    size = struct.calcsize(form)
    must(at >= 0 and at + size <= len(data), "a cut-short part")
    value: int = struct.unpack_from(form, data, at)[0]
    return value
