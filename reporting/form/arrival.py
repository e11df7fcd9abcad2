"""What a report is read from: the body of a request and nothing beside it.

    arrival = read(request)
    arrival.fields["what_happened"]          # text, by field
    arrival.damaged                          # some of it was not UTF-8: show it again, do not store it

Views take a reporter's words from here only, and `left_behind` lists what else came with the same request, which is how
`/mirror` can show what is not kept. We parse the body ourselves, with Werkzeug's decoder (RFC 7578): `request.form`
answers a broken body with an empty form, replaces what is not UTF-8, and either would lose words unseen.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder

BODY = 4 * 2**20
PARTS = 200
DRAIN = 64 * 2**20
"""Bytes of a body; fields in it; bytes of a body too large that we still let arrive, so that its sender hears why."""

BEYOND_ASCII = re.compile("[^\x00-\x7f\N{REPLACEMENT CHARACTER}]")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters, NUL among them. They show nothing and say nothing, so they are dropped and the words kept."""


@dataclass(frozen=True)
class Arrival:
    """The fields of one post, their line ends as \\n."""

    fields: MultiDict[str, str]
    damaged: bool


def read(request: Request) -> Arrival:
    """Raises BadRequest when the body is broken or cut short, RequestEntityTooLarge when there is too much of it."""
    try:
        body = request.get_data(cache=False)
    except (OSError, ParseException):  # the sender fell silent, or counts its pieces wrongly
        raise BadRequest from None
    if len(body) < (request.content_length or 0):  # Werkzeug trusts gunicorn to have noticed
        raise BadRequest
    match request.mimetype:
        case "multipart/form-data":
            pairs = list(_multipart(body, request.mimetype_params.get("boundary", "")))
        case "application/x-www-form-urlencoded":
            pairs = list(_urlencoded(body))
        case _:
            raise BadRequest
    decode, damaged = _decoder(b" ".join(value for _, value in pairs))
    fields = ((name, UNSEEN.sub("", _line_ends(value.decode(decode, "replace")))) for name, value in pairs)
    return Arrival(MultiDict(fields), damaged)


def drain(request: Request) -> None:
    """Let a refused body arrive and drop it: a connection closed on a sender half way shows them no page at all."""
    left = min(request.content_length or 0, DRAIN)
    stream = request.environ["wsgi.input"]
    while left > 0 and (piece := stream.read(min(left, 2**16))):
        left -= len(piece)


def left_behind(request: Request) -> list[tuple[str, str]]:
    """Everything that came beside the body, as this server got it."""
    environ = request.environ
    line = f"{request.method} {environ.get('RAW_URI') or request.full_path.rstrip('?')}"
    seen = [("The request itself", line), ("Network address", environ.get("REMOTE_ADDR") or "")]
    return [(name, value) for name, value in [*seen, *request.headers.items()] if value]


def _multipart(body: bytes, boundary: str) -> Iterator[tuple[str, bytes]]:
    if not boundary.isascii() or not boundary:
        raise BadRequest
    decoder = MultipartDecoder(boundary.encode(), max_parts=PARTS)
    name: str | None = None
    value: list[bytes] = []
    try:
        decoder.receive_data(body)
        decoder.receive_data(None)
        while not isinstance(event := decoder.next_event(), Epilogue):
            if isinstance(event, Field | File):
                # The page offers no files yet: one that comes all the same is passed over.
                name, value = (event.name if isinstance(event, Field) else None), []
            elif isinstance(event, Data):
                value.append(event.data)
                if not event.more_data and name is not None:
                    yield name, b"".join(value)
    except (ValueError, UnicodeDecodeError, LookupError):
        raise BadRequest from None


def _urlencoded(body: bytes) -> Iterator[tuple[str, bytes]]:
    pairs = body.split(b"&") if body else []
    if len(pairs) > PARTS:
        raise RequestEntityTooLarge
    for pair in pairs:
        name, _, value = (unquote_to_bytes(side.replace(b"+", b" ")) for side in pair.partition(b"="))
        yield name.decode("utf-8", "replace"), value


def _decoder(value: bytes) -> tuple[str, bool]:
    """How to show these bytes, and whether anything had to be guessed: a body without any UTF-8 is an old encoding."""
    try:
        value.decode("utf-8")
    except UnicodeDecodeError:
        some_utf8 = BEYOND_ASCII.search(value.decode("utf-8", "replace"))
        return ("utf-8" if some_utf8 else "cp1252"), True
    return "utf-8", False


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
