"""Listen and look with other means than those that cleaned: what is decoded, and the words that lie about."""

from io import BytesIO

import av
from av.video.plane import VideoPlane

from reporting.cleaning.formats import RECORDINGS, clean
from reporting.cleaning.sniff import sniff

__all__ = ["clean", "kinds_of_streams", "module_for", "played"]


def module_for(untrusted: bytes) -> object:
    return RECORDINGS[sniff(untrusted)]


def played(data: bytes, kind: str) -> list[bytes]:
    """Every picture or piece of sound, decoded, up to where what was glued behind cannot be."""
    found: list[bytes] = []
    with av.open(BytesIO(data)) as source:
        streams = [one for one in source.streams if one.type == kind and not int(one.disposition) & 1024]
        try:
            for frame in source.decode(streams[0]) if streams else ():
                found.append(b"".join(rows(plane) for plane in frame.planes))
        except av.error.InvalidDataError:
            return found
    return found


def rows(plane: object) -> bytes:
    """Without what pads each row of a picture: nobody set that."""
    if not isinstance(plane, VideoPlane):
        return bytes(plane)  # type: ignore[call-overload, no-any-return]
    data, wide = bytes(plane), plane.line_size
    return b"".join(data[at : at + plane.width] for at in range(0, wide * plane.height, wide))


def kinds_of_streams(data: bytes) -> list[str]:
    with av.open(BytesIO(data)) as source:
        return [one.type for one in source.streams]
