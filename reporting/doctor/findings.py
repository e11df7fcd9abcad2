"""What a check is handed and what it finds."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from reporting import config
from reporting.clock import Clock, SystemClock
from reporting.doctor.kernel_clock import kept
from reporting.errors import ReportingError


class Level(StrEnum):
    """How much it matters. `serious`: a promise may be broken as things stand."""

    SERIOUS = "serious"
    ADVICE = "advice"
    FINE = "fine"


@dataclass(frozen=True)
class Finding:
    """One thing found, and what mends it; nothing to mend where all is fine."""

    level: Level
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class Asked:
    """The instance, what else is to be looked at, and the machine: its clock, /proc and room on its disks.

    `clock_is_kept` says whether anything keeps the machine's clock right, None where nobody can tell.
    """

    instance: Path
    keys: Path
    environ: Mapping[str, str] = field(repr=False, default_factory=lambda: dict(os.environ))
    proxy_config: Path | None = None
    urls: tuple[str, ...] = ()
    try_mail: bool = False
    clock: Clock = field(default_factory=SystemClock)
    proc: Path = Path("/proc")
    clock_is_kept: Callable[[], bool | None] = kept
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free

    def settings(self) -> config.Loaded:
        """Raises SettingsRefused."""
        return config.load(self.instance, self.environ)


Check = Callable[[Asked], Iterator[Finding]]


def serious(what: str, remedy: str) -> Finding:
    return Finding(Level.SERIOUS, what, remedy)


def advice(what: str, remedy: str) -> Finding:
    return Finding(Level.ADVICE, what, remedy)


def fine(what: str) -> Finding:
    return Finding(Level.FINE, what)


def below(folder: Path) -> Iterator[Path]:
    """Every file and folder in this one; raises OSError for one that cannot be looked into, since it is not empty."""

    def refuse(error: OSError) -> None:
        raise error

    for path, folders, names in os.walk(folder, onerror=refuse):
        yield from (Path(path, name) for name in sorted((*folders, *names)))


def refused(error: ReportingError) -> Finding:
    """A refusal of ours ends with what mends it: `what is wrong. What to do.`"""
    what, end, remedy = str(error).rpartition(". ")
    return serious(f"{what}.", remedy) if end else serious(f"{remedy.rstrip('.')}.", "Put it back from a backup.")
