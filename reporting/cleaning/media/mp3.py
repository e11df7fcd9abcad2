"""MP3 (http://www.mp3-tech.org/programmer/frame_header.html): the frames, one after the other, and nothing else.

ID3v1, ID3v2, APE and Lyrics3 lie before and behind them; Xing, Info and VBRI are a first frame without sound. LAME also
writes its name and version into the bits that frames have left over.
"""

import re

from reporting.cleaning.cleaned import Cleaned, Kind, MalformedFile
from reporting.cleaning.media import kinds
from reporting.cleaning.media.gate.mp3 import check
from reporting.cleaning.media.limits import DAMAGED
from reporting.cleaning.media.source import codec_of, opened, packets, wanted

MEDIA_TYPE = "audio/mpeg"
CODECS = frozenset(("mp3", "mp2"))
ENCODER = re.compile(rb"(?:LAME|GOGO|Lav[cf])[ -~]{2,40}")


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported, TooLarge."""
    with opened(untrusted, "mp3") as source:
        stream = next((one for one in wanted(source) if one.type == "audio"), None)
        if stream is None:
            raise MalformedFile(DAMAGED)
        codec_of(stream, CODECS)
        told = kinds.found(source)
        frames = [bytes(one) for one in packets(source, [stream])]
    data = b"".join(ENCODER.sub(blank, one) for one in frames if len(one) > 4 and one[0] == 0xFF)
    if not data:
        raise MalformedFile(DAMAGED)
    return Cleaned(MEDIA_TYPE, data, told | (frozenset((Kind.SOFTWARE,)) if ENCODER.search(untrusted) else frozenset()))


def blank(found: re.Match[bytes]) -> bytes:
    return b"U" * len(found[0])


__all__ = ["MEDIA_TYPE", "check", "clean"]
