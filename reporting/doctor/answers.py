"""The answers as they come through the server in front: what ours added is still there, and nothing was added to it."""

import http.client
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

from reporting.doctor.findings import Asked, Finding, Level, advice, fine, serious

PATIENCE = 15
STRANGER = "https://stranger.example"
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR = 365 * 24 * 3600
SOON = timedelta(days=14)
"""What renews certificates by itself does so a month before their end."""


@dataclass(frozen=True)
class Answer:
    """One answer's status and headers, and when the certificate ends under which it came."""

    status: int
    headers: http.client.HTTPMessage
    ends: datetime | None


def look(asked: Asked) -> Iterator[Finding]:
    """Only for the addresses that were named, each of the form or the desk."""
    for url in asked.urls:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            yield serious(f"{url} is no address of a page.", "Name one such as https://concerns.example/")
            continue
        origin = f"{parts.scheme}://{parts.netloc}"
        origins = {asked.settings().values[room]["origin"] for room in ("form", "desk")}
        try:
            page = _ask(origin, "GET", {"Origin": STRANGER})
            foreign = _ask(origin, "POST", {"Origin": STRANGER, "Sec-Fetch-Site": "cross-site", "Content-Length": "0"})
        except ssl.SSLCertVerificationError as error:
            yield serious(f"The certificate of {origin} does not verify: {error.verify_message}.", "Renew it.")
            continue
        except (OSError, http.client.HTTPException) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            yield serious(f"{origin} does not answer ({why}).", "Start the server in front, and the program behind it.")
            continue
        if origin not in origins:
            yield advice(f"{origin} is neither the form's address nor the desk's.", "Compare it with reporting.toml.")
        if page.ends and page.ends - asked.clock.now() < SOON:
            yield advice(
                f"The certificate of {origin} ends on {page.ends.date()}.", "Renew it, or mend what renews it."
            )
        faults = [*_faults(origin, page, foreign)]
        yield from faults
        if all(fault.level is not Level.SERIOUS for fault in faults):
            yield fine(f"{origin} answers with every guard in its place.")


def _ask(origin: str, method: str, headers: dict[str, str]) -> Answer:
    parts = urlsplit(origin)
    if parts.scheme == "https":
        connection: http.client.HTTPConnection = http.client.HTTPSConnection(
            str(parts.hostname), parts.port, timeout=PATIENCE, context=ssl.create_default_context()
        )
    else:
        connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=PATIENCE)
    try:
        connection.request(method, "/", headers=headers)
        ends = _end(connection.sock)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, ends)
    finally:
        connection.close()


def _end(way: object) -> datetime | None:
    """When the certificate ends on this way, if it is one of TLS."""
    shown = way.getpeercert() if isinstance(way, ssl.SSLSocket) else None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC) if shown else None


def _faults(origin: str, page: Answer, foreign: Answer) -> Iterator[Finding]:
    headers = page.headers
    if page.status != HTTPStatus.OK:
        yield serious(f"{origin} answers with {page.status}.", "See what the program behind it says on stderr.")
        return
    csp = headers.get_all("Content-Security-Policy") or []
    if not any("default-src 'none'" in policy for policy in csp) or any("unsafe" in policy for policy in csp):
        yield serious(f"{origin} sends no Content-Security-Policy of ours.", "Have the server in front leave it alone.")
    if "Set-Cookie" in headers:
        yield serious(f"{origin} sets a cookie before anybody signs in.", "Have the server in front set none.")
    for name, value in EXPECTED.items():
        if headers.get_all(name) != [value]:
            yield serious(f"{origin} does not send {name}: {value}.", "Have the server in front leave it alone.")
    if headers.get("Access-Control-Allow-Origin") in ("*", STRANGER):
        yield serious(f"{origin} lets other sites read its pages.", "Have the server in front not allow it.")
    if foreign.status != HTTPStatus.FORBIDDEN:
        yield serious(
            f"{origin} takes what another site sends.", "Have the server in front pass on Origin and Sec-Fetch-Site."
        )
    yield from _transport(origin, headers)
    if any(re.search(r"\d", value) for name in ("Server", "X-Powered-By") for value in headers.get_all(name) or []):
        yield advice(f"{origin} tells the version of its server.", "server_tokens off;")


def _transport(origin: str, headers: http.client.HTTPMessage) -> Iterator[Finding]:
    sent = headers.get("Strict-Transport-Security", "")
    age = re.search(r"max-age=(\d+)", sent)
    if origin.startswith("https://") and (age is None or int(age[1]) < YEAR):
        yield serious(f"{origin} does not tell browsers to keep to https.", "Send Strict-Transport-Security.")
    if origin.startswith("http://") and sent:
        yield advice(f"{origin} tells browsers to keep to https.", "Send Strict-Transport-Security over TLS only.")
