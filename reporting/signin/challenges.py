"""Challenges that need no storage: each proves by itself that we made it, and until when it holds.

    nonce = base64url( expiry, 8 bytes | random, 32 bytes | HMAC-SHA256 under the desk's secret, 32 bytes )

So strangers cannot fill a table by asking for challenges, and no cap is needed that could lock a reviewer out. Only a
challenge that signed somebody in leaves a row, since only that one could be replayed to some use.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from reporting.clock import Clock
from reporting.db import Store
from reporting.signin.models import SignInSecretRow, SpentChallengeRow

LIFE = timedelta(minutes=2)
AHEAD = 2 * LIFE
"""The clocks of two hosts may differ a little."""
_TIME, _RANDOM, _MAC = 8, 32, 32
_LENGTH = _TIME + _RANDOM + _MAC
_LABEL = b"reporting/v1/challenge\n"
_ONLY = 1


def shared_secret(store: Store) -> bytes:
    """The desk's secret, made on first use."""
    wanted = select(SignInSecretRow.secret).where(SignInSecretRow.only == _ONLY)
    with store.read() as session:
        found = session.scalar(wanted)
    if found is not None:
        return found
    with store.write() as session:
        found = session.scalar(wanted)
        if found is None:
            found = secrets.token_bytes(32)
            session.execute(insert(SignInSecretRow).values(only=_ONLY, secret=found))
    return found


def issue(secret: bytes, clock: Clock) -> str:
    """A fresh challenge: 96 characters of base64url."""
    expiry = int((clock.now() + LIFE).timestamp())
    body = expiry.to_bytes(_TIME) + secrets.token_bytes(_RANDOM)
    return urlsafe_b64encode(body + _seal(secret, body)).decode()


def is_fresh(secret: bytes, untrusted_nonce: str, clock: Clock) -> bool:
    """Whether we made this challenge and it has not expired; whether it was used is for `spend` to say.

    One that lasts too long was made by a clock that was ahead: what was signed then would open the desk years later.
    """
    try:
        raw = urlsafe_b64decode(untrusted_nonce.encode("ascii"))
    except ValueError:
        return False
    if len(raw) != _LENGTH or urlsafe_b64encode(raw).decode() != untrusted_nonce:
        return False
    body, mac = raw[:-_MAC], raw[-_MAC:]
    left = _expiry(raw) - clock.now().timestamp()
    return hmac.compare_digest(mac, _seal(secret, body)) and 0 < left <= AHEAD.total_seconds()


def spend(session: Session, nonce: str, clock: Clock) -> bool:
    """Use a fresh challenge up; False when it has been used. In a writing session, which lets one in at a time."""
    session.execute(delete(SpentChallengeRow).where(SpentChallengeRow.expires_at <= int(clock.now().timestamp())))
    nonce_hash = hashlib.sha256(nonce.encode()).digest()
    if session.get(SpentChallengeRow, nonce_hash) is not None:
        return False
    expires_at = _expiry(urlsafe_b64decode(nonce))
    session.execute(insert(SpentChallengeRow).values(nonce_hash=nonce_hash, expires_at=expires_at))
    return True


def _expiry(raw: bytes) -> int:
    return int.from_bytes(raw[:_TIME])


def _seal(secret: bytes, body: bytes) -> bytes:
    return hmac.digest(secret, _LABEL + body, "sha256")
