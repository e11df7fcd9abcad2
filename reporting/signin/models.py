"""Tables of sign-in. Nothing in them opens a session or signs one in: tokens and challenges are kept as hashes."""

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from reporting.db import DeskBase

NO_ROWID = {"sqlite_with_rowid": False}


class SessionRow(DeskBase):
    """One signed-in browser. Moments are seconds since 1970."""

    __tablename__ = "desk_session"
    __table_args__ = NO_ROWID

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(52), index=True)
    started_at: Mapped[int] = mapped_column(BigInteger)
    seen_at: Mapped[int] = mapped_column(BigInteger, index=True)


class SpentChallengeRow(DeskBase):
    """A challenge that has signed somebody in, kept until it would have expired anyway."""

    __tablename__ = "spent_challenge"
    __table_args__ = NO_ROWID

    nonce_hash: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    expires_at: Mapped[int] = mapped_column(BigInteger, index=True)


class SignInSecretRow(DeskBase):
    """The one secret under which challenges are made; every process of the desk must know the same."""

    __tablename__ = "sign_in_secret"
    __table_args__ = NO_ROWID

    only: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    secret: Mapped[bytes] = mapped_column(LargeBinary(32))


class RefusalRow(DeskBase):
    """Refused sign-ins of one hour, until the hour is over and they become one entry of the log."""

    __tablename__ = "sign_in_refusal"
    __table_args__ = NO_ROWID

    hour: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(BigInteger)
