"""What the form asks of the mailbox, made once: what a statement is compiled from costs more than running it.

Tables, not mapped classes, since the form reads no objects and its database user may not read back what it wrote.
"""

from typing import cast

from sqlalchemy import Table, and_, bindparam, insert, or_, select

from reporting.db import MailboxBase, Prepared
from reporting.mailbox.models import (
    GONE,
    Chunk,
    Deposit,
    Message,
    Part,
    Proof,
    Reader,
    Reply,
    SpentToken,
    Withdrawal,
)

TO_READERS = "to-readers"


def _adding(model: type[MailboxBase], *names: str, at_once: int = 64) -> Prepared:
    """Rows of these columns, of all when none are named."""
    table = cast(Table, model.__table__)
    return Prepared(insert(table), *(names or table.columns.keys()), at_once=at_once)


DEPOSIT = _adding(
    Deposit,
    "report_id",
    "locator_hash",
    "words_mac",
    "report_hash",
    "received_on",
    "urgent",
    "status",
    "status_on",
    "suspected",
)
READER, PART, TOKEN = map(_adding, (Reader, Part, SpentToken))
MESSAGE = _adding(Message, "report_id", "direction", "number", "words_mac", "sent_on", "sealed")
CHUNKS = _adding(Chunk, at_once=1)  # the driver copies what a statement is given, and a chunk is large
FIND = Prepared(
    select(
        Deposit.report_id,
        Deposit.words_mac,
        Deposit.report_hash,
        Deposit.received_on,
        Deposit.status,
        Deposit.status_on,
        Deposit.wait_until,
        Deposit.erase_on,
        Deposit.suspected,
        Reader.fingerprint,
    )
    .join(Reader, Reader.report_id == Deposit.report_id)
    .where(Deposit.locator_hash == bindparam("locator_hash"))
)
# Is there one beyond so many? Counting them would need a function, and the form's connection may call none.
ASIDE = select(Deposit.report_id).where(Deposit.suspected.is_(True)).limit(1).offset(bindparam("room"))
CHUNKS_OF_ASIDE = (
    select(Chunk.number)
    .join(Deposit, Deposit.report_id == Chunk.report_id)
    .where(Deposit.suspected.is_(True))
    .limit(1)
    .offset(bindparam("room"))
)
PROVEN = select(Proof.logged_on, Proof.proof).where(Proof.report_id == bindparam("report_id"))
REPLIES = (
    select(Reply.number, Reply.sent_on, Reply.sealed)
    .where(Reply.report_id == bindparam("report_id"))
    .order_by(Reply.number)
)
FILES = select(Chunk.name).where(Chunk.report_id == bindparam("report_id"), Chunk.number == 0)
CLOSED = select(Deposit.report_id).where(
    Deposit.report_id == bindparam("report_id"),
    or_(
        Deposit.status.in_(("withdrawn", *GONE)),
        and_(
            Deposit.opened.is_(False),
            select(Withdrawal.report_id).where(Withdrawal.report_id == Deposit.report_id).exists(),
        ),
    ),
)
SENT = select(Message.number, Message.words_mac).where(
    Message.report_id == bindparam("report_id"), Message.direction == TO_READERS
)
