"""What a process that opens a stranger's file gives up first: memory, time, files, the network, other programs.

locked = lock_down(Limits(memory=…, cpu=…, wall=…))     # True: system calls are filtered as well
"""

import ctypes
import os
import resource
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from reporting.cleaning import seccomp

_SET_PDEATHSIG, _SET_DUMPABLE = 1, 4


@dataclass(frozen=True, slots=True)
class Limits:
    """For one file: bytes of memory beyond what the process has before, seconds of work, seconds until the end."""

    memory: int = 432 * 1024 * 1024
    cpu: int = 15
    wall: int = 25


def lock_down(limits: Limits) -> bool:
    """Gives all that up, for good. False where the machine has no filter for system calls: then limits alone hold."""
    _limit(resource.RLIMIT_AS, _size() + limits.memory)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 1))  # told first, killed a second later
    for none in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
        _limit(none, 0)
    if sys.platform == "linux":
        prctl = ctypes.CDLL(None).prctl
        prctl(_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        prctl(_SET_DUMPABLE, 0, 0, 0, 0)
    try:
        seccomp.install()
    except seccomp.Unavailable:
        return False
    return True


def _limit(what: int, most: int) -> None:
    resource.setrlimit(what, (most, most))


def _size() -> int:
    """Bytes of address space in use, measured before files are out of reach; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_bytes().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except FileNotFoundError:
        return 0
