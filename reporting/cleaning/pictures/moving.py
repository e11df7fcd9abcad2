"""The frames of a moving picture, each with its time, as pixels that replace those before.

    for frame in frames_with_times(picture, "RGBA"):
        frame.pixels, frame.corner, frame.milliseconds

Pillow's own writers join frames that look alike, which changes what is seen and how long; so ours put files together.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageChops

from reporting.cleaning.pictures.opening import frames_of
from reporting.cleaning.pictures.pixels import fresh

_EVEN = ~1
MAX_MILLISECONDS = 65_535


@dataclass(frozen=True, slots=True)
class Frame:
    """Pixels to put at a corner (x, y) for a time, in place of what was there."""

    pixels: Image.Image
    corner: tuple[int, int]
    milliseconds: int


def frames_with_times(picture: Image.Image, mode: str, whole: bool = False) -> Iterator[Frame]:
    """Each frame, cut to what differs from the one before, from even corners on as WebP wants; the first is whole."""
    before: Image.Image | None = None
    for frame in frames_of(picture):
        milliseconds = max(0, min(round(float(frame.info.get("duration", 0) or 0)), MAX_MILLISECONDS))
        seen = fresh(frame).convert(mode)
        left, top, right, bottom = (0, 0, *seen.size) if before is None or whole else _differing(before, seen)
        yield Frame(seen.crop((left, top, right, bottom)), (left, top), milliseconds)
        before = seen


def _differing(before: Image.Image, seen: Image.Image) -> tuple[int, int, int, int]:
    """The box that changed; the first pixels where nothing did."""
    box = ImageChops.difference(before, seen).getbbox(alpha_only=False)
    if box is None:
        return (0, 0, 1, 1)
    return (box[0] & _EVEN, box[1] & _EVEN, box[2], box[3])
