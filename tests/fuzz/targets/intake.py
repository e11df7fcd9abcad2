"""A post to the form: its body in two ways of writing, with files and without, read as the page reads it."""

from collections.abc import Iterable
from io import BytesIO
from random import Random
from urllib.parse import parse_qsl

from flask import Flask
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.test import EnvironBuilder

from reporting.cleaning import Box
from reporting.form.arrival import UNSEEN, left_behind, read
from reporting.form.forms import MessageForm, ReceiptForm
from reporting.form.languages import speak
from reporting.form.uploads import Uploads
from reporting.web import MemoryRequest
from tests import multipart
from tests.fuzz.blind import neighbour
from tests.fuzz.target import Target

FIELDS = [
    ("what_happened", "He followed me — 漢字.\r\nTwice."),
    ("readers", "both"),
    ("kind", "a"),
    ("kind", "b"),
    ("words", "abandon"),
]
TYPES = (
    multipart.CONTENT_TYPE,
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "text/plain",
    "multipart/form-data; boundary=" + "y" * 300,
    'multipart/form-data; boundary="a b"; charset=utf-16',
    "application/x-www-form-urlencoded; charset=utf-7",
)
APP, UPLOADS = Flask("fuzz", static_folder=None), Uploads(Box())
speak(APP)


def seeds() -> list[bytes]:
    """The kind of body, then the body."""
    files = multipart.body(FIELDS, [b"GIF89a...", b"second"])
    return [b"\0" + multipart.body(FIELDS), b"\0" + files, b"\1what_happened=He+followed%20me&kind=a&kind=%E6%BC%A2&x"]


def check(untrusted: bytes) -> bool:
    kind, body = (untrusted[0] if untrusted else 0) % len(TYPES), untrusted[1:]
    environ = EnvironBuilder(
        "/", method="POST", input_stream=BytesIO(body), content_type=TYPES[kind], content_length=len(body)
    ).get_environ()
    with APP.request_context(environ), UPLOADS.shelf() as shelf:
        request = MemoryRequest(environ)
        assert left_behind(request)
        try:
            arrival = read(request, shelf)
        except (BadRequest, RequestEntityTooLarge):
            return False
        for value in arrival.fields.values():
            assert "\r" not in value and not UNSEEN.search(value)
            value.encode()
        if kind == 1 and body.isascii() and not arrival.damaged:
            meant = [(name, plain(said)) for name, said in parse_qsl(body.decode(), keep_blank_values=True)]
            assert filled(arrival.fields.items(multi=True)) == filled(meant)
        for form in (MessageForm(formdata=arrival.fields), ReceiptForm(formdata=arrival.fields)):
            form.validate()
        assert arrival.files.count >= len(arrival.files.data)
    assert UPLOADS.take(120 * 2**20), "bytes that were set apart are given back"
    UPLOADS.give_back(120 * 2**20)
    return True


def plain(said: str) -> str:
    return UNSEEN.sub("", said.replace("\r\n", "\n").replace("\r", "\n"))


def filled(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """By name, without pairs of nothing: some readers tell of these."""
    return sorted(pair for pair in pairs if any(pair))


def mutate(data: bytes, dice: Random) -> bytes:
    """Whole parts moved, doubled, cut; or bytes."""
    if dice.random() < 0.4:
        return neighbour(data, dice, WORDS)
    mark = f"--{multipart.BOUNDARY}".encode()
    parts = data[1:].split(mark)
    at, other = dice.randrange(len(parts)), dice.randrange(len(parts))
    match dice.randrange(4):
        case 0:
            parts[at], parts[other] = parts[other], parts[at]
        case 1:
            parts[at] = neighbour(parts[at], dice, WORDS)
        case 2:
            parts[at:at] = [parts[other]] * dice.choice((1, 2, 250))
        case _:
            del parts[at]
    return data[:1] + mark.join(parts)


WORDS = (
    b"\r\n--" + multipart.BOUNDARY.encode(),
    b"--\r\n",
    b"\r\n\r\n",
    b"Content-Disposition: form-data; name=",
    b'; filename="',
    b"filename*=utf-8''%ff",
    b"Content-Transfer-Encoding: base64\r\n",
    b"Content-Type: text/plain; charset=x\r\n",
    b'name="files"',
    b"%",
    b"&",
    b"+",
    b"\xff\xfe",
    b"Content-Length: -1\r\n",
    b"=?utf-8?q?=ff?=",
    b"\xed\xa0\x80",
)
TARGET = Target("posts to the form: multipart, urlencoded, files", seeds, check, WORDS, mutate, largest=128 * 1024)
