"""Which characters of a text can be seen: what cannot may number copies, so it is not kept.

    visible("in\\u200bvisible \\u202eevil")   # "invisible evil"

Kept are the joiners (ZWJ, ZWNJ) and marks of direction where a script needs them to look right, and variation selectors
after emoji. https://www.unicode.org/reports/tr36/ lists what hides in text.
"""

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SPACES = re.compile(
    "[\u2000-\u200a\u205f]"
)  # thin, hair, figure: each looks like a space, and could be counted as a bit
_JOINERS, _DIRECTION, _SELECTORS = "\u200c\u200d", "\u200e\u200f\u061c", "\ufe0e\ufe0f"


def visible(text: str) -> str:
    """`text` without what cannot be seen: controls, bidi overrides, zero-width marks. Tabs and line ends stay."""
    if text.isascii():
        return _CONTROLS.sub("", text)
    text = _SPACES.sub(" ", _CONTROLS.sub("", text))
    return _INVISIBLE.sub(lambda found: found[0] if _needed(text, found.start()) else "", text)


def _needed(text: str, at: int) -> bool:
    """Whether the mark at `at` changes how its neighbours look: one mark alone, between letters that ask for it."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] in _JOINERS:
        return _joins(before) and _joins(after)
    if text[at] in _DIRECTION:
        return _right_to_left(before) or _right_to_left(after)
    return text[at] in _SELECTORS and bool(before) and (_pictured(before) or before in "#*0123456789")


def _joins(character: str) -> bool:
    if not character:
        return False
    shaped = "\u0600" <= character <= "\u109f" or "\u1780" <= character <= "\u18af" or "\u1900" <= character <= "\u1cff"
    return shaped or _pictured(character) or character in _SELECTORS


def _pictured(character: str) -> bool:
    return bool(character) and (
        unicodedata.category(character) == "So"
        or character in "\u203c\u2049\U0001f3fb\U0001f3ff"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
    )


def _right_to_left(character: str) -> bool:
    return bool(character) and unicodedata.bidirectional(character) in ("R", "AL")
