"""JSON and bytes in one body: what a browser posts to `/sealed`, and what `/clean` answers (docs/sealed-format.md).

    pack({"told": "Your name was in it."}, data)     # four bytes of length, big-endian; the JSON; the data
    fields, parts = read(request)                    # {"readers": "both", …}, {"report": b"age-encryption.org/v1…", …}

A frame says how long everything is before it comes: nothing is searched for, and nothing can be read in two ways. Each
multipart body has a boundary of its own, and making ready to search for it cost more than storing a report.
"""

import json
import struct
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest

MIMETYPE = "application/octet-stream"
HEAD, PARTS = 2**14, 16
"""Bytes of JSON, and parts behind it, that a frame may have."""
PIECE = 2**16
"""Bytes that are taken at a time, so that what has come is counted as it comes."""


def pack(said: Mapping[str, Any], data: bytes = b"") -> bytes:
    head = json.dumps(said).encode()
    return struct.pack(">I", len(head)) + head + data


def read(request: Request) -> tuple[dict[str, str], dict[str, bytes]]:
    """What is said by name, and the parts by name. Raises BadRequest for anything but one whole frame, and
    RequestEntityTooLarge."""
    if request.mimetype != MIMETYPE:
        raise BadRequest
    try:
        length = int.from_bytes(_take(request, 4))
        if length > HEAD:
            raise BadRequest
        fields, sizes = _head(_take(request, length))
        if 4 + length + sum(sizes.values()) != request.content_length:
            raise BadRequest
        return fields, {name: _take(request, size) for name, size in sizes.items()}
    except (OSError, ParseException):  # the sender fell silent, or counts its pieces wrongly
        raise BadRequest from None


def _head(untrusted: bytes) -> tuple[dict[str, str], dict[str, int]]:
    """What is said, and the sizes of the parts in their order."""
    try:
        said = json.loads(untrusted, object_pairs_hook=_once)
        sizes = _once(said.pop("parts"))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        raise BadRequest from None
    if len(sizes) > PARTS or any(type(size) is not int or size < 1 for size in sizes.values()):
        raise BadRequest
    if any(type(value) is not str for value in said.values()):
        raise BadRequest
    return said, sizes


def _once(pairs: Any) -> dict[str, Any]:
    """Raises ValueError for a name that comes twice: another program on the way could read the other value."""
    found = {str(name): value for name, value in pairs}
    if len(found) != len(pairs):
        raise ValueError("a name that comes twice")
    return found


def _take(request: Request, size: int) -> bytes:
    taken = BytesIO()
    while (left := size - taken.tell()) > 0:
        piece = request.stream.read(min(left, PIECE))
        if not piece:
            raise BadRequest
        taken.write(piece)
    return taken.getvalue()
