"""Where form and desk listen, tried before gunicorn does: it tells of such a place in many lines and seconds, and of no
remedy.
"""

import socket
from pathlib import Path

from reporting.errors import Refused


class CannotListen(Refused):
    """Another program has the port, or it is not ours to take."""


def refuse_taken(bind: str) -> None:
    """Raises CannotListen for what is neither unix:PATH in a folder that is there nor HOST:PORT that is free."""
    if bind.startswith("unix:"):
        folder = Path(bind.removeprefix("unix:")).parent
        if not folder.is_dir():
            raise CannotListen(f"{folder} is no folder. Make it, or name another: --bind unix:PATH")
        return
    host, _, port = bind.rpartition(":")
    with socket.socket(socket.AF_INET6 if host.startswith("[") else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            if not port.isdecimal():
                raise ValueError("it is no HOST:PORT")
            probe.bind((host.strip("[]"), int(port)))
        except (OSError, OverflowError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise CannotListen(f"{bind} cannot be listened on ({why}). Name another: --bind HOST:PORT") from None
