"""The filter of system calls, run as the kernel would: on this machine and on one that we do not have here."""

import errno
import platform
import struct

import pytest

from reporting.cleaning import seccomp

ALLOW, KILL, EPERM, ENOSYS = 0x7FFF0000, 0x80000000, 0x50000 | errno.EPERM, 0x50000 | errno.ENOSYS
X86, ARM = 0xC000003E, 0xC00000B7
EXEC, THREAD = 4, 0x10000


def judged(program: bytes, arch: int, call: int, first: int = 0, third: int = 0) -> int:
    """What a classic BPF machine returns for a call (linux/filter.h), of which our filter uses five instructions."""
    data = struct.pack("<iIQQQQQQQ", call, arch, 0, first, 0, third, 0, 0, 0)
    held, at = 0, 0
    while True:
        code, if_true, if_false, value = struct.unpack_from("=HBBI", program, 8 * at)
        at += 1
        match code:
            case 0x20:
                held = struct.unpack_from("<I", data, value)[0]
            case 0x15:
                at += if_true if held == value else if_false
            case 0x35:
                at += if_true if held >= value else if_false
            case 0x45:
                at += if_true if held & value else if_false
            case 0x06:
                return int(value)
            case _:
                raise AssertionError(f"an instruction that we do not use: {code:#x}")


CALLS = {
    # name: number on x86-64, number on arm64 (asm/unistd_64.h, asm-generic/unistd.h)
    "x86_64": (X86, {"read": 0, "mmap": 9, "mprotect": 10, "clone": 56, "futex": 202, "exit_group": 231}),
    "aarch64": (ARM, {"read": 63, "mmap": 222, "mprotect": 226, "clone": 220, "futex": 98, "exit_group": 94}),
}
FORBIDDEN = {
    "x86_64": {"open": 2, "stat": 4, "ioctl": 16, "socket": 41, "connect": 42, "sendmsg": 46, "fork": 57, "vfork": 58,
               "execve": 59, "kill": 62, "unlink": 87, "ptrace": 101, "prctl": 157, "setrlimit": 160, "openat": 257,
               "prlimit64": 302, "process_vm_readv": 310, "memfd_create": 319, "bpf": 321, "execveat": 322,
               "io_uring_setup": 425, "pidfd_getfd": 438, "openat2": 437, "tgkill": 234},
    "aarch64": {"ioctl": 29, "unlinkat": 35, "openat": 56, "ptrace": 117, "kill": 129, "tgkill": 131, "setrlimit": 164,
                "prctl": 167, "socket": 198, "connect": 203, "sendmsg": 211, "execve": 221, "prlimit64": 261,
                "process_vm_readv": 270, "memfd_create": 279, "bpf": 280, "execveat": 281, "io_uring_setup": 425,
                "openat2": 437, "pidfd_getfd": 438},
}  # fmt: skip


@pytest.fixture(params=sorted(CALLS))
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(platform, "machine", lambda: request.param)
    return str(request.param)


def test_what_computes_is_allowed_and_what_reaches_out_is_not(machine: str) -> None:
    program = seccomp.program_for_this_machine()
    arch, calls = CALLS[machine]
    for name in ("read", "mmap", "mprotect", "futex", "exit_group"):
        assert judged(program, arch, calls[name]) == ALLOW, name
    for name, call in FORBIDDEN[machine].items():
        assert judged(program, arch, call) == EPERM, name


def test_few_calls_are_allowed_of_all_there_are(machine: str) -> None:
    program = seccomp.program_for_this_machine()
    arch, _ = CALLS[machine]
    allowed = [call for call in range(600) if judged(program, arch, call, first=THREAD) == ALLOW]
    assert 30 < len(allowed) < 45


def test_memory_is_never_made_executable_and_only_threads_are_started(machine: str) -> None:
    program = seccomp.program_for_this_machine()
    arch, calls = CALLS[machine]
    for name in ("mmap", "mprotect"):
        assert judged(program, arch, calls[name], third=EXEC | 1) == EPERM
        assert judged(program, arch, calls[name], third=3) == ALLOW
    assert judged(program, arch, calls["clone"], first=17) == EPERM  # SIGCHLD: a new process
    assert judged(program, arch, calls["clone"], first=THREAD | 0x100) == ALLOW
    assert judged(program, arch, 435, first=THREAD) == ENOSYS  # clone3


def test_calls_by_the_numbers_of_another_machine_are_deadly(machine: str) -> None:
    program = seccomp.program_for_this_machine()
    other = ARM if machine == "x86_64" else X86
    assert judged(program, other, 0) == KILL
    assert judged(program, 0x40000003, 5) == KILL  # 32-bit calls
    assert judged(program, CALLS[machine][0], 0x40000000 | 2) == KILL  # x32


def test_a_machine_without_a_table_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    with pytest.raises(seccomp.Unavailable, match="riscv64"):
        seccomp.program_for_this_machine()
