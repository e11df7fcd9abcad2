"""How the desk says no: one sentence for a person, and nothing that tells one reason from another where it must not."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from reporting.cases import MoveForbidden, NoSuchCase
from reporting.db import StoreUnavailable
from reporting.desk.guard import ForeignOrigin
from reporting.errors import ReportingError
from reporting.review.newest_checkpoint import NoSize
from reporting.roster import RosterError
from reporting.signin import SignInRefused
from reporting.signin.doors import NotSignedIn, WrongRole

Said = tuple[int, str, str]

NOT_FOUND: Said = (404, "Not here", "There is nothing here that you may read.")
NOT_UNDERSTOOD: Said = (400, "Not understood", "The desk did not understand this. Nothing was done.")
BUSY: Said = (503, "Not now", "The desk cannot work safely at the moment, so nothing was opened or changed. Try again.")
SAID: dict[type[ReportingError], Said] = {
    NoSuchCase: NOT_FOUND,
    MoveForbidden: (
        409,
        "Not possible now",
        "The case has moved on meanwhile. Load the page again to see where it is.",
    ),
    NotSignedIn: (401, "Signed out", "You are not signed in any more. Sign in again."),
    SignInRefused: (403, "Not signed in", "This did not sign you in. Check that it is your key and try again."),
    WrongRole: (403, "Not your room", "This part of the desk belongs to another role than yours."),
    NoSize: NOT_UNDERSTOOD,
    ForeignOrigin: (403, "Not from the desk", "This did not come from a page of the desk, so nothing was done."),
    StoreUnavailable: BUSY,
    RosterError: BUSY,
}
BY_STATUS: dict[int, Said] = {
    400: NOT_UNDERSTOOD,
    404: NOT_FOUND,
    405: (405, "Not like this", "This address is not used in this way. Nothing was done."),
    413: (413, "Too large", "This is larger than anything the desk takes. Nothing was done."),
    415: (415, "Not understood", "The desk did not understand this. Nothing was done."),
}
FAILED: Said = (500, "Something failed", "The desk failed on this. Nothing was shown; try again.")


def install(app: Flask) -> None:
    """Answer every refusal of ours and of Flask's."""
    app.register_error_handler(ReportingError, _ours)
    app.register_error_handler(HTTPException, _http)


def wants_json() -> bool:
    """Whether a program of ours asked rather than the address bar or a plain form (w3.org/TR/fetch-metadata)."""
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        return False
    return request.method not in ("GET", "HEAD") or request.path == "/roster"


def _ours(error: Exception) -> tuple[Response, int]:
    said = next((said for kind, said in SAID.items() if isinstance(error, kind)), FAILED)
    if said is BUSY and not isinstance(error, RosterError):
        current_app.logger.error("%s", type(error).__name__)
    if said is FAILED:
        current_app.logger.error("%s is not answered", type(error).__name__)
    if isinstance(error, NotSignedIn) and not wants_json():
        away = current_app.make_response(redirect(url_for("door.sign_in_page"), HTTPStatus.SEE_OTHER))
        return away, HTTPStatus.SEE_OTHER
    return _answer(said)


def _http(error: Exception) -> tuple[Response, int]:
    code = getattr(error, "code", None) or 500
    return _answer(BY_STATUS.get(code, (code, *BY_STATUS[400][1:]) if code < 500 else FAILED))


def _answer(said: Said) -> tuple[Response, int]:
    status, title, message = said
    if wants_json():
        return jsonify(error=message), status
    page = render_template("desk/error.html", page="error", title=title, message=message)
    return current_app.make_response(page), status
