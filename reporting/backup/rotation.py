"""The names of daily backups, and which of them are old.

>>> str(FileName(date(2026, 11, 23)))
'reporting-2026-11-23.tar'
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

_DAILY = re.compile(r"reporting-(\d{4}-\d{2}-\d{2})\.tar", re.ASCII)


@dataclass(frozen=True, order=True)
class FileName:
    """The name of one day's backup."""

    day: date

    def __str__(self) -> str:
        return f"reporting-{self.day.isoformat()}.tar"

    @classmethod
    def parse(cls, name: str) -> "FileName | None":
        """None for any other name: what somebody else put there is not ours to delete."""
        found = _DAILY.fullmatch(name)
        try:
            return cls(date.fromisoformat(found[1])) if found else None
        except ValueError:
            return None


def older(folder: Path, keep: int, today: date) -> list[Path]:
    """All but the newest `keep` daily backups in a folder, the oldest first.

    Days to come are not counted: a clock that was wrong for a day must not push out what it did not replace.
    """
    named = ((FileName.parse(file.name), file) for file in folder.iterdir() if file.is_file())
    daily = sorted((name, file) for name, file in named if name and name.day <= today)
    return [file for _, file in daily[: max(len(daily) - keep, 0)]]
