"""Recordings made on the spot, with Rosa's traces wherever the format has room for one."""

import struct
from collections.abc import Callable
from fractions import Fraction
from io import BytesIO

import av
from PIL import Image

ROSA = "Rosa Traceable"
TAGS = {
    "title": "Rosa's secret meeting", "artist": ROSA, "comment": "recorded by Rosa Traceable", "date": "2026-03-17",
    "creation_time": "2026-03-17T08:15:33.000000Z", "encoder": "Rosa's recorder 4711", "location": "+48.8577+002.295/",
}  # fmt: skip
SIZE = (64, 48)
RATE = 25


def made(container: str, *, video: str = "", audio: str = "", seconds: float = 1.0, turned: int = 0) -> bytes:
    """A second of a tone and of a moving square, in codecs of that name."""
    out = BytesIO()
    with av.open(out, "w", container) as target:
        target.metadata.update(TAGS)
        film = target.add_stream(video, rate=RATE) if video else None
        sound = target.add_stream(audio, rate=48_000) if audio else None
        for stream in (film, sound):
            if stream is not None:
                stream.metadata.update({"title": ROSA, "handler_name": ROSA, "language": "fra"})
        if film is not None:
            film.width, film.height, film.pix_fmt = *SIZE, "yuv420p"
        if sound is not None and audio == "vorbis":
            sound.codec_context.options, sound.codec_context.layout = {"strict": "experimental"}, "stereo"
        frames = list(pictures(seconds, turned)) if film is not None else []
        for stream, some in ((film, frames), (sound, list(tones(seconds)) if sound is not None else [])):
            if stream is None:
                continue
            for frame in some:
                target.mux(stream.encode(frame))
            target.mux(stream.encode())
    return out.getvalue()


def pictures(seconds: float, turned: int) -> "list[av.VideoFrame]":
    found = []
    for n in range(int(seconds * RATE)):
        image = Image.new("RGB", SIZE, (20, 20, 120))
        image.paste((240, 200, 20), (n, 10, n + 12, 22))
        frame = av.VideoFrame.from_image(image)
        frame.pts, frame.time_base = n, Fraction(1, RATE)
        found.append(frame)
    return found


def tones(seconds: float) -> "list[av.AudioFrame]":
    found, size = [], 960
    for n in range(int(seconds * 48_000 / size)):
        frame = av.AudioFrame("s16", "mono", size)
        wave = (int(9_000 * ((at // 55) % 2 * 2 - 1)) for at in range(n * size, (n + 1) * size))
        frame.planes[0].update(struct.pack(f"<{size}h", *wave))
        frame.sample_rate, frame.pts, frame.time_base = 48_000, n * size, Fraction(1, 48_000)
        found.append(frame)
    return found


def id3(words: str = ROSA) -> bytes:
    body = b"TPE1" + (len(words) + 1).to_bytes(4, "big") + b"\0\0\3" + words.encode()
    size = len(body)
    return b"ID3\4\0\0" + bytes([size >> 21 & 127, size >> 14 & 127, size >> 7 & 127, size & 127]) + body


def mp3() -> bytes:
    tail = (
        b"LYRICSBEGIN Rosa Traceable LYRICS200" + b"APETAGEX Rosa Traceable" + b"TAG" + ROSA.encode().ljust(125, b"\0")
    )
    return id3() + made("mp3", audio="libmp3lame") + tail


def wav() -> bytes:
    plain = made("wav", audio="pcm_s16le")
    more = b"bext" + (602).to_bytes(4, "little") + ROSA.encode().ljust(602, b"\0")
    return plain[:4] + (len(plain) + len(more) - 8).to_bytes(4, "little") + plain[8:] + more + b"tail of Rosa"


def packed(codec: str = "adpcm_ms") -> bytes:
    """Where the head of such a file has room: the rate of bytes, the table of a codec, the number of samples."""
    plain = made("wav", audio=codec)
    table = plain[:66] + b"Rosa" + plain[70:] if codec == "adpcm_ms" else plain
    place = table.index(b"fact") + 8
    return table[:28] + b"Rosa" + table[32:place] + b"Rosa" + table[place + 4 :]


def alac() -> bytes:
    """The set-up of the codec has room for the largest packet and for the average rate."""
    plain = made("ipod", audio="alac")
    place = plain.index(b"alac", plain.index(b"alac", plain.index(b"stsd")) + 4) + 4 + 16
    return plain[:place] + b"Rosa4711" + plain[place + 8 :]


def box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def mp4(container: str = "mp4", video: str = "libx264") -> bytes:
    plain = made(container, video=video, audio="aac")
    return plain + box(b"uuid", b"\1" * 16 + ROSA.encode()) + box(b"free", ROSA.encode()) + b"\0\0\0\x08skip"


def vorbis_in_webm() -> bytes:
    """The list of comments lies in the codec's set-up, where no tag editor looks."""
    plain, out = made("webm", video="libvpx", audio="vorbis"), BytesIO()
    with av.open(BytesIO(plain)) as source, av.open(out, "w", "webm") as target:
        lines = {one.index: target.add_stream_from_template(one) for one in source.streams}
        setup = bytes(source.streams.audio[0].codec_context.extradata or b"")
        first, third = setup[3 : 3 + setup[1]], setup[3 + setup[1] + setup[2] :]
        second = b"\3vorbis" + len(ROSA).to_bytes(4, "little") + ROSA.encode() + bytes(4) + b"\1"
        sound = lines[source.streams.audio[0].index]
        sound.codec_context.extradata = bytes((2, len(first), len(second))) + first + second + third
        target.metadata.update(TAGS)
        for packet in source.demux():
            if packet.size:
                packet.stream = lines[packet.stream.index]
                target.mux(packet)
    return out.getvalue()


RECORDINGS: dict[str, Callable[[], bytes]] = {
    "mp3": mp3,
    "wav": wav,
    "packed": packed,
    "packed otherwise": lambda: packed("adpcm_ima_wav"),
    "in fractions": lambda: packed("pcm_f32le"),
    "alac": alac,
    "flac": lambda: made("flac", audio="flac"),
    "vorbis": lambda: made("ogg", audio="vorbis"),
    "opus": lambda: made("ogg", audio="libopus"),
    "m4a": lambda: made("ipod", audio="aac"),
    "mp4": mp4,
    "hevc": lambda: mp4(video="libx265"),
    "av1": lambda: mp4(video="libsvtav1"),
    "mov": lambda: mp4("mov"),
    "pcm": lambda: made("mov", video="libx264", audio="pcm_s16le"),
    "webm": lambda: made("webm", video="libvpx-vp9", audio="libopus"),
    "vorbis in webm": vorbis_in_webm,
    "vp8": lambda: made("webm", video="libvpx", audio="libopus"),
}
