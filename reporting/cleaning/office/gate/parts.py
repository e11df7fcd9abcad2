"""The parts of a package: those that a format knows by their names, images, and XML that is walked.

check_parts(unpack(cleaned), untrusted, walk, known, _IMAGES, _PART)
"""

import re
from collections.abc import Callable, Collection, Mapping

from reporting.cleaning.gates import check_drawing, check_picture
from reporting.cleaning.gates.refusing import must
from reporting.cleaning.office.gate.canaries import Telling
from reporting.cleaning.office.gate.markup import Walk

_IMAGE = re.compile(r"image\d+\.(?:(?P<picture>jpeg|png|gif|tiff|bmp|webp)|emf|wmf)")


def check_parts(
    members: Mapping[str, bytes],
    untrusted: bytes,
    walk: Walk,
    known: Callable[[str, bytes], bool],
    folders: Collection[str],
    parts: re.Pattern[str],
) -> None:
    """Raises NotProvenClean unless each part has a place and holds no more than it may, and nothing telling is left.

    `known` checks a part that goes by a rule of its own, and says whether it was one; images lie in `folders`, and
    what is walked is called as `parts` says.
    """
    pictures = []
    for name, data in members.items():
        if known(name, data):
            continue
        if _check_image(folders, name, data):
            pictures.append(data)
        else:
            must(parts.fullmatch(name) is not None, "a part that has no place")
            walk.part(data)
    Telling(untrusted).refuse(walk.hidden, walk.shown, pictures)


def _check_image(folders: Collection[str], name: str, data: bytes) -> bool:
    folder, _, base = name.rpartition("/")
    image = _IMAGE.fullmatch(base) if folder in folders else None
    if image is None:
        return False
    (check_picture if image["picture"] else check_drawing)(data, b"")
    return True
