"""A connection to the mail server that trusts nobody and waits for nobody.

    with VerifiedConnection(settings, Patience()) as connection:
        connection.send(letter)

Flask-Mail's own verifies no certificate and waits for ever. Here the certificate and its name are checked against the
machine's list (`SSL_CERT_FILE` names another), a server without STARTTLS is refused, and what it says has to come
in time and be short.
"""

import smtplib
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self, cast

from flask import Flask
from flask_mail import Connection
from flask_mail import Mail as FlaskMail

from reporting.notifications.settings import MailSettings, Tls

REFUSED = 400
"""Replies from here on are refusals (RFC 5321, 4.2.1); -1 is what smtplib makes of nonsense."""
MAX_SAID = 64 * 1024
"""Bytes that a mail server may say in one connection; a usual one says some hundred a mail."""


@dataclass(frozen=True)
class Patience:
    """Seconds for one step, and for everything that goes out in one round."""

    step: float = 30
    whole: float = 90


class Replies:
    """What the server says, read byte by byte: `smtplib` by itself would follow a trickle or a flood without end."""

    def __init__(self, connected: socket.socket, step: float, until: float) -> None:
        self._socket, self._step, self._until = connected, step, until
        self._left = MAX_SAID

    def readline(self, limit: int) -> bytes:
        """One line with its end, or less when the server hangs up; raises TimeoutError, SMTPServerDisconnected."""
        line = bytearray()
        while len(line) < limit and not line.endswith(b"\n"):
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._socket.settimeout(min(self._step, left))
            said = self._socket.recv(1)
            self._left -= 1
            if self._left < 0:
                raise smtplib.SMTPServerDisconnected("it says too much")
            if not said:
                break
            line += said
        self._socket.settimeout(self._step)
        return bytes(line)

    def close(self) -> None:
        """Nothing of its own is open."""


class _Bounded:
    """Puts `Replies` in the place of the file that `smtplib` reads from."""

    file: Any
    sock: socket.socket | None

    def __init__(self, *args: Any, patience: Patience, until: float, **options: Any) -> None:
        self._patience, self._until = patience, until
        super().__init__(*args, timeout=patience.step, **options)  # type: ignore[call-arg]

    def getreply(self) -> tuple[int, bytes]:
        """As `smtplib`'s."""
        if self.file is None and self.sock is not None:
            self.file = Replies(self.sock, self._patience.step, self._until)
        said: tuple[int, bytes] = super().getreply()  # type: ignore[misc]
        return said


class _Plain(_Bounded, smtplib.SMTP):
    """Begins in the clear, for STARTTLS and for this machine."""


class _Closed(_Bounded, smtplib.SMTP_SSL):
    """Begins with TLS."""


class VerifiedConnection(Connection):
    """Flask-Mail's connection, over a way of ours."""

    def __init__(self, settings: MailSettings, patience: Patience) -> None:
        app = Flask(__name__, static_folder=None)
        super().__init__(FlaskMail(app))
        self._context = app.app_context()
        self._settings, self._patience = settings, patience

    def __enter__(self) -> Self:
        self._context.push()
        try:
            super().__enter__()
        except BaseException:
            self._context.pop()
            raise
        return self

    def __exit__(self, *raised: Any) -> None:
        try:
            # What the server has taken it has taken, whether or not it still says goodbye.
            with suppress(OSError, ValueError):
                super().__exit__(*raised)
        finally:
            if self.host is not None:
                self.host.close()
            self._context.pop()

    def asked_about(self, address: str) -> int:
        """What the server answers to a mail to this address, none of which is sent."""
        host = cast(smtplib.SMTP, self.host)
        host.ehlo_or_helo_if_needed()
        code, _ = host.mail(self._settings.sender)
        if code < REFUSED:
            code, _ = host.rcpt(address)
        host.rset()
        return int(code)

    def configure_host(self) -> smtplib.SMTP:
        """Connected, verified and signed in; raises OSError (smtplib's errors are), or ValueError for nonsense."""
        settings, until = self._settings, time.monotonic() + self._patience.whole
        # The sender's domain, not the machine's name, is what the server writes into its line of the mail.
        known: dict[str, Any] = {"local_hostname": settings.domain, "patience": self._patience, "until": until}
        trust = ssl.create_default_context()
        host: smtplib.SMTP
        if settings.tls is Tls.TLS:
            host = _Closed(settings.host, settings.port, context=trust, **known)
        else:
            host = _Plain(settings.host, settings.port, **known)
        try:
            _close_the_way(host, settings, trust)
        except BaseException:
            host.close()
            raise
        return host


def _close_the_way(host: smtplib.SMTP, settings: MailSettings, trust: ssl.SSLContext) -> None:
    if settings.tls is Tls.STARTTLS:
        host.starttls(context=trust)
    if settings.username:
        host.login(settings.username, settings.password)
