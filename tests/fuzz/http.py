"""One request, byte by byte, over a connection of its own: a client of a library would not send half of these."""

import socket
from contextlib import suppress
from dataclasses import dataclass, field

PATIENCE = 120
"""Seconds in which a next piece of an answer has to come."""
LONGEST = 3900
"""Bytes of a path: gunicorn takes lines of 4094."""


@dataclass
class Request:
    """One request; `framed` is False where somebody broke its framing on purpose."""

    method: bytes
    path: bytes
    headers: list[tuple[bytes, bytes]]
    body: bytes = b""
    framed: bool = True

    @property
    def whole(self) -> bool:
        """Whether an answer is owed by the app: anything else the server before it refuses, in its own words."""
        lines = b"".join(name + value for name, value in self.headers)
        path_is_plain = len(self.path) < LONGEST and all(0x20 < byte < 0x7F for byte in self.path)
        return self.framed and path_is_plain and not set(lines) & set(b"\0\r\n")

    def __bytes__(self) -> bytes:
        lines = [self.method + b" " + self.path + b" HTTP/1.1", *(name + b": " + value for name, value in self.headers)]
        return b"\r\n".join([*lines, b"", b""]) + self.body


@dataclass
class Answer:
    """Status 0: the line was closed without one, or nothing came in time."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def ask(port: int, request: Request) -> Answer:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as line:
        with suppress(OSError):
            line.sendall(bytes(request))
            line.shutdown(socket.SHUT_WR)
        came = b""
        with suppress(OSError):
            while piece := line.recv(65536):
                came += piece
    head, _, body = came.partition(b"\r\n\r\n")
    first, *rest = head.split(b"\r\n")
    words = first.split(b" ", 2)
    if len(words) < 2 or not words[1].isdigit():
        return Answer()
    pairs = (line.decode("latin-1").partition(":") for line in rest)
    return Answer(int(words[1]), {name.lower(): value.strip() for name, _, value in pairs}, body)
