"""A proxy on the way between browser and server: it sees every byte of both directions and changes none. It can be told
to hold back the rest of a request.

with recorded(house, port=free_port()) as wire:     # serves the form at its own origin, through the proxy
    ...
with recorded(house, "desk", port=free_port()) as wire:     # the desk
    ...
wire.sent, wire.answered
wire.hold(); wire.let(100_000)                              # what the browser sends waits until it is let through
wire.let_all()
"""

import math
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Literal
from urllib.parse import urlsplit

from werkzeug.serving import make_server

from tests.house import House


class Wire:
    """What went past."""

    def __init__(self, listen: int, to: int) -> None:
        self._to = to
        self._sent: list[bytes] = []
        self._answered: list[bytes] = []
        self._open: float = math.inf  # bytes that may go from the browser to the server
        self._opened = threading.Condition()
        self._halt: tuple[bytes, int] | None = None
        self.halted = threading.Event()
        self._door = socket.create_server(("127.0.0.1", listen))
        self._door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2**16)  # what is held waits in the browser
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def sent(self) -> bytes:
        return b"".join(self._sent)

    @property
    def answered(self) -> bytes:
        return b"".join(self._answered)

    def hold(self) -> None:
        """Nothing more goes to the server."""
        with self._opened:
            self._open = 0

    def let(self, count: float) -> None:
        """So many bytes more may go."""
        with self._opened:
            self._open += count
            self._opened.notify_all()

    def let_all(self) -> None:
        self.let(math.inf)

    def _allowed(self) -> int:
        with self._opened:
            self._opened.wait_for(lambda: self._open)
            return int(min(2**16, self._open))

    def halt(self, request: bytes, after: int) -> None:
        """Of the request that begins so, pass on so many bytes and then nothing: `halted` is set, and it waits."""
        self._halt = request, after

    def _accept(self) -> None:
        with suppress(OSError):  # the door was closed
            while True:
                browser, _ = self._door.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
                for source, sink, kept in ((browser, server, self._sent), (server, browser, self._answered)):
                    threading.Thread(target=self._pass_on, args=(source, sink, kept), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, kept: list[bytes]) -> None:
        left: int | None = None
        with suppress(OSError):  # either side may leave at any time
            while piece := source.recv(self._allowed() if kept is self._sent else 2**16):
                kept.append(piece)
                if left is None and self._halt and kept is self._sent and piece.startswith(self._halt[0]):
                    left = self._halt[1]
                if left is not None:
                    piece, left = piece[:left], max(0, left - len(piece))
                    if not left:
                        self.halted.set()
                sink.sendall(piece)
                if kept is self._sent:
                    with self._opened:
                        self._open = max(0, self._open - len(piece))
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self._door.close()


@contextmanager
def recorded(house: House, room: Literal["form", "desk"] = "form", *, port: int) -> Iterator[Wire]:
    """One app at `port`, and in front of it, at the origin that the house was built for, the wire."""
    app = house.desk() if room == "desk" else house.form()
    own = urlsplit(app.config["ORIGIN"]).port
    assert own
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    wire = Wire(own, port)
    try:
        yield wire
    finally:
        wire.close()
        server.shutdown()
        thread.join()
        server.server_close()
