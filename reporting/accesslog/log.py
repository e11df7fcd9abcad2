"""The one way into the access log, and the few ways to look something up in it.

    with store.write() as session:
        AccessLog(session, clock).append(Tag.REPORT_OPEN, person=fingerprint, case="7QK4-M2XR")
    # committed, with its nodes of the tree: only now may ciphertext be fetched

We append before we send: an entry without a reading is a nuisance, a reading without an entry is a breach.
"""

import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from reporting.accesslog.entries import SALT_BYTES, Entry, Facts, Tag, commitment, when
from reporting.accesslog.merkle import MissingNode
from reporting.accesslog.models import LogEntry, LogSalt
from reporting.accesslog.tree import StoredTree
from reporting.clock import Clock
from reporting.db import Prepared, RowRefused, StoreUnavailable, errors
from reporting.db.trouble import unavailable

_ONE_WRITER = 0x6C6F67
"""PostgreSQL's advisory lock of the log ("log"); on SQLite `BEGIN IMMEDIATE` lets one writer in at a time."""
# Dense, and in one statement: the writer holds the log alone from here to its commit.
_ADD = Prepared(
    insert(LogEntry)
    .values(leaf=select(func.coalesce(func.max(LogEntry.leaf) + 1, 0)).scalar_subquery())
    .returning(LogEntry.leaf),
    "leaf",
    "entry",
    "tag",
    "person",
    "case_id",
)


class LogUnavailable(StoreUnavailable):
    """The access log takes no entry, so nothing may be shown."""


class AccessLog:
    """The log as seen by one session. What it appends is there when the session's transaction has been committed."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._clock = clock

    def append(
        self,
        tag: Tag,
        *,
        person: str | None = None,
        case: str | None = None,
        commits_to: bytes | None = None,
        count: int | None = None,
        hash_of: bytes | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Append one entry, in a writing session; raises LogUnavailable.

        `commits_to` is bound by a salted hash and not stored, `hash_of` by a bare one, since others hold these bytes;
        `at` is the hour that a `count` stands for, else now.
        """
        salt = secrets.token_bytes(SALT_BYTES) if commits_to is not None else None
        facts = Facts(
            tag=tag,
            at=when(tag, at or self._clock.now()),
            person=person,
            case=case,
            commitment=commitment(salt, commits_to) if salt and commits_to is not None else None,
            count=count,
            hash=sha256(hash_of).hexdigest() if hash_of is not None else None,
        )
        return self.append_facts(facts, salt)

    def append_facts(self, facts: Facts, salt: bytes | None = None) -> Entry:
        """Append an entry whose facts were put together elsewhere, in a writing session; raises LogUnavailable."""
        stored = facts.to_bytes()
        row = {"entry": stored, "tag": facts.tag, "person": facts.person, "case_id": facts.case}
        connection = self._rows()
        try:
            self.hold()
            ((leaf,),) = _ADD.run(connection, row)
            entry = Entry(leaf, stored)
            StoredTree(connection).grow(entry)
            if salt:
                self._session.execute(insert(LogSalt).values(leaf=entry.index, salt=salt))
        except (errors(connection), DBAPIError, RowRefused, MissingNode) as error:
            raise LogUnavailable(str(unavailable("The access log", error))) from None
        return entry

    def hold(self) -> None:
        """Let nobody else append from here to the commit, so that indexes are dense; a fork would break primary keys.

        Whoever appends by what it finds in the log calls this before it looks.
        """
        rows = self._rows()
        if rows.dialect.name == "postgresql":
            rows.execute(select(func.pg_advisory_xact_lock(_ONE_WRITER)))

    def _rows(self) -> Connection:
        """The transaction's connection. A session that writes was given it: asking one costs as much as a row."""
        given = self._session.get_bind()
        return given if isinstance(given, Connection) else self._session.connection()

    def size(self) -> int:
        """How many entries there are."""
        return StoredTree(self._session).size()

    def last(self, tag: Tag, *, but: Collection[int] = ()) -> Entry | None:
        """The newest entry with this tag among those of nobody who was signed in, `but` those of these indexes."""
        wanted = select(LogEntry.leaf, LogEntry.entry).where(LogEntry.tag == tag, LogEntry.person.is_(None))
        if but:
            wanted = wanted.where(LogEntry.leaf.not_in(but))
        found = self._session.execute(wanted.order_by(LogEntry.leaf.desc()).limit(1)).one_or_none()
        return found and Entry(*found)

    def last_taken_away(self) -> Facts | None:
        """The newest entry of a reviewer who took a waiting change of the roster away: of a person, and of no case."""
        wanted = select(LogEntry.entry).where(
            LogEntry.tag == Tag.ROSTER_CHANGE, LogEntry.person.is_not(None), LogEntry.case_id.is_(None)
        )
        found = self._session.scalar(wanted.order_by(LogEntry.leaf.desc()).limit(1))
        return Facts.parse(found) if found else None

    def every(self, tag: Tag) -> list[Entry]:
        """All entries with this tag among those of nobody who was signed in, oldest first."""
        wanted = select(LogEntry.leaf, LogEntry.entry).where(LogEntry.tag == tag, LogEntry.person.is_(None))
        return [Entry(*found) for found in self._session.execute(wanted.order_by(LogEntry.leaf))]

    def forget_commitments(self, case: str) -> None:
        """Erase the salts of what the entries of a case were bound to: from now on these bind nothing."""
        of_case = select(LogEntry.leaf).where(LogEntry.case_id == case)
        self._session.execute(delete(LogSalt).where(LogSalt.leaf.in_(of_case)))

    def openers(self, cases: Iterable[str]) -> Mapping[str, frozenset[str]]:
        """Who has opened the report of each of these cases: fingerprints by case id."""
        wanted = (
            select(LogEntry.case_id, LogEntry.person)
            .where(LogEntry.case_id.in_(list(cases)), LogEntry.tag == Tag.REPORT_OPEN)
            .distinct()
        )
        found: dict[str, set[str]] = {}
        for case, person in self._session.execute(wanted):
            if case is not None and person is not None:
                found.setdefault(case, set()).add(person)
        return {case: frozenset(people) for case, people in found.items()}
