"""PDF files: bytes in, a document made anew out (ISO 32000-1).

clean(untrusted)       # the pages as text and drawings; as pictures where that cannot be proven clean
flatten(untrusted)     # the pages as pictures, by choice
check(cleaned, untrusted)
"""

from reporting.cleaning.cleaned import Cleaned, Kind, NotProvenClean
from reporting.cleaning.pdf.flatten import flatten as flattened
from reporting.cleaning.pdf.gate import check
from reporting.cleaning.pdf.rebuild import rebuilt
from reporting.cleaning.pdf.sample import sample

MEDIA_TYPE = "application/pdf"


def clean(untrusted: bytes) -> Cleaned:
    """Checked already. Raises Encrypted, MalformedFile, TooLarge, NotProvenClean."""
    try:
        data, kinds = rebuilt(untrusted)
        check(data, untrusted)
    except NotProvenClean:
        return flatten(untrusted)
    return Cleaned(MEDIA_TYPE, data, kinds)


def flatten(untrusted: bytes) -> Cleaned:
    """Every page a picture of 150 dots an inch. Raises as `clean` does."""
    data, kinds = flattened(untrusted)
    check(data, untrusted)
    return Cleaned(MEDIA_TYPE, data, kinds | {Kind.LETTERS})


__all__ = ["MEDIA_TYPE", "check", "clean", "flatten", "sample"]
