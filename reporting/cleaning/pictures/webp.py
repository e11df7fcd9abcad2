"""WebP (RFC 9649): without loss where it came so, else at a quality that is the same for everybody."""

import struct
from io import BytesIO

from PIL import Image, ImageFile

from reporting.cleaning.pictures.moving import Frame, frames_with_times
from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh
from reporting.cleaning.sniff import FileType

QUALITY = 90
_ALPHA, _ANIMATED = 0x10, 0x02
_REPLACE = 0x02


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """A still picture, or a moving one whose frames each replace the part that changed."""
    lossless = _came_without_loss(picture)
    if getattr(picture, "n_frames", 1) > 1:
        return FileType.WEBP, _moving(picture, lossless)
    return FileType.WEBP, encode(fresh(next(frames_of(picture))), lossless)


def _came_without_loss(picture: ImageFile.ImageFile) -> bool:
    """Whether its pixels are packed as VP8L. Pillow does not tell; its file is still at hand before the first frame."""
    if picture.fp is None:
        return False
    picture.fp.seek(0)
    return b"VP8L" in picture.fp.read()


def encode(pixels: Image.Image, lossless: bool = False) -> bytes:
    """A file of an image that `fresh` made; RGBA keeps its transparency."""
    out = BytesIO()
    seen = pixels if pixels.mode in ("RGB", "RGBA") else pixels.convert("RGBA" if "A" in pixels.mode else "RGB")
    seen.save(out, "WEBP", quality=50 if lossless else QUALITY, lossless=lossless, method=4)
    return out.getvalue()


def _moving(picture: ImageFile.ImageFile, lossless: bool) -> bytes:
    loop = int(picture.info.get("loop", 0)) & 0xFFFF
    width, height = picture.size
    frames = [_animation_frame(frame, lossless) for frame in frames_with_times(picture, "RGBA")]
    header = struct.pack("<I", _ALPHA | _ANIMATED) + _three(width - 1) + _three(height - 1)
    body = _chunk(b"VP8X", header) + _chunk(b"ANIM", struct.pack("<IH", 0, loop)) + b"".join(frames)
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def _animation_frame(frame: Frame, lossless: bool) -> bytes:
    (left, top), (width, height) = frame.corner, frame.pixels.size
    where = b"".join(map(_three, (left // 2, top // 2, width - 1, height - 1, frame.milliseconds)))
    return _chunk(b"ANMF", where + bytes([_REPLACE]) + _picture_chunks(encode(frame.pixels, lossless)))


def _picture_chunks(file: bytes) -> bytes:
    """The pixels of a still file: its ALPH, VP8 and VP8L chunks as they stand."""
    kept, at = b"", 12
    while at < len(file):
        size = int.from_bytes(file[at + 4 : at + 8], "little")
        end = at + 8 + size + (size & 1)
        if file[at : at + 4] != b"VP8X":
            kept += file[at:end]
        at = end
    return kept


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + bytes(len(data) & 1)


def _three(number: int) -> bytes:
    return number.to_bytes(3, "little")
