"""Open a stranger's recording: in memory, in the one format that its bytes say, with no way to any other file.

    with opened(untrusted, "mov") as source: ...
    for packet in packets(source, wanted(source)): ...

Raises MalformedFile, Unsupported, TooLarge. A playlist, a `dref` or any other address inside is never followed: the
only opener we hand over refuses.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from reporting.cleaning.cleaned import MalformedFile, TooLarge, Unsupported
from reporting.cleaning.media.limits import DAMAGED, PACKETS, SECONDS, STREAMS, TOO_LONG, UNKNOWN_CODEC

Media = AudioStream | VideoStream
DECODERS = {"libdav1d": "av1", "libaom-av1": "av1", "mp3float": "mp3", "mp2float": "mp2"}
"""Where the one that would decode is not called as the codec is."""
STILL = 1024 | 2048
"""Attached pictures and thumbnails, among the dispositions of a stream."""
OPTIONS = {"protocol_whitelist": "none", "max_streams": str(STREAMS), "probesize": "5000000"}


def nothing_else(url: str, flags: int, options: dict[str, str]) -> object:
    raise PermissionError("a recording may name no other file")


@contextmanager
def opened(untrusted: bytes, kind: str) -> Iterator[InputContainer]:
    try:
        with av.open(
            BytesIO(untrusted), "r", kind, dict(OPTIONS), io_open=nothing_else, metadata_errors="ignore"
        ) as source:
            yield source
    except (av.error.FFmpegError, ValueError, OSError, EOFError, OverflowError) as error:
        raise MalformedFile(DAMAGED) from error


def wanted(source: InputContainer) -> list[Media]:
    """Sound and moving pictures; a cover, a thumbnail, a subtitle, a track of places is none."""
    if len(source.streams) > STREAMS or (source.duration or 0) / 1_000_000 > SECONDS:
        raise TooLarge(TOO_LONG)
    found: list[Media] = []
    for stream in source.streams:
        if isinstance(stream, (AudioStream, VideoStream)) and not int(stream.disposition) & STILL:
            found.append(stream)
    if not found:
        raise MalformedFile(DAMAGED)
    return found


def codec_of(stream: Media, known: frozenset[str]) -> str:
    """The codec's name, one of `known`; Unsupported otherwise."""
    decoder = stream.codec_context.name if stream.codec_context is not None else ""
    name = DECODERS.get(decoder, decoder)
    if name not in known:
        raise Unsupported(UNKNOWN_CODEC)
    return name


def packets(source: InputContainer, streams: list[Media]) -> "Iterator[Packet[Any]]":
    for count, packet in enumerate(source.demux(streams)):
        if count > PACKETS:
            raise TooLarge(TOO_LONG)
        if packet.size:
            yield packet
