"""Mail servers that talk, and do not what a mail server does."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Talk = Callable[[socket.socket], None]


@contextmanager
def talking(talk: Talk) -> Iterator[int]:
    """Something on a port that does this with whoever connects."""
    with socket.create_server(("localhost", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, suppress(OSError):
                    talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()


def silent(connection: socket.socket) -> None:
    connection.recv(1)


def trickle(connection: socket.socket) -> None:
    """Never silent for as long as one step may take, and never done."""
    while True:
        connection.sendall(b"2")
        time.sleep(0.2)


def flood(connection: socket.socket) -> None:
    """A greeting without an end."""
    while True:
        connection.sendall(b"220-welcome\r\n" * 10_000)


def endless_line(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"2" * 100_000)


def nonsense(connection: socket.socket) -> None:
    connection.sendall(b"\xff\x00\xfe\r\n" * 9)
    connection.recv(1000)


def web_server(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def hang_up(connection: socket.socket) -> None:
    """Gone before a word."""


def strange_challenge(connection: socket.socket) -> None:
    """Offers a sign-in whose challenge is no base64."""
    connection.sendall(b"220 x\r\n")
    connection.recv(1000)
    connection.sendall(b"250-x\r\n250 AUTH CRAM-MD5\r\n")
    connection.recv(1000)
    connection.sendall(b"334 \xff\xff\xff=\r\n")
    connection.recv(1000)


BAD = (silent, trickle, flood, endless_line, nonsense, web_server, hang_up, strange_challenge)
