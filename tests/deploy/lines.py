"""Lines to nginx, and what is sent on them by half."""

import socket
import ssl

from tests.deploy.front import Front


def line_to(front: Front, source: str = "127.0.0.1") -> ssl.SSLSocket:
    """A connection that takes in little at a time."""
    line = socket.socket()
    line.settimeout(60)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.bind((source, 0))
    line.connect(("127.0.0.1", front.port))
    return front.context().wrap_socket(line, server_hostname="localhost")


# The kernel would hold all of such an answer by itself.
NARROW = {"ssl default_server;": "ssl default_server sndbuf=16k;"}
