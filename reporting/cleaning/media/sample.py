"""A short tone in each format, to try the cleaners on before a box closes.

sample("audio/mpeg")
"""

from fractions import Fraction
from io import BytesIO
from typing import cast

import av
from av.audio.stream import AudioStream

RATE, PIECE, PIECES = 48_000, 960, 5
WRITTEN_WITH = {
    "audio/wav": ("wav", "pcm_s16le"),
    "audio/flac": ("flac", "flac"),
    "audio/ogg": ("ogg", "libopus"),
    "audio/mpeg": ("mp3", "libmp3lame"),
    "audio/mp4": ("ipod", "aac"),
    "video/mp4": ("mp4", "aac"),
    "video/quicktime": ("mov", "aac"),
    "video/webm": ("webm", "libopus"),
}


def sample(media_type: str) -> bytes:
    """A tenth of a second; KeyError for a type that is no recording."""
    container, codec = WRITTEN_WITH[media_type]
    out = BytesIO()
    with av.open(out, "w", container) as target:
        target.metadata["artist"] = "nobody in particular"
        stream = cast(AudioStream, target.add_stream(codec, rate=RATE))
        for number in range(PIECES):
            frame = av.AudioFrame("s16", "mono", PIECE)
            frame.planes[0].update(bytes(range(1, 241)) * (2 * PIECE // 240))
            frame.sample_rate, frame.pts, frame.time_base = RATE, number * PIECE, Fraction(1, RATE)
            target.mux(stream.encode(frame))
        target.mux(stream.encode())
    return out.getvalue()
