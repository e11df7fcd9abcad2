"""The form's token: it says that our page was shown no longer ago than yesterday, and it is good for one report.

    tokens = FormTokens(key, clock)
    tokens.issue("what the page said")                          # '2026-11-23.3q2-7w….mZ0c…'
    tokens.check(untrusted_text, "what the page said")          # SpentToken(nonce_hash=…, day=…), or TokenRefused

It replaces a session cookie (nothing is kept on the reporter's device) and a table of issued tokens (nothing is kept
here until one is used). Single use is not known here: whoever stores the report stores `nonce_hash` in the same
transaction, so that a report that fails to be stored does not use its token up.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.clock import Clock
from reporting.errors import ReportingError

LABEL = "reporting/v1/token"
LIFE = timedelta(days=1)
"""A token of today is good until the end of tomorrow: somebody may need a night over it."""


class TokenRefused(ReportingError):
    """This token does not open the mailbox; a fresh one does."""


class BadToken(TokenRefused):
    """We never issued this token, or not for the page that came back."""


class StaleToken(TokenRefused):
    """We issued this token, but its time is over."""


class SpentAlready(TokenRefused):
    """A report was stored with this token before; raised by whoever stores."""


@dataclass(frozen=True)
class SpentToken:
    """What remains of a token once it was used. The nonce itself is not kept, so a stored row opens no page again.

    `also`: the hash of what was shown beside it in a flood, spent with it. `suspected`: the report is to be set aside.
    An empty `nonce_hash` spends nothing: somebody else than a token has opened the mailbox.
    """

    nonce_hash: bytes
    day: date
    also: bytes = b""
    suspected: bool = False

    @property
    def hashes(self) -> tuple[bytes, ...]:
        """All that must not be used again."""
        return tuple(one for one in (self.nonce_hash, self.also) if one)


class FormTokens:
    """Issues and checks tokens under one 32-byte key; every process of the form has the same key."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._key = key
        self._clock = clock

    def issue(self, page: str = "") -> str:
        """A new token for a page. `page` stands for what the page told, such as who reads; a page that says
        something else since then does not accept it."""
        day = self._clock.today().isoformat()
        nonce = secrets.token_urlsafe(16)
        return f"{day}.{nonce}.{mac_of(self._key, LABEL, day, nonce, page)}"

    def check(self, untrusted: str, page: str = "") -> SpentToken:
        """Raises BadToken or StaleToken. The day is bare on purpose: a date tells nobody anything that the report's
        own date does not."""
        day, _, rest = untrusted.partition(".")
        nonce, _, mac = rest.partition(".")
        if not hmac.compare_digest(mac.encode(errors="replace"), mac_of(self._key, LABEL, day, nonce, page).encode()):
            raise BadToken
        issued_on = date.fromisoformat(day)
        if not issued_on <= self._clock.today() <= issued_on + LIFE:
            raise StaleToken
        return SpentToken(hashlib.sha256(f"{LABEL}\n{nonce}".encode()).digest(), issued_on)


def mac_of(key: bytes, *said: str) -> str:
    """What only the holder of `key` can put beside these words: HMAC-SHA256 in base64, 43 characters."""
    mac = hmac.digest(key, "\n".join(said).encode(errors="replace"), "sha256")
    return urlsafe_b64encode(mac).decode().rstrip("=")
