"""What kinds of things EXIF tags tell (CIPA DC-008), by their numbers.

>>> kinds_in_tags([271, 272])
frozenset({<Kind.DEVICE: 'the camera or device it was made with'>})
"""

from collections.abc import Iterable

from reporting.cleaning.cleaned import Kind

GPS_IFD, EXIF_IFD, MAKER_NOTE = 0x8825, 0x8769, 0x927C
_STRUCTURE = {
    254, 255, 256, 257, 258, 259, 262, 266, 273, 274, 277, 278, 279, 282, 283, 284, 292, 293, 296, 297, 301, 317, 318,
    319, 320, 322, 323, 324, 325, 330, 332, 338, 339, 340, 341, 347, 512, 529, 530, 531, 532, EXIF_IFD, 0xA005, 0x9000,
    0x9101, 0xA000, 0xA001, 0xA002, 0xA003, 0x0001, 0x0002, 0x1001, 0x1002,
}  # fmt: skip
"""Tags that say how the picture is stored."""
_KINDS = {
    Kind.PLACE: {GPS_IFD, 0xC68B},
    Kind.DEVICE: {271, 272, 0xA432, 0xA433, 0xA434, 0xC614, MAKER_NOTE},
    Kind.SERIAL: {0xA431, 0xA435, 0xC62F},
    Kind.PERSON: {315, 33432, 0xA430, 0x9C9D},
    Kind.DATE: {306, 0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0x9290, 0x9291, 0x9292},
    Kind.SOFTWARE: {11, 305, 316, 0xA436, 0xA437, 0xA438},
    Kind.PREVIEW: {513, 514},
    Kind.COMMENT: {0x9286, 0x9C9C},
    Kind.TITLE: {269, 270, 285, 0x9C9B, 0x9C9E, 0x9C9F},
    Kind.IDENTIFIER: {0xA420, 0xC65D, MAKER_NOTE},
    Kind.PATH: {0xC68B},
    Kind.COLOUR: {34675},
    Kind.OTHER: {33723, 34377, 700},
}
_BY_TAG = {tag: {kind for kind, tags in _KINDS.items() if tag in tags} for tags in _KINDS.values() for tag in tags}


def kinds_in_tags(numbers: Iterable[int]) -> frozenset[Kind]:
    """OTHER for tags that nobody knows; nothing for those that only say how pixels are stored."""
    found: set[Kind] = set()
    for number in numbers:
        if number not in _STRUCTURE:
            found |= _BY_TAG.get(number, {Kind.OTHER})
    return frozenset(found)
