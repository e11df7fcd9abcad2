"""Looks into the mailbox as its operator could, and opens a report as one of its readers could."""

import json
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select

from reporting.db import MailboxBase, Store
from reporting.mailbox.models import Chunk, Deposit, Message, Part, SpentToken
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
        store = Store.open(url, MailboxBase)

        def rows(table: type[MailboxBase]) -> list[dict[str, Any]]:
            return [dict(row) for row in session.execute(select(table.__table__)).mappings()]

        with store.read() as session:
            parts: dict[str, list[bytes]] = {}
            for row in rows(Part):
                parts.setdefault(row["name"], []).append(row["sealed"])
            files: dict[str, bytes] = {}
            for row in sorted(rows(Chunk), key=lambda one: one["number"]):
                files[row["name"]] = files.get(row["name"], b"") + row["sealed"]
            found = cls(rows(Deposit), parts, rows(Message), rows(SpentToken), files)
        store.close()
        return found

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
