"""What a browser posts that has sealed a report: one frame, its head and its sizes."""

from io import BytesIO

from werkzeug.exceptions import BadRequest
from werkzeug.test import EnvironBuilder

from reporting.form.frame import MIMETYPE, pack, read
from reporting.web import MemoryRequest
from tests.fuzz.target import Target, unless


def seeds() -> list[bytes]:
    said = {"readers": "both", "token": "t" * 60, "number": ""}
    return [
        pack(said | {"parts": [("report", 9), ("file-1", 3)]}, b"age-encryp..."[:12]),
        pack({"parts": []}),
        pack({"a": "é\ud800", "parts": [("x", 1)]}, b"x"),
    ]


def check(untrusted: bytes) -> bool:
    environ = EnvironBuilder(
        "/sealed", method="POST", input_stream=BytesIO(untrusted), content_type=MIMETYPE, content_length=len(untrusted)
    ).get_environ()
    read_of = unless(BadRequest, lambda: read(MemoryRequest(environ)))
    if read_of is None:
        return False
    said, parts = read_of
    again = pack(said | {"parts": [(name, len(data)) for name, data in parts.items()]}, b"".join(parts.values()))
    assert all(isinstance(one, str) for one in said.values()) and all(parts.values())
    assert again.endswith(b"".join(parts.values())) and untrusted.endswith(b"".join(parts.values()))
    environ |= {"wsgi.input": BytesIO(again), "CONTENT_LENGTH": str(len(again))}
    assert read(MemoryRequest(environ)) == (said, parts)
    return True


WORDS = (b'"parts":', b"[[", b"]]", b'"report",', b"\0\0\0", b"1e3", b"-1", b"NaN", b"\\ud800", b"[" * 900, b"9" * 4400)
TARGET = Target("reports that a browser sealed: the frame", seeds, check, WORDS, largest=8192)
