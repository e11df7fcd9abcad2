"""The roots of both stores' tables, the migration that each has to have reached, and its schema on PostgreSQL."""

from typing import ClassVar

from sqlalchemy.orm import DeclarativeBase


class MailboxBase(DeclarativeBase):
    """Tables of the mailbox: all that the form may touch."""

    HEAD: ClassVar[str] = "0011"
    SCHEMA: ClassVar[str] = "mailbox"


class DeskBase(DeclarativeBase):
    """Tables of the desk: cases, access log, sessions."""

    HEAD: ClassVar[str] = "0016"
    SCHEMA: ClassVar[str] = "desk"


Tables = type[MailboxBase] | type[DeskBase]
