"""A network of its own, in which nobody is but who is started there: what runs in it can ask no stranger for anything.

subprocess.run([*ALONE, sys.executable, "-m", "tests.…"])       # which begins with loopback_up()
"""

import fcntl
import os
import socket
import struct

ALONE = ("unshare", "--net", *(() if os.geteuid() == 0 else ("--map-root-user",)))
SIOCSIFFLAGS, IFF_UP = 0x8914, 1


def loopback_up() -> None:
    """A new network has loopback, and it is down."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", IFF_UP))
