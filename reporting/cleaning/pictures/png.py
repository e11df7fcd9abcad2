"""PNG (W3C PNG 3), still or moving; pixels as they were, nothing lost."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, ImageFile

from reporting.cleaning.pictures.moving import Frame, frames_with_times
from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh
from reporting.cleaning.sniff import FileType

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """A still picture in its own mode; a moving one frame by frame in RGBA."""
    if getattr(picture, "n_frames", 1) > 1:
        return FileType.PNG, _moving(picture)
    return FileType.PNG, encode(fresh(next(frames_of(picture))))


def encode(pixels: Image.Image) -> bytes:
    """A file of an image that `fresh` made."""
    out = BytesIO()
    (pixels.convert("RGB") if pixels.mode in ("F", "I") else pixels).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _moving(picture: ImageFile.ImageFile) -> bytes:
    """Each frame is packed on its own and put into an fdAT chunk: a frame like the one before must stay a frame."""
    shown_apart = 1 if picture.info.get("default_image") else 0  # what viewers show that know no movement
    loop, count = int(picture.info.get("loop", 0)), int(getattr(picture, "n_frames", 1)) - shown_apart
    out = [SIGNATURE, _chunk(b"IHDR", struct.pack(">IIBBBBB", *picture.size, 8, 6, 0, 0, 0))]
    out.append(_chunk(b"acTL", struct.pack(">II", count, loop)))
    number = 0
    for at, frame in enumerate(frames_with_times(picture, "RGBA")):
        if at >= shown_apart:
            out.append(_chunk(b"fcTL", _control(number, frame)))
            number += 1
        if at == 0:
            out.append(_chunk(b"IDAT", _packed(frame)))
        else:
            out.append(_chunk(b"fdAT", struct.pack(">I", number) + _packed(frame)))
            number += 1
    return b"".join([*out, _chunk(b"IEND", b"")])


def _control(number: int, frame: Frame) -> bytes:
    return struct.pack(">IIIIIHHBB", number, *frame.pixels.size, *frame.corner, frame.milliseconds, 1000, 0, 0)


def _packed(frame: Frame) -> bytes:
    return b"".join(data for name, data in _chunks(encode(frame.pixels)) if name == b"IDAT")


def _chunks(file: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at < len(file):
        length = int.from_bytes(file[at : at + 4], "big")
        yield file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
