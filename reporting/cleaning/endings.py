"""How a child of the fork server ended, in the one byte that says so."""

from enum import Enum


class Ending(Enum):
    """Told by the fork server, which nothing that a file does can reach."""

    DONE = b"d"
    TOO_SLOW = b"s"
    BROKE_DOWN = b"b"
    UNTOLD = b""
    """The fork server was gone before it could say."""
