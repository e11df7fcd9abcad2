"""What both apps do to every request and answer: headers, the origin guard, uploads in memory, errors without words.

Header names and values follow the OWASP Secure Headers Project; the origin guard is Fetch Metadata
(w3.org/TR/fetch-metadata), then Origin (RFC 6454).
"""

import logging
import sys
from collections.abc import MutableMapping
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response, request
from flask.helpers import get_debug_flag
from flask.templating import Environment

from reporting.errors import Refused

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
        "payment", "usb",
    )
)  # fmt: skip


AT_LENGTH = "reporting.at_length"
"""In the environment of a request whose answer may take long (`cli.serve`)."""


class MemoryRequest(Request):
    """A request whose uploads never touch a disk: Werkzeug would spool those over 500 kB to a file, in clear."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


class DebugRefused(Refused):
    """Debug mode is on."""


class Pages(Environment):
    """Jinja with one set of names for all templates.

    Its own overlays them for each template, and puts that overlay together anew for every page and everything that a
    page includes: a quarter of what a page costs. So nobody may hand names to `get_template`: all would have them.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


class QuietApp(Flask):
    """A Flask app that never writes what a request carried, not even when it fails."""

    request_class = MemoryRequest
    jinja_environment = Pages

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Raises DebugRefused: a debugger shows a stranger whatever a request carried."""
        super().__init__(*args, **kwargs)
        if get_debug_flag():
            raise DebugRefused("Debug mode is on. Unset FLASK_DEBUG.")

    def log_exception(self, exc_info: Any) -> None:
        """Log the kind and the place of an error: its text, and the values around it, may hold a reporter's words."""
        kind, _error, trace = exc_info
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename.rpartition('/reporting/')[2]}:{trace.tb_lineno}" if trace else "?"
        self.logger.error("%s at %s", kind.__name__ if kind else "error", place)


def harden(app: Flask, csp: str) -> None:
    """Send the guards' headers with every answer and log without words."""
    _log_plainly(app)
    https = str(app.config.get("ORIGIN", "")).startswith("https://") and not _onion(app)

    def guard(response: Response) -> Response:
        headers = response.headers
        headers["Content-Security-Policy"] = csp
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        # Not "no-referrer": Chromium would then post forms with `Origin: null`.
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        headers["Permissions-Policy"] = PERMISSIONS
        headers["X-Robots-Tag"] = "noindex, nofollow"
        headers.setdefault("Cache-Control", "no-store")
        if https:
            headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
        return response

    app.after_request(guard)


def answers_at_length() -> None:
    """Ask the server for more time than a request has: for views that send much, and that no stranger reaches."""
    request.environ[AT_LENGTH] = True


def untrusted_json() -> object:
    """What the body of this request says in JSON; None when nothing in it can be read, however deeply it is nested."""
    try:
        given: object = request.get_json(silent=True)
    except RecursionError:
        return None
    return given


def same_origin(asked: Request, origin: str, *, strict: bool) -> bool:
    """Whether a request that changes something came from our own page.

    `strict` refuses requests that say nothing of where they came from; without it they pass, since browsers on onion
    addresses and old ones may send neither header.
    """
    claimed = asked.headers.get("Origin")
    if claimed not in (None, "null", origin):
        return False  # whatever else it says of itself
    site = asked.headers.get("Sec-Fetch-Site")
    if site is not None:
        # "none" is a person's own act, such as a page restored after a crash; no other site can bring it about.
        return site == "same-origin" or (site == "none" and not strict)
    return claimed == origin or (claimed is None and not strict)


def _onion(app: Flask) -> bool:
    return str(app.config.get("ORIGIN", "")).endswith(".onion")


def _log_plainly(app: Flask) -> None:
    """One line an error on stderr, without a time: a failed report's minute is nobody's to keep."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(name)s: %(message)s"))
    app.logger.handlers[:] = [handler]
    app.logger.propagate = False
    app.logger.setLevel(logging.ERROR)
