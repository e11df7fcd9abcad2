"""The roots of both stores' tables, and the migration that each has to have reached."""

from typing import ClassVar

from sqlalchemy.orm import DeclarativeBase


class MailboxBase(DeclarativeBase):
    """Tables of the mailbox: all that the form may touch."""

    HEAD: ClassVar[str] = "0006"


class DeskBase(DeclarativeBase):
    """Tables of the desk: cases, access log, sessions."""

    HEAD: ClassVar[str] = "0008"


Tables = type[MailboxBase] | type[DeskBase]
