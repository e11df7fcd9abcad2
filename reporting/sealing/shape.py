"""What can be told of a sealed file without a key: that it is whole, for how many, and padded.

    check_shape(untrusted_sealed, stanzas=2, least=16384, most=2**19)

Who can open it, no server can tell: hybrid stanzas name nobody.
"""

from io import BytesIO

from .age import inspect, inspect_whole
from .errors import SealingError
from .format import read_header
from .padding import padme
from .recipients import HYBRID


class WrongShape(SealingError):
    """This is no sealed file as we make them."""


def check_shape(untrusted_sealed: bytes, *, stanzas: int, least: int, most: int) -> int:
    """The bytes of its padded plaintext, between `least` and `most`. Raises WrongShape."""
    try:
        found, size = inspect_whole(untrusted_sealed)
    except SealingError:
        raise WrongShape("not an age file") from None
    if found != [HYBRID] * stanzas:
        raise WrongShape(f"not exactly {stanzas} hybrid stanzas")
    if not least <= size <= most or size != max(least, padme(size)):
        raise WrongShape("not of a padded size")
    return size


def header_of(sealed: bytes) -> bytes:
    """The head of a sealed file, which says for whom it is. Raises WrongShape."""
    try:
        return sealed[: read_header(BytesIO(sealed)).size]
    except SealingError:
        raise WrongShape("not an age file") from None


def with_header(sealed: bytes, untrusted_header: bytes) -> bytes:
    """The same payload behind another head, for as many; raises WrongShape.

    Whether the two belong together only who can open it sees: a head of something else opens nothing.
    """
    before = header_of(sealed)
    try:
        stanzas, size = inspect(untrusted_header), read_header(BytesIO(untrusted_header)).size
    except SealingError:
        raise WrongShape("not a header") from None
    if size != len(untrusted_header) or stanzas != inspect(before):
        raise WrongShape("not a header for as many")
    return untrusted_header + sealed[len(before) :]
