"""Pictures and drawings among the parts of a package, each through the gate of its kind."""

import re
from collections.abc import Collection

from reporting.cleaning.gates import check_drawing, check_picture

_IMAGE = re.compile(r"image\d+\.(?:(?P<picture>jpeg|png|gif|tiff|bmp|webp)|emf|wmf)")


def check_image(folders: Collection[str], name: str, data: bytes) -> bool:
    """Whether this part is an image in one of the folders; raises NotProvenClean for one that holds more."""
    folder, _, base = name.rpartition("/")
    image = _IMAGE.fullmatch(base) if folder in folders else None
    if image is None:
        return False
    (check_picture if image["picture"] else check_drawing)(data, b"")
    return True
