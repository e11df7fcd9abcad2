"""Where OpenDocument shows only a part of a picture: `fo:clip` of the frame's style (OASIS OpenDocument 1.3, 20.183).

    clips = Clips(automatic_styles, common)
    cuts = clips.settle(root)                   # {"cut 0": ("Pictures/a.png", Cut(…, inches=True))}, links changed

The lengths are those of the picture at its own size. No style keeps a clip, not even one that adds room around it.
"""

import re
from collections.abc import Iterator

from lxml import etree

from reporting.cleaning.office.cuts import NOTHING, Cut
from reporting.cleaning.office.namespaces import tag

_CLIP, _HREF = tag("fo:clip"), tag("xlink:href")
_KEYS = {tag("presentation:style-name"): "presentation", tag("draw:style-name"): "graphic"}
_RECT = re.compile(r"rect\(\s*(\S+?)[\s,]+(\S+?)[\s,]+(\S+?)[\s,]+(\S+?)\s*\)")
_LENGTH = re.compile(r"([+-]?(?:\d{1,9}(?:\.\d{0,9})?|\.\d{1,9}))(cm|mm|in|pt|pc|px)", re.ASCII)
_TO_INCH = {"in": 1, "cm": 2.54, "mm": 25.4, "pt": 72, "pc": 6, "px": 96}
_DEEPEST = 64
_Name = tuple[str, str]


class Clips:
    """Which styles clip, by themselves or by what they are derived from."""

    def __init__(self, styles: etree._Element | None, common: "Clips | None" = None) -> None:
        """`styles` are those of one list; in front of `common`, which are those that the whole document knows."""
        self._styles: dict[_Name, tuple[str | None, str | None]] = dict(common._styles) if common else {}
        self._default: dict[str, str] = dict(common._default) if common else {}
        for style in () if styles is None else styles:
            family, looks = style.get(tag("style:family"), ""), style.find(tag("style:graphic-properties"))
            clip = None if looks is None else looks.get(_CLIP)
            if style.tag == tag("style:style"):
                name = style.get(tag("style:name"), "")
                self._styles[family, name] = style.get(tag("style:parent-style-name")), clip
            elif clip:
                self._default[family] = clip

    def settle(self, root: etree._Element) -> dict[str, tuple[str, Cut]]:
        """Gives each picture that is cut an address of its own, and says what it stands for."""
        found: dict[str, tuple[str, Cut]] = {}
        for frame in root.iter(tag("draw:frame")):
            cut = _cut(next(self._of(frame), "auto"))
            for image in frame.findall(tag("draw:image")) if cut else ():
                new = f"cut {len(found)}"
                found[new] = image.get(_HREF, ""), cut or NOTHING
                image.set(_HREF, new)
        return found

    def _of(self, frame: etree._Element) -> Iterator[str]:
        for key, family in _KEYS.items():
            name = frame.get(key)
            for _ in range(_DEEPEST if name is not None else 0):
                name, clip = self._styles.get((family, name or ""), (None, None))
                if clip:
                    yield clip
        yield from (self._default[family] for family in _KEYS.values() if family in self._default)


def _cut(clip: str) -> Cut | None:
    if clip.strip() in ("auto", ""):
        return None
    rect = _RECT.fullmatch(clip.strip())
    top, right, bottom, left = map(_inches, rect.groups()) if rect else (None, None, None, None)
    if top is None or right is None or bottom is None or left is None:
        return NOTHING
    return Cut(left, top, right, bottom, inches=True) if max(left, top, right, bottom) > 0 else None


def _inches(length: str) -> float | None:
    if length in ("auto", "0"):
        return 0
    one = _LENGTH.fullmatch(length)
    return float(one[1]) / _TO_INCH[one[2]] if one else None
