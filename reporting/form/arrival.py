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
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import unquote_to_bytes

from flask import Request
from gunicorn.http.errors import ParseException
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from reporting.form.languages import Sentence
from reporting.form.languages import Sentence as _
from reporting.form.uploads import Came, Shelf

BODY, WITH_FILES = 4 * 2**20, 512 * 2**20
"""Bytes of words, and of a body with files. Files may be far more than are taken: they are let go on the way, which
costs nothing, and the words come home."""
PIECE, PARTS = 2**16, 200
"""Bytes that are looked at a time; fields and files in a body."""
DRAIN = 64 * 2**20
"""Bytes of a body too large that we still let arrive, so that its sender hears why."""
FILES = "files"
THE_REQUEST, NETWORK_ADDRESS = _("The request itself"), _("Network address")

BEYOND_ASCII = re.compile("[^\x00-\x7f\N{REPLACEMENT CHARACTER}]")
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
"""Control characters, NUL among them. They show nothing and say nothing, so they are dropped and the words kept."""


@dataclass(frozen=True)
class Arrival:
    """The fields of one post, their line ends as \\n, and its files."""

    fields: MultiDict[str, str]
    damaged: bool
    files: Came = field(default_factory=Came)


def read(request: Request, shelf: Shelf | None = None) -> Arrival:
    """The words of a post, and its files where there is a shelf for them.

    Raises BadRequest when the body is broken or cut short, RequestEntityTooLarge when there is too much of it.
    """
    request.max_content_length = BODY if shelf is None else WITH_FILES
    try:
        pairs = list(_pairs(request, shelf))
    except (OSError, ParseException):  # the sender fell silent, or counts its pieces wrongly
        raise BadRequest from None
    decode, damaged = _decoder(b" ".join(value for _, value in pairs))
    fields = ((name, UNSEEN.sub("", _line_ends(value.decode(decode, "replace")))) for name, value in pairs)
    return Arrival(MultiDict(fields), damaged, shelf.came if shelf is not None else Came())


def drain(request: Request) -> None:
    """Let a refused body arrive and drop it: a connection closed on a sender half way shows them no page at all."""
    left = min(request.content_length or 0, DRAIN)
    stream = request.environ["wsgi.input"]
    while left > 0 and (piece := stream.read(min(left, 2**16))):
        left -= len(piece)


def left_behind(request: Request) -> list[tuple[Sentence | str, str]]:
    """Everything that came beside the body, as this server got it."""
    environ = request.environ
    line = f"{request.method} {environ.get('RAW_URI') or request.script_root + request.full_path.rstrip('?')}"
    seen: list[tuple[Sentence | str, str]] = [(THE_REQUEST, line), (NETWORK_ADDRESS, environ.get("REMOTE_ADDR") or "")]
    return [(name, value) for name, value in [*seen, *request.headers.items()] if value]


def _pairs(request: Request, shelf: Shelf | None) -> Iterator[tuple[str, bytes]]:
    match request.mimetype:
        case "multipart/form-data":
            yield from _multipart(_pieces(request), request.mimetype_params.get("boundary", ""), shelf)
        case "application/x-www-form-urlencoded":
            request.max_content_length = BODY
            yield from _urlencoded(b"".join(_pieces(request)))
        case _:
            raise BadRequest


def _pieces(request: Request) -> Iterator[bytes]:
    came = 0
    while piece := request.stream.read(PIECE):
        came += len(piece)
        yield piece
    if came < (request.content_length or 0):  # Werkzeug trusts gunicorn to have noticed
        raise BadRequest


def _multipart(pieces: Iterator[bytes], boundary: str, shelf: Shelf | None) -> Iterator[tuple[str, bytes]]:
    """Names and values of fields; files go to the shelf as they come, so that what is too large is never held."""
    if not boundary.isascii() or not boundary:
        raise BadRequest
    decoder = MultipartDecoder(boundary.encode(), max_form_memory_size=4 * PIECE, max_parts=PARTS)
    part = _Part(None, None)
    words = 0
    try:
        for piece in chain(pieces, [None]):
            decoder.receive_data(piece)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                if isinstance(event, Field | File):
                    part = _begin(event, shelf)
                elif isinstance(event, Data):
                    part.add(event.data)
                    words += len(event.data) if part.name is not None else 0
                    if words > BODY:
                        raise RequestEntityTooLarge
                    if not event.more_data and part.name is not None:
                        yield part.name, b"".join(part.value)
    except (ValueError, UnicodeDecodeError, LookupError):
        raise BadRequest from None


@dataclass
class _Part:
    """The part of a body that is just coming: a field has a name, a file a shelf, and anything else is passed over."""

    name: str | None
    shelf: Shelf | None
    value: list[bytes] = field(default_factory=list)

    def add(self, data: bytes) -> None:
        if self.name is not None:
            self.value.append(data)
        elif self.shelf is not None and data:
            self.shelf.add(data)


def _begin(event: Field | File, shelf: Shelf | None) -> _Part:
    if isinstance(event, Field):
        return _Part(event.name, None)
    # A browser sends one nameless and empty file where none was chosen.
    if event.name != FILES or not event.filename or shelf is None:
        return _Part(None, None)
    shelf.begin()
    return _Part(None, shelf)


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
