"""A port of this machine that nobody listens on."""

import socket

_given: set[int] = set()


def free_port() -> int:
    """Each once in a process: the kernel gives a port again as soon as it is let go, and two services then want one."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port
