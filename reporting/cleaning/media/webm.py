"""WebM (https://www.webmproject.org/docs/container/): the samples of sound and film in elements of ours.

Left behind: tags, chapters, attachments, the date, the segment's random number, the names of tracks and programs.
"""

from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.media.gate.webm import check
from reporting.cleaning.media.remux import remux

MEDIA_TYPE = "video/webm"
CODECS = frozenset(("vp8", "vp9", "av1", "opus", "vorbis"))


def looks_like(untrusted: bytes) -> bool:
    """Matroska too: whether what is inside is WebM's shows when its codecs are read."""
    return untrusted[:4] == b"\x1a\x45\xdf\xa3"


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported, TooLarge, NotProvenClean."""
    data, told, _ = remux(untrusted, "matroska", "webm", CODECS)
    check(data, untrusted)
    return Cleaned(MEDIA_TYPE, data, told)


__all__ = ["MEDIA_TYPE", "check", "clean", "looks_like"]
