"""How the desk says no: one sentence for a person, and nothing that tells one reason from another where it must not."""

from http import HTTPStatus

from flask import Flask, Response, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from reporting import intake
from reporting.cases import MovedOn, MoveForbidden, NoSuchCase
from reporting.cases.decisions import DecisionRefused
from reporting.db import StoreUnavailable
from reporting.desk.guard import ForeignOrigin
from reporting.desk.people import PeopleRefused
from reporting.errors import ReportingError
from reporting.mailbox.box import Closed
from reporting.review.move import DayNeeded, NotYetConcluded
from reporting.review.newest_checkpoint import NoSize
from reporting.review.send_reply import AnotherCame
from reporting.review.step_back import LastReader
from reporting.roster import RosterError, UnknownReaders
from reporting.sealing import WrongShape
from reporting.signin import SignInRefused
from reporting.signin.doors import NotSignedIn, WrongRole

Said = tuple[int, str, str]

NOT_FOUND: Said = (404, "Not here", "There is nothing here that you may read.")
NOT_UNDERSTOOD: Said = (400, "Not understood", "The desk did not understand this. Nothing was done.")
BUSY: Said = (503, "Not now", "The desk cannot work safely at the moment, so nothing was opened or changed. Try again.")
OTHER_READERS: Said = (
    409,
    "Other people read now",
    "The people who read have changed since this page was loaded. Nothing was stored, and what you wrote is still "
    "here. Load the page again and look at who reads now: what you wrote comes back with your key.",
)
MOVED_ON: Said = (
    409,
    "Not possible now",
    "The case has moved on meanwhile, so nothing was changed. What you wrote is still on this page: load what came in "
    "to see where the case is.",
)
SAID: dict[type[ReportingError], Said] = {
    NoSuchCase: NOT_FOUND,
    AnotherCame: (
        409,
        "Somebody was first",
        "Somebody else wrote here meanwhile. What you wrote is still on this page: load what came in, then send it.",
    ),
    Closed: (
        409,
        "Nobody would read it",
        "The report was taken back before anybody opened it, or it is erased, so nobody would read an answer. "
        "Nothing was sent.",
    ),
    NotYetConcluded: (
        409,
        "Not yet",
        "A case ends when two have agreed on a decision and the reporter was told since. Send them a message first.",
    ),
    LastReader: (
        409,
        "Nobody else could open it",
        "You are the only one who can open this case, so it would be lost. Speak to another reader first.",
    ),
    DayNeeded: (400, "A day is needed", "Choose a day, from tomorrow on and within ten years. Nothing was changed."),
    WrongShape: NOT_UNDERSTOOD,
    intake.NotSealed: NOT_UNDERSTOOD,
    intake.TakenReportId: NOT_UNDERSTOOD,
    intake.StaleRecipients: OTHER_READERS,
    UnknownReaders: OTHER_READERS,
    intake.OtherWords: (
        409,
        "Stored before, with other words",
        "What you sent first had arrived, and is kept as it was. What you changed since is not in it: write it as a "
        "note, or send it as a message with the twelve words below.",
    ),
    intake.Gone: (
        409,
        "Taken back already",
        "What you sent first had arrived, and was taken back or erased since. Nothing was stored.",
    ),
    MovedOn: MOVED_ON,
    MoveForbidden: MOVED_ON,
    NotSignedIn: (401, "Signed out", "You are not signed in any more. Sign in again."),
    SignInRefused: (
        403,
        "Not signed in",
        "This did not sign you in. Try once more. If it is your own key, the roster does not name it, or no longer "
        "does: ask a reviewer.",
    ),
    WrongRole: (403, "Not your room", "This part of the desk belongs to another role than yours."),
    NoSize: NOT_UNDERSTOOD,
    ForeignOrigin: (403, "Not from the desk", "This did not come from a page of the desk, so nothing was done."),
    StoreUnavailable: BUSY,
    RosterError: BUSY,
}
REASONS: dict[type[ReportingError], str] = {
    **dict.fromkeys((AnotherCame, MovedOn, MoveForbidden, NotYetConcluded, DecisionRefused), "another-came"),
    intake.OtherWords: "other-words",
}
"""For the page alone, where it can do something about it."""
BY_STATUS: dict[int, Said] = {
    400: NOT_UNDERSTOOD,
    404: NOT_FOUND,
    405: (405, "Not like this", "This address is not used in this way. Nothing was done."),
    413: (413, "Too large", "This is larger than anything the desk takes. Nothing was done."),
    415: (415, "Not understood", "The desk did not understand this. Nothing was done."),
}
FAILED: Said = (500, "Something failed", "The desk failed on this. Nothing was shown; try again.")


ASKED_BY_SCRIPTS = ("/roster", "/sign-ins", "/snippets")
"""Without a body, so by GET, and never from the address bar."""


def install(app: Flask) -> None:
    """Answer every refusal of ours and of Flask's."""
    app.register_error_handler(ReportingError, _ours)
    app.register_error_handler(HTTPException, _http)


def wants_json() -> bool:
    """Whether a program of ours asked rather than the address bar or a plain form (w3.org/TR/fetch-metadata)."""
    if request.headers.get("Sec-Fetch-Mode") == "navigate":
        return False
    return request.method not in ("GET", "HEAD") or request.path in ASKED_BY_SCRIPTS


def _ours(error: Exception) -> tuple[Response, int]:
    said = next((said for kind, said in SAID.items() if isinstance(error, kind)), FAILED)
    if isinstance(error, DecisionRefused | PeopleRefused):
        said = 409, "Not like this", error.why
    if said is BUSY and not isinstance(error, RosterError):
        current_app.logger.error("%s", type(error).__name__)
    if said is FAILED:
        current_app.logger.error("%s is not answered", type(error).__name__)
    if isinstance(error, NotSignedIn) and not wants_json():
        away = current_app.make_response(redirect(url_for("door.sign_in_page"), HTTPStatus.SEE_OTHER))
        return away, HTTPStatus.SEE_OTHER
    return _answer(said, reason=next((reason for kind, reason in REASONS.items() if isinstance(error, kind)), ""))


def _http(error: Exception) -> tuple[Response, int]:
    code = getattr(error, "code", None) or 500
    return _answer(BY_STATUS.get(code, (code, *BY_STATUS[400][1:]) if code < 500 else FAILED))


def _answer(said: Said, reason: str = "") -> tuple[Response, int]:
    status, title, message = said
    if wants_json():
        return jsonify(error=message, **({"reason": reason} if reason else {})), status
    page = render_template("desk/error.html", page="error", status=status, title=title, message=message)
    return current_app.make_response(page), status
