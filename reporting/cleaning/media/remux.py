"""Carry the samples of sound and film over into a new container of ours.

    remux(untrusted, "mov", "mp4", {"h264", "aac"})  # bytes, kinds of things left behind, whether there is a picture

`bitexact` keeps dates, random numbers and the writer's name out; tags and chapters are not handed on because nobody
hands them on. What programs and cameras say inside the coded pictures (SEI messages: x264's whole command line, a
phone's own) is cut out by kind of unit, before the container is written.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet

from reporting.cleaning.cleaned import Kind, MalformedFile
from reporting.cleaning.media import kinds
from reporting.cleaning.media.limits import DAMAGED
from reporting.cleaning.media.setups import plain_vorbis
from reporting.cleaning.media.source import Media, codec_of, nothing_else, opened, packets, wanted

UNITS = {
    "h264": "filter_units=pass_types=1-5|7-9|14-15|20",
    "hevc": "filter_units=pass_types=0-9|16-21|32-36",
    "av1": "filter_units=remove_types=5|8|15",
}
EXACT = {"fflags": "+bitexact"}
ENCODER = re.compile(rb"(?:LAME|Lav[cf]|libfaac|FAAC|Nero)[ -~]{2,40}")


class Filtered:
    """A stream of theirs, the stream of ours it goes to, and what goes through between them."""

    def __init__(self, stream: Media, target: Any, codec: str) -> None:
        self.target = target
        self.sound = stream.type == "audio"
        units = UNITS.get(codec)
        self.filter = BitStreamFilterContext(units, stream, target) if units else None

    def passed(self, packet: "Packet[Any] | None") -> "Iterator[Packet[Any]]":
        if self.filter is not None:
            yield from self.filter.filter(packet)
        elif packet is not None:
            yield without_encoder(packet) if self.sound else packet


def without_encoder(packet: "Packet[Any]") -> "Packet[Any]":
    """Sound has room to spare in its frames, and encoders sign there: the name is written over, not one bit moves."""
    coded = bytes(packet)
    plain = ENCODER.sub(lambda name: b"U" * len(name[0]), coded)
    if plain != coded:
        packet.update(plain)
    return packet


def remux(
    untrusted: bytes, kind: str, container: str, known: frozenset[str], options: dict[str, str] | None = None
) -> tuple[bytes, frozenset[Kind], bool]:
    """Also whether there is a picture. Raises MalformedFile, Unsupported, TooLarge."""
    out = BytesIO()
    with opened(untrusted, kind) as source:
        streams = wanted(source)
        codecs = [codec_of(one, known) for one in streams]
        told = kinds.found(source)
        with av.open(out, "w", container, EXACT | (options or {}), io_open=nothing_else) as target:
            count = carry_over(source, target, streams, codecs)
        seen = any(one.type == "video" for one in streams)
    if not count:
        raise MalformedFile(DAMAGED)
    return out.getvalue(), told, seen


def carry_over(source: InputContainer, target: OutputContainer, streams: list[Media], codecs: list[str]) -> int:
    """Number of packets; those without a time to be shown cannot be placed and are left out."""
    lines: dict[int, Filtered] = {}
    for stream, codec in zip(streams, codecs, strict=True):
        ours = target.add_stream_from_template(stream, opaque=codec == "av1")  # nobody here could write AV1 anew
        if codec == "vorbis":
            ours.codec_context.extradata = plain_vorbis(bytes(stream.codec_context.extradata or b""))
        lines[stream.index] = Filtered(stream, ours, codec)
    count = 0
    for packet in packets(source, streams):
        if packet.dts is None:
            continue
        line = lines[packet.stream.index]
        for passed in line.passed(packet):
            passed.stream = line.target
            target.mux(passed)
            count += 1
    for line in lines.values():
        for passed in line.passed(None):
            passed.stream = line.target
            target.mux(passed)
    return count
