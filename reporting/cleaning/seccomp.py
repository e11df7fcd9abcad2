"""A filter for system calls (seccomp(2), Documentation/userspace-api/seccomp_filter.rst), in forty instructions.

    install()       # from here on: no open, no socket, no execve, no new process; raises Unavailable

What is allowed computes, allocates, and reads and writes what is already open. All else fails with EPERM, so that a
library which tries to look something up goes on without it. Threads may start (HEIC needs one) and are locked alike;
processes may not. Memory can never be made executable.
"""

import ctypes
import errno
import platform
import struct
import sys
from collections.abc import Iterator

from reporting.errors import ReportingError

_X86_64 = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12,
    "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "readv": 19, "writev": 20, "sched_yield": 24,
    "mremap": 25, "madvise": 28, "getpid": 39, "exit": 60, "uname": 63, "getcwd": 79, "gettimeofday": 96,
    "getrusage": 98, "sysinfo": 99, "times": 100, "getuid": 102, "getgid": 104, "geteuid": 107, "getegid": 108,
    "sigaltstack": 131, "gettid": 186, "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219,
    "clone": 56, "clock_gettime": 228, "clock_getres": 229, "exit_group": 231, "set_robust_list": 273,
    "getrandom": 318, "rseq": 334,
}  # fmt: skip
_ARM64 = {
    "getcwd": 17, "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "fstat": 80,
    "exit": 93, "exit_group": 94, "futex": 98, "clock_gettime": 113, "clock_getres": 114, "sched_getaffinity": 123,
    "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134, "rt_sigprocmask": 135,
    "rt_sigreturn": 139, "times": 153, "uname": 160, "getrusage": 165, "gettimeofday": 169, "getpid": 172,
    "getuid": 174, "geteuid": 175, "getgid": 176, "getegid": 177, "gettid": 178, "sysinfo": 179, "brk": 214,
    "munmap": 215, "mremap": 216, "clone": 220, "mmap": 222, "mprotect": 226, "madvise": 233, "getrandom": 278,
    "set_robust_list": 99, "rseq": 293,
}  # fmt: skip
_MACHINES = {"x86_64": (0xC000003E, _X86_64), "aarch64": (0xC00000B7, _ARM64)}
"""AUDIT_ARCH_* and the numbers of the calls (arch/x86/entry/syscalls/syscall_64.tbl, asm-generic/unistd.h)."""

_LOAD, _EQUAL, _AT_LEAST, _BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT, _THIRD_ARGUMENT = 0, 4, 16, 32
_ALLOW, _KILL, _REFUSE, _UNKNOWN = 0x7FFF0000, 0x80000000, 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
_PROT_EXEC, _CLONE_THREAD = 4, 0x10000
_CLONE3 = 435
"""Its flags lie in memory, where no filter sees them: said to be unknown, so that the C library takes clone."""
_X32 = 0x40000000
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _FILTER = 38, 22, 2


class Unavailable(ReportingError):
    """This machine has no filter for system calls that we know how to use."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def install() -> None:
    """Locks this process, for good and for all it starts. Needs nothing loaded afterwards."""
    code = program_for_this_machine()
    program = _Program(len(code) // 8, code)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0):
        raise Unavailable(f"The kernel refused the filter (errno {ctypes.get_errno()}).")


def program_for_this_machine() -> bytes:
    """The filter as the kernel takes it, 8 bytes an instruction; raises Unavailable."""
    return b"".join(_instructions())


def _instructions() -> Iterator[bytes]:
    machine = platform.machine()
    if sys.platform != "linux" or machine not in _MACHINES or sys.maxsize < 1 << 32:
        raise Unavailable(f"There is no table of system calls for {sys.platform} on {machine}.")
    arch, numbers = _MACHINES[machine]
    yield _instruction(_LOAD, _ARCH)
    yield _instruction(_EQUAL, arch, 1, 0)
    yield _instruction(_RETURN, _KILL)
    yield _instruction(_LOAD, _NUMBER)
    yield _instruction(_AT_LEAST, _X32, 0, 1)
    yield _instruction(_RETURN, _KILL)
    yield from _when(_CLONE3, _instruction(_RETURN, _UNKNOWN))
    for name, call in numbers.items():
        yield from _when(call, *_CONDITIONS.get(name, (_instruction(_RETURN, _ALLOW),)))
    yield _instruction(_RETURN, _REFUSE)


def _when(call: int, *body: bytes) -> Iterator[bytes]:
    """A body that returns, run for one call and jumped over for all others."""
    yield _instruction(_EQUAL, call, 0, len(body))
    yield from body


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)


def _if_argument(argument: int, bits: int, if_any: int, if_none: int) -> tuple[bytes, ...]:
    return (
        _instruction(_LOAD, argument),
        _instruction(_BITS, bits, 0, 1),
        _instruction(_RETURN, if_any),
        _instruction(_RETURN, if_none),
    )


_CONDITIONS = {
    "mmap": _if_argument(_THIRD_ARGUMENT, _PROT_EXEC, _REFUSE, _ALLOW),
    "mprotect": _if_argument(_THIRD_ARGUMENT, _PROT_EXEC, _REFUSE, _ALLOW),
    "clone": _if_argument(_FIRST_ARGUMENT, _CLONE_THREAD, _ALLOW, _REFUSE),
}
