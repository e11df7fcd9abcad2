"""What can be seen of a frame, as a new image that holds pixels only.

fresh(frame)        # upright, in sRGB, mode 1, L, LA, P, RGB, RGBA, I;16, I or F; .info is empty
"""

from collections.abc import Callable
from functools import partial
from io import BytesIO
from itertools import product

from PIL import Image, ImageCms
from PIL.ImageCms import Intent

from reporting.cleaning.pictures.opening import DAMAGE

Box = tuple[int, int, int, int]
"""Left, top, right and bottom, in pixels; what lies right of and below the last two is outside."""
ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_KEPT = {"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I", "F"}
_HIDING = {"P", "LA", "RGBA"}
"""What nobody sees may lie in these: colours under full transparency, or that no pixel has."""
_SRGB = ImageCms.createProfile("sRGB")
_SAME = 3
"""Levels of 255 by which a profile may differ from sRGB and still be left alone: less than the eye or a JPEG tells."""


def fresh(frame: Image.Image, box: Box | None = None) -> Image.Image:
    """A new image with the visible pixels of a decoded frame, and none of what the frame carried beside them.

    With a box only the part in it, as its pixels lie. The only frame of a file is closed as soon as its pixels were
    taken, so that never more than two copies are held.
    """
    turn, icc = _TURNS.get(orientation(frame)), frame.info.get("icc_profile")
    steps: list[Callable[[Image.Image], Image.Image]] = [_plain, partial(_in_srgb, icc=icc)]
    if box is not None:
        steps.insert(0, lambda seen: seen.crop(box))
    elif turn is not None:
        steps.append(lambda seen: seen.transpose(turn))
    steps.append(partial(_bare, frame=frame))
    seen, only = frame, getattr(frame, "n_frames", 1) == 1
    for step in steps:
        before, seen = seen, step(seen)
        if before is not seen and (before is not frame or only):
            before.close()
    return seen


def orientation(frame: Image.Image) -> int:
    """1 to 8 (EXIF 2.32, table 4); 1 where nothing readable says otherwise."""
    try:
        return int(frame.getexif().get(ORIENTATION, 1))
    except DAMAGE:
        return 1


def _plain(frame: Image.Image) -> Image.Image:
    """In one of the modes that are kept, or CMYK while its colours are still to be converted."""
    if frame.mode == "P" and (see_through(frame) or frame.info.get("icc_profile")):
        return frame.convert("RGBA" if see_through(frame) else "RGB")
    if frame.mode in ("PA", "La", "RGBa"):
        return frame.convert("RGBA")
    if "transparency" in frame.info and frame.mode in ("1", "L", "RGB"):
        return frame.convert("RGBA")
    if frame.mode.startswith("I;16"):
        return frame if frame.mode == "I;16" else frame.convert("I").convert("I;16")
    return frame if frame.mode in _KEPT | {"CMYK"} else frame.convert("RGB")


def see_through(frame: Image.Image) -> bool:
    """Whether anything behind the picture may show through it."""
    return "transparency" in frame.info or frame.mode in ("LA", "PA", "La", "RGBA", "RGBa")


def shows_through(seen: Image.Image) -> bool:
    """Whether anything behind an image that `fresh` made does show through it."""
    return seen.mode in ("RGBA", "LA") and seen.getchannel("A").getextrema()[0] != 255


def _in_srgb(frame: Image.Image, icc: bytes | None) -> Image.Image:
    """The colours that the profile means; where it is broken or of no use, those that a viewer without it shows."""
    if icc and frame.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        try:
            return _converted(frame, ImageCms.ImageCmsProfile(BytesIO(icc)))
        except (ImageCms.PyCMSError, *DAMAGE):
            pass  # Viewers ignore such a profile too.
    return frame.convert("RGB") if frame.mode == "CMYK" else frame


def _converted(frame: Image.Image, profile: ImageCms.ImageCmsProfile) -> Image.Image:
    mode = {"LA": "L", "RGBA": "RGB"}.get(frame.mode, frame.mode)
    if mode == "L" and profile.profile.xcolor_space.strip() != "GRAY":
        return _converted(frame.convert({"L": "RGB", "LA": "RGBA"}[frame.mode]), profile)
    transform = ImageCms.buildTransform(profile, _SRGB, mode, "RGB", Intent.RELATIVE_COLORIMETRIC)
    if mode == "RGB" and _changes_little(transform):
        return frame
    seen = ImageCms.applyTransform(frame.convert(mode) if mode != frame.mode else frame, transform)
    if seen is None:
        raise ValueError("no picture came back")
    if mode != frame.mode:
        seen.putalpha(frame.getchannel("A"))
    return seen


def _changes_little(transform: ImageCms.ImageCmsTransform) -> bool:
    """Most profiles are sRGB under some name; then the pixels stay as they are, and time is saved."""
    steps = range(0, 256, 51)
    colours = bytes(level for colour in product(steps, repeat=3) for level in colour)
    sample = Image.frombytes("RGB", (len(steps) ** 2, len(steps)), colours)
    seen = ImageCms.applyTransform(sample, transform)
    pairs = zip(sample.tobytes(), seen.tobytes() if seen else b"", strict=True)
    return max(abs(before - after) for before, after in pairs) <= _SAME


def _bare(seen: Image.Image, frame: Image.Image) -> Image.Image:
    """Nothing but pixels. Those that a step has made of the frame are new already."""
    if seen is frame or seen.mode in _HIDING:
        return _copy(seen)
    seen.info.clear()
    return seen


def _copy(seen: Image.Image) -> Image.Image:
    """The pixels in a new image, and nothing that nobody sees."""
    copy = Image.new(seen.mode, seen.size)
    if seen.mode == "P":
        copy.putpalette(_used_palette(seen))
        copy.paste(seen)
    elif seen.mode in ("RGBA", "LA"):
        copy.paste(seen, mask=seen.getchannel("A").point(lambda alpha: 255 if alpha else 0))
    else:
        copy.paste(seen)
    return copy


def _used_palette(seen: Image.Image) -> list[int]:
    """The palette with black for every entry that no pixel uses."""
    palette = seen.getpalette("RGB") or []
    palette += [0] * (768 - len(palette))
    used = seen.histogram()
    return [level if used[at // 3] else 0 for at, level in enumerate(palette)]
