"""Deposits as the form leaves them, with marked bytes in the place of sealed parts: the desk never looks inside."""

import secrets
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from reporting.accesslog import Entry
from reporting.accesslog.models import LogEntry
from reporting.cases.models import CaseReaderRow
from reporting.db import DeskBase, MailboxBase, Store
from reporting.mailbox.box import Mailbox, SealedReport
from reporting.review import House as Rooms
from tests.house import House

MARK = b"CIPHERTEXT-"


def deposit(
    house: House,
    *handles: str,
    urgent: bool = False,
    on: date | None = None,
    files: Mapping[str, bytes] | None = None,
    suspected: bool = False,
) -> str:
    """A report for these people; gives its id."""
    report_id = secrets.token_hex(16)
    sealed = SealedReport(
        report_id=report_id,
        locator_hash=secrets.token_bytes(32),
        words_mac=bytes(32),
        readers=tuple(house.person(handle).fingerprint for handle in handles),
        urgent=urgent,
        parts={part: MARK + part.encode() + report_id.encode() for part in ("report", "headline", "contact")},
        attachments=files or {},
    )
    with house.at_hand.mailbox.write() as session:
        Mailbox(session).deposit(sealed, on or house.clock.today(), suspected=suspected)
    return report_id


def rooms(house: House) -> Rooms:
    """What the use cases are handed."""
    settings = house.settings.desk()
    desk, mailbox = Store.open(settings.desk_url, DeskBase), Store.open(settings.mailbox_url, MailboxBase)
    return Rooms(desk, mailbox, house.clock, settings.clocks)


def cases_of(at: Rooms, fingerprint: str) -> list[str]:
    """The case ids that this person may read."""
    with at.desk.read() as session:
        mine = CaseReaderRow.fingerprint == fingerprint
        return list(session.scalars(select(CaseReaderRow.case_id).where(mine)))


def entries(at: Rooms) -> list[Entry]:
    """The whole log, oldest first."""
    with at.desk.read() as session:
        rows = session.execute(select(LogEntry.leaf, LogEntry.entry).order_by(LogEntry.leaf))
        return [Entry(leaf, stored) for leaf, stored in rows]


def tags(at: Rooms) -> list[str]:
    return [str(entry.facts.tag) for entry in entries(at)]


def forbid(store: Store, change: str, table: str) -> None:
    """From now on this store refuses such a change, as a full or read-only one would."""
    with store.write() as session:
        rows = session.connection()
        if rows.dialect.name == "sqlite":
            what = "BEGIN SELECT RAISE(ABORT, 'refused'); END"
        else:
            rows.exec_driver_sql(
                f"CREATE FUNCTION refuse_{table}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'integrity_constraint_violation'; END $$"
            )
            what = f"EXECUTE FUNCTION refuse_{table}()"
        rows.exec_driver_sql(f"CREATE TRIGGER refuse_{table} BEFORE {change} ON {table} {what}")


def allow(store: Store, table: str) -> None:
    with store.write() as session:
        rows = session.connection()
        postgresql = rows.dialect.name == "postgresql"
        rows.exec_driver_sql(f"DROP FUNCTION refuse_{table} CASCADE" if postgresql else f"DROP TRIGGER refuse_{table}")
