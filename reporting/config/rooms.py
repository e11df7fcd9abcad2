"""What each process may know, as frozen values: the form never learns where the desk's store is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from reporting.clock import add_months
from reporting.config.places import Places

SIZES = (10, 30, 100)
"""Fewer people than this: what a small space is told apart by."""


class SmallSpace(NamedTuple):
    """One that is so small that naming it narrows down who wrote; None: how small was not said."""

    name: str
    people: int | None

    @property
    def size(self) -> str:
        """What is said of it: never the number itself, which may be of last year."""
        return next((f"under-{most}" for most in SIZES if self.people and self.people < most), "few")


@dataclass(frozen=True)
class Community:
    """What a community says of itself on its pages."""

    name: str
    short_name: str
    language: str
    emergency_number: str
    leave_url: str
    leave_to: str
    listening_line: str
    other_ways: tuple[str, ...]
    small_spaces: tuple[SmallSpace, ...]

    @property
    def space_sizes(self) -> list[tuple[str, str]]:
        """Names of small spaces with what is said of each, for the page's script."""
        return [(space.name, space.size) for space in self.small_spaces]


@dataclass(frozen=True)
class Clocks:
    """What is promised to a reporter: days until the acknowledgement, months from then to the feedback; a word each
    `update_days`; a look within `urgent_days` where somebody is in danger; and how long what was settled is kept."""

    acknowledge_days: int = 7
    feedback_months: int = 3
    update_days: int = 7
    urgent_days: int = 1
    keep_action_months: int = 24
    keep_no_action_months: int = 6
    keep_out_of_scope_days: int = 30

    def acknowledge_by(self, received_on: date) -> date:
        return received_on + timedelta(days=self.acknowledge_days)

    def feedback_by(self, acknowledged_on: date) -> date:
        return add_months(acknowledged_on, self.feedback_months)


@dataclass(frozen=True)
class Backups:
    """Where the worker's daily backups go, and how many are kept."""

    folder: Path
    keep: int = 7


@dataclass(frozen=True)
class FormSettings:
    """What the public form may know."""

    instance: Path
    keys: Path
    origin: str
    desk_origin: str
    mailbox_url: str = field(repr=False)
    token_key: bytes = field(repr=False)
    community: Community
    clocks: Clocks
    guidelines: Path
    announce_days: int = 30


@dataclass(frozen=True)
class DeskSettings:
    """What the reviewers' desk may know."""

    instance: Path
    keys: Path
    origin: str
    form_origin: str
    mailbox_url: str = field(repr=False)
    desk_url: str = field(repr=False)
    community: Community
    clocks: Clocks
    guidelines: Path


@dataclass(frozen=True)
class WorkerSettings:
    """What the worker may know. `mail` is as it stands in the file: `notifications.settings` parses it.

    `places` says where each setting stands, for what only that finds wrong.
    """

    instance: Path
    keys: Path
    mailbox_url: str = field(repr=False)
    desk_url: str = field(repr=False)
    log_secret: bytes = field(repr=False)
    log_secret_before: bytes | None = field(repr=False)
    clocks: Clocks
    mail: Mapping[str, Any] = field(repr=False, default_factory=dict)
    backups: Backups | None = None
    log_folder: Path | None = None
    places: Places = field(repr=False, default_factory=Places)

    @property
    def last_checkpoint(self) -> Path:
        """Where the last checkpoint that was signed is kept: away from the stores, so that no backup puts it back."""
        return self.instance / "worker" / "last-checkpoint"

    @property
    def last_backup(self) -> Path:
        """Where the day of the last daily backup stands, so that one that was moved away is not made again."""
        return self.instance / "worker" / "last-backup"
