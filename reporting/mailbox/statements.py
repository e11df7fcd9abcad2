"""What the form asks of the mailbox, made once: what a statement is compiled from costs more than running it.

Tables, not mapped classes, since the form reads no objects and its database user may not read back what it wrote.
"""

from typing import cast

from sqlalchemy import Table, bindparam, insert, or_, select

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

DEPOSIT, READER, PART, CHUNKS, MESSAGE, TOKEN = (
    insert(cast(Table, model.__table__)) for model in (Deposit, Reader, Part, Chunk, Message, SpentToken)
)
FIND = (
    select(
        Deposit.report_id,
        Deposit.words_mac,
        Deposit.received_on,
        Deposit.status,
        Deposit.status_on,
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
        select(Withdrawal.report_id).where(Withdrawal.report_id == Deposit.report_id).exists(),
    ),
)
SENT = select(Message.number, Message.words_mac).where(
    Message.report_id == bindparam("report_id"), Message.direction == TO_READERS
)
