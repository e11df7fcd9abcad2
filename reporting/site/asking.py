"""Asking a site as a browser does, for no more than is needed, and going nowhere else."""

import http.client
import ssl
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from reporting.errors import Refused, ReportingError

PATIENCE = 15
MOST = 4 * 2**20
"""Seconds, and bytes: no page or script of ours is near this."""
HERE = ("localhost", "127.0.0.1", "::1")
AS_A_BROWSER = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "en",
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0",
}


class AddressRefused(Refused):
    """A site cannot be asked at this address."""


class NoAnswer(ReportingError):
    """The site does not answer, or not with what was asked for."""


@dataclass(frozen=True)
class Answer:
    """One answer; `location` is where it would lead."""

    status: int
    body: bytes
    headers: http.client.HTTPMessage
    location: str


@dataclass(frozen=True)
class Site:
    """The origin of one site."""

    scheme: str
    host: str
    port: int | None

    @classmethod
    def at(cls, untrusted_url: str) -> Self:
        """https, or http on this machine or to an onion service, which Tor has sealed; raises AddressRefused."""
        try:
            parts = urlsplit(untrusted_url)
            host, port = parts.hostname or "", parts.port
        except ValueError:
            raise AddressRefused(f"{untrusted_url} is no address. Name one such as https://concerns.example") from None
        if parts.scheme not in ("http", "https") or not host or parts.path not in ("", "/") or parts.query:
            raise AddressRefused(f"{untrusted_url} is no address of a site. Name one such as https://concerns.example")
        if parts.scheme == "http" and host not in HERE and not host.endswith(".onion"):
            raise AddressRefused(f"{untrusted_url} can be changed on its way. Name its https address.")
        return cls(parts.scheme, host, port)

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (f":{self.port}" if self.port else "")

    def get(self, path: str, coding: str = "identity") -> Answer:
        """What lies at this path; a redirect is an answer and is not followed. Raises NoAnswer."""
        connection = self._connection()
        try:
            connection.request("GET", path, headers=AS_A_BROWSER | {"Accept-Encoding": coding})
            answer = connection.getresponse()
            body = answer.read(MOST + 1)
        except ssl.SSLCertVerificationError as error:
            raise NoAnswer(f"its certificate does not verify ({error.verify_message})") from None
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"it does not answer ({getattr(error, 'strerror', None) or type(error).__name__})") from None
        finally:
            connection.close()
        if len(body) > MOST:
            raise NoAnswer("what it answers has no end")
        location = answer.headers.get("Location", "?") if answer.status // 100 == 3 else ""
        return Answer(answer.status, body, answer.headers, location)

    def _connection(self) -> http.client.HTTPConnection:
        if self.scheme == "http":
            return http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        return http.client.HTTPSConnection(self.host, self.port, timeout=PATIENCE, context=ssl.create_default_context())
