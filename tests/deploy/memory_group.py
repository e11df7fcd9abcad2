"""A limit of memory as a unit's MemoryMax= sets it, by a group of processes of our own, without swap as the units say.

    with memory_group(3 * 2**30) as group:
        subprocess.Popen([*group.words, "reporting", …])
        group.most()

systemd is not needed for it, but a kernel that hands out control of memory, and root (systemd.resource-control(5);
Documentation/admin-guide/cgroup-v1/memory.rst and cgroup-v2.rst).
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.front import LEFT_OUT

OLD, NEW = Path("/sys/fs/cgroup/memory"), Path("/sys/fs/cgroup")
LIMITS = {OLD: ("memory.limit_in_bytes", "memory.memsw.limit_in_bytes"), NEW: ("memory.max", "memory.swap.max")}


@dataclass(frozen=True)
class Group:
    """Where its processes are counted."""

    folder: Path
    is_old: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What runs the program that is named after them in here."""
        return "sh", "-c", f'echo $$ >{self.folder}/cgroup.procs && exec "$@"', "sh"

    def most(self) -> int:
        """Bytes that it ever had at one time."""
        return int((self.folder / ("memory.max_usage_in_bytes" if self.is_old else "memory.peak")).read_text())

    def killed(self) -> int:
        """Processes that were killed since there was no more."""
        told = (self.folder / ("memory.oom_control" if self.is_old else "memory.events")).read_text()
        return int(re.findall(r"^oom_kill (\d+)", told, re.MULTILINE)[0])


@contextmanager
def memory_group(limit: int) -> Iterator[Group]:
    """Until the block ends, by when nothing runs in it any more."""
    top = OLD if OLD.is_dir() else NEW
    folder = top / f"reporting-tests-{os.getpid()}"
    made = Group(folder, top is OLD)
    try:
        folder.mkdir()
        for name, value in zip(LIMITS[top], (limit, limit if top is OLD else 0), strict=True):
            if (folder / name).exists() or name == LIMITS[top][0]:
                (folder / name).write_text(str(value))
        made.most()  # newer kernels tell it, of the newer kind
    except OSError:
        if folder.exists():
            folder.rmdir()
        pytest.skip(f"{LEFT_OUT}: control of memory, which this kernel hands out to root")
    try:
        yield made
    finally:
        folder.rmdir()
