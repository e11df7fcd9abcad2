"""A file of a report, outside the desk: found in the sealed report by its hash, cut to its length, named by its type.

attachment(plaintext, report, file).name        # "file-1.jpg"
"""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reporting.errors import Refused
from reporting.intake.attachments import neutral_name
from reporting.mailbox.models import ATTACHMENTS


class NotOfThisReport(Refused):
    """The report does not name this file."""


@dataclass(frozen=True)
class Attached:
    """A file as it was sealed, without its padding."""

    name: str
    data: bytes = field(repr=False)
    cleaned: bool


def attachment(plaintext: bytes, report: bytes, file: Path) -> Attached:
    """Raises NotOfThisReport: a file that was changed, exchanged or sent with another report is not shown."""
    hashed = hashlib.sha256(plaintext).hexdigest()
    for named in _manifest(report):
        part, size = named.get("part"), named.get("size")
        if named.get("sha256") == hashed and part in ATTACHMENTS and isinstance(size, int):
            name = neutral_name(ATTACHMENTS.index(part) + 1, str(named.get("media_type")))
            return Attached(name, plaintext[: max(size, 0)], named.get("cleaned") is True)
    raise NotOfThisReport(f"{file} is not one of the files of this report. Name the report that it came with.")


def _manifest(report: bytes) -> list[dict[str, Any]]:
    try:
        named = json.loads(report)["manifest"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return []
    return [one for one in named if isinstance(one, dict)] if isinstance(named, list) else []
