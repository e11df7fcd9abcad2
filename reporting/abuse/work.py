"""A proof of work in the format of ALTCHA (altcha.org/docs, version 1): a browser looks for a number, we check it once.

    work = Work(key, clock)
    challenge = work.issue()         # {"algorithm": …, "challenge": …, "maxnumber": …, "salt": …, "signature": …}
    work.check(untrusted_solution)   # 32 bytes to remember it by, or BadWork

The browser tries numbers n until SHA-256(salt + n) is the challenge, and sends the base64 of a JSON object that repeats
algorithm, challenge, salt and signature beside the number. A challenge holds a day and nothing of whom it was given to.
"""

import hashlib
import hmac
import json
import re
import secrets
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from reporting.abuse.token import LIFE, TokenRefused
from reporting.clock import Clock

MOST = 100_000
"""The largest number that is hidden: about a second of a laptop's time, a few of a telephone's."""
LONGEST = 1_000
"""Characters of a solution; ours have about 400."""
SALT = re.compile(r"[0-9a-f]{32}\?expires=([0-9]{10})&")
"""It has to end in a sign that is no digit: otherwise digits of the number could be read as part of the date
(CVE-2025-68113)."""


class BadWork(TokenRefused):
    """This is no solution of a challenge of ours whose time is not over."""


class Work:
    """Issues challenges and checks solutions under one 32-byte key; every process of the form has the same key."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = hmac.digest(key, b"reporting/v1/work", "sha256")
        self._clock = clock

    def issue(self) -> Mapping[str, str | int]:
        """A challenge, good until the end of the next day."""
        end = datetime.combine(self._clock.today() + LIFE + timedelta(days=1), time(), UTC)
        salt = f"{secrets.token_hex(16)}?expires={int(end.timestamp())}&"
        challenge = _hash(salt, secrets.randbelow(MOST + 1))
        return {
            "algorithm": "SHA-256",
            "challenge": challenge,
            "maxnumber": MOST,
            "salt": salt,
            "signature": self._sign(challenge),
        }

    def check(self, untrusted: str) -> bytes:
        """32 bytes to remember the challenge by once it is used. Raises BadWork."""
        try:
            said = json.loads(b64decode(untrusted[: LONGEST + 1], validate=True))
            challenge, salt, signature, number = (said[key] for key in ("challenge", "salt", "signature", "number"))
        except (ValueError, TypeError, KeyError, RecursionError):
            raise BadWork from None
        if type(number) is not int or not all(isinstance(one, str) for one in (challenge, salt, signature)):
            raise BadWork
        stamp = SALT.fullmatch(salt)
        if (
            stamp is None
            or len(untrusted) > LONGEST
            or not 0 <= number <= MOST
            or int(stamp[1]) <= self._clock.now().timestamp()
            or challenge != _hash(salt, number)
            or not hmac.compare_digest(signature.encode(errors="replace"), self._sign(challenge).encode())
        ):
            raise BadWork
        return hashlib.sha256(b"reporting/v1/work\n" + challenge.encode()).digest()

    def _sign(self, challenge: str) -> str:
        return hmac.digest(self._key, challenge.encode(), "sha256").hex()


def _hash(salt: str, number: int) -> str:
    return hashlib.sha256(f"{salt}{number}".encode()).hexdigest()
