"""Looks into the mailbox as its operator could, and opens a report as one of its readers could."""

import json
import sqlite3
from dataclasses import dataclass
from typing import Any, Self

from reporting.sealing import SealingError, open_sealed
from tests.roster.cast import key


@dataclass(frozen=True)
class Stored:
    """Every row of the mailbox."""

    deposits: list[dict[str, Any]]
    parts: dict[str, list[bytes]]
    messages: list[dict[str, Any]]
    tokens: list[dict[str, Any]]
    files: dict[str, bytes]

    @classmethod
    def read(cls, url: str) -> Self:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        connection.row_factory = sqlite3.Row

        def rows(table: str) -> list[dict[str, Any]]:
            return [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]

        try:
            parts: dict[str, list[bytes]] = {}
            for row in rows("part"):
                parts.setdefault(row["name"], []).append(row["sealed"])
            files: dict[str, bytes] = {}
            for row in sorted(rows("chunk"), key=lambda one: one["number"]):
                files[row["name"]] = files.get(row["name"], b"") + row["sealed"]
            return cls(rows("deposit"), parts, rows("message"), rows("spent_token"), files)
        finally:
            connection.close()

    @property
    def empty(self) -> bool:
        return not (self.deposits or self.parts or self.messages or self.tokens or self.files)

    def opened(self, part: str, handle: str) -> dict[str, Any]:
        """The only report's part as this person reads it."""
        (sealed,) = self.parts[part]
        found: dict[str, Any] = json.loads(open_sealed(sealed, [key(handle).identity]))
        return found

    def opened_file(self, name: str, handle: str) -> bytes:
        """A file of the only report with its padding, as this person's key opens it."""
        return open_sealed(self.files[name], [key(handle).identity])

    def shut_to(self, handle: str) -> bool:
        """Whether this person can open no part of anything."""
        for sealed in [one for parts in self.parts.values() for one in parts] + list(self.files.values()):
            try:
                open_sealed(sealed, [key(handle).identity])
            except SealingError:
                continue
            return False
        return bool(self.parts)
