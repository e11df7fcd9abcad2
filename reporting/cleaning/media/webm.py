"""WebM (https://www.webmproject.org/docs/container/): the samples of sound and film in elements of ours.

Left behind: tags, chapters, attachments, the date, the segment's random number, the names of tracks and programs.
"""

from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.media.gate.webm import check
from reporting.cleaning.media.remux import remux

MEDIA_TYPE = "video/webm"
CODECS = frozenset(("vp8", "vp9", "av1", "opus", "vorbis"))


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported, TooLarge."""
    data, told, _ = remux(untrusted, "matroska", "webm", CODECS)
    return Cleaned(MEDIA_TYPE, data, told)


__all__ = ["MEDIA_TYPE", "check", "clean"]
