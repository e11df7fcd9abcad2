"""A proxy that lets nobody through and remembers whom it was asked for.

with doorman() as asked:
    ...  # a browser that has 127.0.0.1:asked.port as its proxy
    assert asked.hosts == []
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Doorman(socketserver.ThreadingTCPServer):
    """Listens on loopback."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Asked)
        self.hosts: list[str] = []

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Asked(socketserver.StreamRequestHandler):
    server: Doorman

    def handle(self) -> None:
        method, address, *_ = [*self.rfile.readline(4096).decode("latin-1").split(), "", ""]
        if address:
            host = urlsplit(f"//{address}" if method == "CONNECT" else address).hostname
            self.server.hosts.append(host or address)
        self.wfile.write(b"HTTP/1.1 403 Nobody goes out\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@contextmanager
def doorman() -> Iterator[Doorman]:
    with Doorman() as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield listening
        listening.shutdown()
        thread.join()
