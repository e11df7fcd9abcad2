"""What somebody asks for who puts a backup back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Wanted:
    """What is put back, and where. `desk_only` leaves the mailbox that is there, which may know more."""

    archive: Path
    instance: Path
    keys: Path
    environ: Mapping[str, str] = field(repr=False, default_factory=dict)
    desk_only: bool = False
    kept: Path | None = None
    """A checkpoint that an auditor keeps, where the worker's own is gone."""
    log_key: Path | None = None
    """The log's public key at the time of the backup, where it was changed since."""
