"""GIF89a, still or moving, each frame with a palette of its own."""

import struct
from collections.abc import Iterable
from io import BytesIO

from PIL import Image, ImageFile

from reporting.cleaning.pictures.moving import Frame, frames_with_times
from reporting.cleaning.sniff import FileType

_LOOP = b"\x21\xff\x0bNETSCAPE2.0\x03\x01"
_KEEP, _CLEAR = 1, 2
_CLEAR_INDEX = 0
_OPAQUE = 128


def write(picture: ImageFile.ImageFile) -> tuple[FileType, bytes]:
    """Frames one by one. Where anything is transparent each frame clears the one before; else it adds what changed."""
    loop = picture.info.get("loop")
    frames: Iterable[Frame] = frames_with_times(picture, "RGBA", whole=True)
    if getattr(picture, "n_frames", 1) == 1:
        frames = list(frames)
    clear = any(_see_through(frame.pixels) for frame in frames)
    if not isinstance(frames, list):  # many are gone through twice instead of being held all at once
        frames = frames_with_times(picture, "RGBA" if clear else "RGB", whole=clear)
    out = [b"GIF89a" + struct.pack("<HHBBB", *picture.size, 0, 0, 0)]
    if loop is not None:
        out.append(_LOOP + struct.pack("<HB", int(loop) & 0xFFFF, 0))
    out += [_image(frame, clear) for frame in frames]
    return FileType.GIF, b"".join([*out, b"\x3b"])


def _see_through(pixels: Image.Image) -> bool:
    return any(pixels.getchannel("A").histogram()[:_OPAQUE])


def _image(frame: Frame, clear: bool) -> bytes:
    colours, indices = _with_palette(frame.pixels, clear)
    flags = (_CLEAR if clear else _KEEP) << 2 | (1 if clear else 0)
    control = b"\x21\xf9\x04" + struct.pack("<BHBB", flags, min(round(frame.milliseconds / 10), 65535), _CLEAR_INDEX, 0)
    place = b"\x2c" + struct.pack("<HHHHB", *frame.corner, *frame.pixels.size, 0x87)
    return control + place + colours + _packed(indices)


def _with_palette(pixels: Image.Image, clear: bool) -> tuple[bytes, Image.Image]:
    """256 colours as 768 bytes, and an image of indices into them; index 0 is the transparent one, if any is."""
    first = 1 if clear else 0
    few = pixels.convert("RGB").quantize(256 - first, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette = bytes(3 * first) + bytes(few.getpalette("RGB") or [])
    indices = Image.frombytes("L", few.size, few.tobytes()).point(lambda index: index + first)
    if clear:
        hidden = pixels.getchannel("A").point(lambda alpha: 0 if alpha >= _OPAQUE else 255)
        indices.paste(_CLEAR_INDEX, mask=hidden)
    return palette[:768].ljust(768, b"\0"), indices


def _packed(indices: Image.Image) -> bytes:
    """The LZW data of a one-frame file: from behind its one image descriptor and palette to its trailer."""
    out = BytesIO()
    indices.save(out, "GIF", optimize=False, interlace=0)
    file = out.getvalue()
    at = 13 + 768 if file[10] & 0x80 else 13
    while file[at] == 0x21:
        at += 2
        while file[at]:
            at += file[at] + 1
        at += 1
    at += 10 + (3 << (file[at + 9] & 7) + 1 if file[at + 9] & 0x80 else 0)
    return file[at:-1]
