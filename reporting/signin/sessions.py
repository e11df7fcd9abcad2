"""Sessions: 32 random bytes in a cookie, their SHA-256 in the store; 15 minutes idle, 8 hours in all.

token = Sessions(session, clock).start(ada.fingerprint)
Sessions(session, clock).find(token)          # Held(ada.fingerprint, ...), until it lapses or is ended
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from reporting.clock import Clock
from reporting.signin.models import SessionRow

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
TOUCH = timedelta(seconds=30)
"""A session seen more recently than this is not written again: reading a page is then no write."""
_TOKEN_CHARACTERS = 43


@dataclass(frozen=True)
class Held:
    """Who signed in with a token, and whether the session should be marked as seen again."""

    fingerprint: str
    wants_touch: bool


class Sessions:
    """The sessions in one database session; whoever opened that commits."""

    def __init__(self, session: Session, clock: Clock) -> None:
        self._session = session
        self._now = int(clock.now().timestamp())

    def start(self, fingerprint: str) -> str:
        """A new session's token; the only time that anybody sees it. Lapsed sessions are forgotten on the way."""
        self.forget_lapsed()
        token = secrets.token_urlsafe(32)
        self._session.execute(
            insert(SessionRow).values(
                token_hash=_hash(token), fingerprint=fingerprint, started_at=self._now, seen_at=self._now
            )
        )
        return token

    def forget_lapsed(self) -> None:
        """Erase every session that has been idle or has lasted too long."""
        idle, absolute = self._limits()
        self._session.execute(
            delete(SessionRow).where(or_(SessionRow.seen_at <= idle, SessionRow.started_at <= absolute))
        )

    def find(self, untrusted_token: str) -> Held | None:
        """Whose session this is, while it lasts."""
        row = self._live(untrusted_token)
        return Held(row.fingerprint, row.seen_at + TOUCH.total_seconds() <= self._now) if row else None

    def days(self, fingerprint: str) -> list[date]:
        """The days, in UTC, on which this person's sessions began that still last, the oldest first."""
        idle, absolute = self._limits()
        mine = (SessionRow.fingerprint == fingerprint, SessionRow.seen_at > idle, SessionRow.started_at > absolute)
        began = self._session.scalars(select(SessionRow.started_at).where(*mine).order_by(SessionRow.started_at))
        return [datetime.fromtimestamp(moment, UTC).date() for moment in began]

    def touch(self, token: str) -> None:
        """Mark the session as seen now, if it still lasts: a session ended meanwhile must not come back."""
        if self._live(token):
            mine = SessionRow.token_hash == _hash(token)
            self._session.execute(update(SessionRow).where(mine).values(seen_at=self._now))

    def end(self, token: str) -> None:
        """End this session."""
        self._session.execute(delete(SessionRow).where(SessionRow.token_hash == _hash(token)))

    def end_all(self, fingerprint: str) -> None:
        """End every session of this person."""
        self._session.execute(delete(SessionRow).where(SessionRow.fingerprint == fingerprint))

    def end_everybodys(self) -> int:
        """End every session there is; says how many still lasted."""
        self.forget_lapsed()
        ended = self._session.scalars(delete(SessionRow).returning(SessionRow.token_hash))
        return len(ended.all())

    def _live(self, untrusted_token: str) -> SessionRow | None:
        if len(untrusted_token) != _TOKEN_CHARACTERS or not untrusted_token.isascii():
            return None
        row = self._session.get(SessionRow, _hash(untrusted_token))
        idle, absolute = self._limits()
        return row if row and row.seen_at > idle and row.started_at > absolute else None

    def _limits(self) -> tuple[int, int]:
        """Moments: last seen at or before the first is idle, started at or before the second is over."""
        return self._now - int(IDLE.total_seconds()), self._now - int(ABSOLUTE.total_seconds())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
