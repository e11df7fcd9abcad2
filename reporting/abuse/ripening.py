"""The ripening token: who shows it has waited a minute, and nothing else is known of them.

    tokens = RipeningTokens(key, clock)
    token = tokens.issue()                # '2026-11-23.50797.3q2-7w….mZ0c…'
    tokens.check(token)                   # Unripe(seconds=60); a minute later: the hash of its nonce

The second that it is ripe at stands in the person's own page, is needed there, and is never written down here.
"""

import hashlib
import hmac
import math
import secrets
from datetime import UTC, date, datetime, time, timedelta

from reporting.abuse.token import LIFE, BadToken, StaleToken, TokenRefused, mac_of
from reporting.clock import Clock

LABEL = "reporting/v1/ripening"
RIPENS = timedelta(seconds=60)


class Unripe(TokenRefused):
    """This token is ours and in time, but its minute is not over."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} seconds are left")
        self.seconds = seconds


class RipeningTokens:
    """Issues and checks tokens under one 32-byte key; every process of the form has the same key."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def issue(self) -> str:
        """A token that is ripe in a minute and lasts to the end of the day after."""
        # Up to a whole second: cut off, it would be ripe before the minute is over.
        ripe = self._clock.now() + RIPENS + timedelta(seconds=1, microseconds=-1)
        day, second, nonce = ripe.date().isoformat(), str(_second(ripe)), secrets.token_urlsafe(16)
        return f"{day}.{second}.{nonce}.{mac_of(self._key, LABEL, day, second, nonce)}"

    def check(self, untrusted: str) -> bytes:
        """32 bytes to remember the token by once it is used. Raises BadToken, StaleToken, Unripe."""
        day, _, rest = untrusted.partition(".")
        second, _, rest = rest.partition(".")
        nonce, _, mac = rest.partition(".")
        ours = mac_of(self._key, LABEL, day, second, nonce)
        if not hmac.compare_digest(mac.encode(errors="replace"), ours.encode()):
            raise BadToken
        ripe_on = date.fromisoformat(day)
        ripe = datetime.combine(ripe_on, time(), UTC) + timedelta(seconds=int(second))
        left = (ripe - self._clock.now()).total_seconds()
        if left > RIPENS.total_seconds() + 1 or self._clock.today() > ripe_on + LIFE:
            raise StaleToken
        if left > 0:
            raise Unripe(math.ceil(left))
        return hashlib.sha256(f"{LABEL}\n{nonce}".encode()).digest()


def _second(moment: datetime) -> int:
    """Of the day."""
    return moment.hour * 3600 + moment.minute * 60 + moment.second
