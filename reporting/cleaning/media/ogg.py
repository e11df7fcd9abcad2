"""Ogg (RFC 3533) with Vorbis, Opus or FLAC inside: the sound on new pages, with an empty comment header.

The serial number, which programs draw at random, becomes a count; the vendor string is ours, the same for everybody.
"""

from reporting.cleaning.cleaned import Cleaned
from reporting.cleaning.media.gate.ogg import check
from reporting.cleaning.media.remux import remux

MEDIA_TYPE = "audio/ogg"
CODECS = frozenset(("vorbis", "opus", "flac"))


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported (film in Ogg), TooLarge."""
    data, told, _ = remux(untrusted, "ogg", "ogg", CODECS)
    return Cleaned(MEDIA_TYPE, data, told)


__all__ = ["MEDIA_TYPE", "check", "clean"]
