"""A stranger's picture opened by the one decoder that its first bytes name, after its size was read and found bearable.

with opened(untrusted, FileType.JPEG) as picture:
    ...
"""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageFile, PngImagePlugin, UnidentifiedImageError

from reporting.cleaning.cleaned import MalformedFile, TooLarge
from reporting.cleaning.sniff import FileType

MAX_PIXELS = 50_000_000
"""Of one picture: what today's telephones take, and 400 MB of memory while it is worked on."""
MAX_SIDE = 32_767
MAX_FRAMES = 1000
MAX_ALL_PIXELS = 400_000_000
"""Of all frames or pages together; they are held one by one, so this bounds time."""
MAX_HIDDEN = 8 * 1024 * 1024
"""Bytes to which the compressed texts and profiles of a PNG may grow."""

DAMAGE = (
    SyntaxError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, ZeroDivisionError,
    EOFError, OSError, RuntimeError, AssertionError, NotImplementedError, struct.error, zlib.error,
)  # fmt: skip
"""What decoders raise at damaged files; a lack of memory and what the box forbids are something else."""

# Threads would be one more system call to allow in the box.
pillow_heif.register_heif_opener(thumbnails=False, decode_threads=1)
AvifImagePlugin.DEFAULT_MAX_THREADS = 1
PngImagePlugin.MAX_TEXT_CHUNK = PngImagePlugin.MAX_TEXT_MEMORY = MAX_HIDDEN

_DECODERS = {FileType.JPEG: ("JPEG", "MPO"), FileType.HEIC: ("HEIF",)}


@contextmanager
def opened(untrusted: bytes, file_type: FileType) -> Iterator[ImageFile.ImageFile]:
    """The picture, its header read and its pixels not yet; raises MalformedFile, TooLarge, also out of the block."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(BytesIO(untrusted), formats=_DECODERS.get(file_type, (file_type.name,))) as picture:
                _bearable(picture)
                yield picture
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large() from None
        except PermissionError:
            raise
        except (UnidentifiedImageError, *DAMAGE):
            raise MalformedFile(
                "This picture is damaged or cut short. Open it yourself and send a screenshot of it instead."
            ) from None


def frames_of(picture: Image.Image) -> Iterator[Image.Image]:
    """Each frame or page in turn, decoded; the same object, so take what you need before the next."""
    count = getattr(picture, "n_frames", 1)
    if count > MAX_FRAMES:
        raise TooLarge(f"This picture has more than {MAX_FRAMES:,} frames or pages. Send a part of it.")
    pixels = 0
    for number in range(count):
        picture.seek(number)
        _bearable(picture)
        pixels += picture.width * picture.height
        if pixels > MAX_ALL_PIXELS:
            raise TooLarge("The frames or pages of this picture are too many for their size. Send a part of it.")
        picture.load()
        yield picture


def _bearable(picture: Image.Image) -> None:
    if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
        raise _too_large()


def _too_large() -> TooLarge:
    return TooLarge(
        f"This picture has more than {MAX_PIXELS // 1_000_000} million pixels. Make it smaller, or send a screenshot."
    )
