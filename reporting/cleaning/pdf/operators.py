"""The operators a content stream may hold, and what each takes (ISO 32000-1, annex A).

`n` is a number, `t` a string, `a` an array of numbers and strings; names go through `content.py` one by one.
Marked content is not here: its properties carry languages, hidden text, authors' attributes. Nor is BX, which lets
unknown operators through.
"""

STATE = {
    b"q": "", b"Q": "", b"cm": "nnnnnn", b"w": "n", b"J": "n", b"j": "n", b"M": "n", b"d": "an", b"i": "n",
    b"g": "n", b"G": "n", b"rg": "nnn", b"RG": "nnn", b"k": "nnnn", b"K": "nnnn",
    b"BT": "", b"ET": "", b"Tc": "n", b"Tw": "n", b"Tz": "n", b"TL": "n", b"Tr": "n", b"Ts": "n",
    b"Td": "nn", b"TD": "nn", b"Tm": "nnnnnn", b"T*": "",
    b"m": "nn", b"l": "nn", b"c": "nnnnnn", b"v": "nnnn", b"y": "nnnn", b"h": "", b"re": "nnnn",
    b"W": "", b"W*": "", b"n": "", b"d0": "nn", b"d1": "nnnnnn",
}  # fmt: skip
PAINT_PATH = dict.fromkeys((b"f", b"F", b"f*", b"S", b"s", b"B", b"B*", b"b", b"b*"), "")
SHOW_TEXT = {b"Tj": "t", b"TJ": "a", b"'": "t", b'"': "nnt"}
TAKES = STATE | PAINT_PATH | SHOW_TEXT

NAMED = {b"Do": "XObject", b"gs": "ExtGState", b"sh": "Shading", b"cs": "ColorSpace", b"CS": "ColorSpace"}
COLOUR = frozenset((b"sc", b"SC", b"scn", b"SCN"))
INTENTS = frozenset((b"AbsoluteColorimetric", b"RelativeColorimetric", b"Saturation", b"Perceptual"))
DEVICE_SPACES = frozenset((b"DeviceGray", b"DeviceRGB", b"DeviceCMYK", b"Pattern"))
