"""A house with nothing wrong: closed to others, its worker has run, its machine has no swap."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from reporting import worker
from reporting.clock import Clock
from reporting.doctor import Asked, Finding, Level, examine
from tests.house import House

PLENTY = 100 * 2**30
SWAPS = "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"


@dataclass
class Sound:
    """One house, and a /proc of a machine that is in order; a test puts one fault in."""

    house: House
    proc: Path
    environ: dict[str, str] = field(default_factory=dict)
    free: int = PLENTY
    kept: bool | None = True
    clock: Clock | None = None
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def instance(self) -> Path:
        return self.house.folder / "instance"

    @property
    def keys(self) -> Path:
        return self.house.keys

    def found(self) -> list[tuple[str, Finding]]:
        return list(
            examine(
                Asked(
                    self.instance,
                    self.keys,
                    {"REPORTING_KEYS": str(self.keys), **self.environ},
                    clock=self.clock or self.house.clock,
                    proc=self.proc,
                    free_bytes=lambda _path: self.free,
                    clock_is_kept=lambda: self.kept,
                    **self.asked,
                )
            )
        )

    def serious(self) -> list[tuple[str, Finding]]:
        return [(group, finding) for group, finding in self.found() if finding.level is Level.SERIOUS]

    def advice(self) -> list[str]:
        return [finding.what for _group, finding in self.found() if finding.level is Level.ADVICE]


def sound(house: House) -> Sound:
    """This house put in order, and the worker's work done."""
    rooms = house.rooms()
    worker.run_once(rooms, house.keys, house.signing())
    rooms.desk.close()
    rooms.mailbox.close()
    for path in (house.folder / "instance", *(house.folder / "instance").rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    for path in (house.keys, *house.keys.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    proc = house.folder / "proc"
    (proc / "sys/kernel").mkdir(parents=True)
    (proc / "mounts").write_text("/dev/vda / ext4 rw,relatime 0 0\nproc /proc proc rw 0 0\n")
    (proc / "swaps").write_text(SWAPS)
    (proc / "sys/kernel/core_pattern").write_text("|/bin/false\n")
    return Sound(house, proc)
