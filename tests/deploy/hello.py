"""The first message of a TLS client, written by hand: libraries no longer offer what a server must refuse.

    offered(front.port, "localhost", [0x0005], TLS12)         # None: RSA with RC4 is refused
    accepted(front.port, "localhost", TLS12)                  # {0xC02B, …} out of all 65,536 that there can be

RFC 5246, 7.4.1.2; RFC 8446, 4.1.2 and 4.2.
"""

import secrets
import socket
import struct
from collections.abc import Sequence

TLS10, TLS11, TLS12, TLS13 = 0x0301, 0x0302, 0x0303, 0x0304
HANDSHAKE, ALERT = 0x16, 0x15
GROUPS = (0x001D, 0x0017, 0x0018)
"""x25519 and the two of NIST that browsers know."""
SIGNATURES = (0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601, 0x0203, 0x0201)
AT_ONCE = 30_000
"""Suites in one message, which has room for 32,767."""
NO_SUITES = (0x00FF, 0x5600)
"""Signals of a client to the server (RFC 5746, 7507), which stand where suites do."""


def _sized(content: bytes, width: int = 2) -> bytes:
    return len(content).to_bytes(width, "big") + content


def _words(numbers: Sequence[int]) -> bytes:
    return struct.pack(f">{len(numbers)}H", *numbers)


def _extensions(name: str, version: int) -> bytes:
    found = {
        0: _sized(b"\0" + _sized(name.encode())),
        10: _sized(_words(GROUPS)),
        11: _sized(b"\0", 1),
        13: _sized(_words(SIGNATURES)),
    }
    if version == TLS13:
        found[43] = _sized(_words([TLS13]), 1)
        found[51] = _sized(_words([GROUPS[0]]) + _sized(secrets.token_bytes(32)))
    return b"".join(_words([number]) + _sized(content) for number, content in found.items())


def _hello(name: str, suites: Sequence[int], version: int) -> bytes:
    said = min(version, TLS12)  # the third says so in an extension
    body = _words([said]) + secrets.token_bytes(32) + _sized(b"", 1)
    body += _sized(_words(suites)) + _sized(b"\0", 1) + _sized(_extensions(name, version))
    whole = b"\x01" + _sized(body, 3)
    pieces = [whole[at : at + 2**14] for at in range(0, len(whole), 2**14)]
    return b"".join(bytes([HANDSHAKE]) + _words([TLS10]) + _sized(piece) for piece in pieces)


def offered(port: int, name: str, suites: Sequence[int], version: int) -> int | None:
    """The suite that the server takes of these, in just this version; None when it refuses."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line, line.makefile("rb") as answers:
        line.sendall(_hello(name, suites, version))
        kind, _, size = struct.unpack(">BHH", answers.read(5))
        answer = answers.read(size)
    if kind == ALERT:
        return None
    assert (kind, answer[0]) == (HANDSHAKE, 2), "neither a refusal nor a server's first message"
    after_id = 39 + answer[38]
    (taken,) = struct.unpack(">H", answer[after_id : after_id + 2])
    told = TLS13 if version == TLS13 and b"\0\x2b\0\x02\x03\x04" in answer[after_id:] else int.from_bytes(answer[4:6])
    assert told == version, "it took another version than the one that was offered"
    return int(taken)


def accepted(port: int, name: str, version: int) -> set[int]:
    """Every suite of all numbers that there are which the server takes in this version."""
    found: set[int] = set()
    every = [number for number in range(2**16) if number not in NO_SUITES]
    for begin in range(0, len(every), AT_ONCE):
        left = every[begin : begin + AT_ONCE]
        while left and (taken := offered(port, name, left, version)) is not None:
            found.add(taken)
            left.remove(taken)
    return found
