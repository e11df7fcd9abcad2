"""FLAC (RFC 9639): STREAMINFO, then the frames. No comments, pictures, cue sheets, application blocks, padding."""

from reporting.cleaning.cleaned import Cleaned, MalformedFile
from reporting.cleaning.media import kinds
from reporting.cleaning.media.gate.flac import check
from reporting.cleaning.media.limits import DAMAGED
from reporting.cleaning.media.source import codec_of, opened, packets, wanted

MEDIA_TYPE = "audio/flac"
STREAM_INFO = 34
LAST_BLOCK = b"\x80\0\0\x22"


def clean(untrusted: bytes) -> Cleaned:
    """Raises MalformedFile, Unsupported, TooLarge."""
    with opened(untrusted, "flac") as source:
        stream = next((one for one in wanted(source) if one.type == "audio"), None)
        if stream is None:
            raise MalformedFile(DAMAGED)
        codec_of(stream, frozenset(("flac",)))
        head = bytes(stream.codec_context.extradata or b"")
        told = kinds.found(source)
        frames = [bytes(one) for one in packets(source, [stream])]
    if len(head) < STREAM_INFO or not frames:
        raise MalformedFile(DAMAGED)
    data = b"fLaC" + LAST_BLOCK + head[:STREAM_INFO] + b"".join(frames)
    return Cleaned(MEDIA_TYPE, data, told)


__all__ = ["MEDIA_TYPE", "check", "clean"]
