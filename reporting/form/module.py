"""The scripts of the form, one on a page: served whole, packed beforehand, and kept by no browser.

    <script type="module" src="/form.js" integrity="sha256-…">

It carries no secret and repeats nothing of a request, so that packing it tells nothing. It is not to be cached: on a
device that somebody else looks through, a kept script would say that this page was open.
"""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reporting.errors import Refused

BUILT = Path(__file__).resolve().parent.parent / "static" / "built"
PACKED = {"br": ".br", "gzip": ".gz"}
"""What a browser can ask for, the smallest first, and the ends of the files' names."""


class NotBuilt(Refused):
    """The browser's part is missing."""


@dataclass(frozen=True)
class Script:
    """The module, as it is and packed; `integrity` is what the page says it must be (w3.org/TR/SRI)."""

    plain: bytes
    packed: Mapping[str, bytes]
    integrity: str

    @classmethod
    def load(cls, name: str, built: Path = BUILT) -> "Script":
        """Raises NotBuilt: a form that could only seal on the server must not pass for this one."""
        file = built / f"{name}.js"
        try:
            plain = file.read_bytes()
            packed = {coding: file.with_suffix(f".js{end}").read_bytes() for coding, end in PACKED.items()}
        except OSError:
            raise NotBuilt(f"{file} is missing. Install this package again: installing builds it.") from None
        return cls(plain, packed, f"sha256-{b64encode(hashlib.sha256(plain).digest()).decode()}")
