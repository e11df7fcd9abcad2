"""The pages that ask nothing: who we seal to, the rules, staying safe, and what a request carries."""

from datetime import date

from babel import Locale
from flask import Blueprint, Response, abort, current_app, redirect, render_template, request
from markupsafe import Markup

from reporting.db import StoreUnavailable
from reporting.form.arrival import NETWORK_ADDRESS, left_behind
from reporting.form.languages import ENGLISH, LANGUAGES, Sentence, spoken
from reporting.form.languages import Sentence as _
from reporting.form.module import Script
from reporting.form.room import here
from reporting.form.wire import same_for_everybody
from reporting.guidelines import Version
from reporting.mailbox.box import Mailbox

pages = Blueprint("pages", __name__)

NOTES: dict[Sentence | str, Sentence] = {
    NETWORK_ADDRESS: _("of the last machine before this server; that may be a machine in front of it"),
    "User-Agent": _("which browser and which system you use"),
    "Accept-Language": _("which languages you read"),
    "Referer": _("the page that you came from"),
    "Cookie": _("set by something else; we never set one and do not read it"),
    "Origin": _("whether our own page sent this; we look at it and drop it"),
    "Sec-Fetch-Site": _("whether our own page sent this; we look at it and drop it"),
    "Accept-Encoding": _("how short a page may be packed; we look at it and drop it"),
    "Host": _("the address that you asked for"),
    "X-Forwarded-For": _("a machine on the way has written down where you come from"),
    "Forwarded": _("a machine on the way has written down where you come from"),
    "Via": _("a machine on the way has added its name"),
}


@pages.get("/recipients.txt")
def recipients() -> Response:
    """The keys that we seal to, as an age recipients file; the desk compares them with those it knows."""
    room = here()
    if room.roster is None:
        abort(404)
    response = same_for_everybody(room.roster.recipients_txt(), mimetype="text/plain")
    response.headers["Access-Control-Allow-Origin"] = room.settings.desk_origin
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.vary.add("Origin")
    return response


@pages.get("/form.js")
def form_js() -> Response:
    """The script that seals in the browser."""
    return packed(here().scripts["form"])


@pages.get("/back.js")
def back_js() -> Response:
    """The script of who comes back: it opens what the readers wrote."""
    return packed(here().scripts["back"])


def packed(script: Script) -> Response:
    """The same for everybody, so that packing it tells nothing."""
    response = Response(script.plain, mimetype="text/javascript")
    response.vary.add("Accept-Encoding")
    for coding, data in script.packed.items():
        if request.accept_encodings[coding]:
            response.set_data(data)
            response.content_encoding = coding
            break
    return response


@pages.get("/<language>")
def first_page(language: str) -> Response:
    """Who types /fr without a last stroke means the first page in French; any other name is none of ours."""
    if language not in LANGUAGES or LANGUAGES[language] is ENGLISH:
        abort(404)
    return current_app.make_response(redirect(f"{LANGUAGES[language].prefix}/"))


@pages.get("/guidelines")
def rules() -> Response:
    return same_for_everybody(show(here().rules))


@pages.get("/guidelines/<day>")
def rules_of(day: str) -> Response:
    try:
        version = here().guidelines.of(date.fromisoformat(day))
    except ValueError:
        version = None
    if version is None:
        abort(404)
    return same_for_everybody(show(version))


def show(version: Version | None) -> str:
    room, language = here(), spoken().tag
    newest = room.rules
    translated = version.translated.get(language) if version else None
    in_language = Locale.parse(language if translated else room.settings.community.language, sep="-")
    return render_template(
        "form/guidelines.html",
        version=version,
        html=Markup(translated or version.html) if version else "",  # noqa: S704 rendered without raw HTML
        written_in=in_language,
        newer=bool(version and newest and newest.day > version.day),
        others=[other.day for other in reversed(room.guidelines.versions) if other != version],
    )


@pages.get("/safety")
def safety() -> Response:
    return same_for_everybody(render_template("form/safety.html", origin=here().settings.origin))


@pages.get("/mirror")
def mirror() -> str:
    """Shows a request to whoever made it, and to nobody else: nothing of it is kept or packed."""
    return render_template("form/mirror.html", seen=left_behind(request), notes=NOTES)


@pages.get("/healthz")
def health() -> tuple[str, int, dict[str, str]]:
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        with here().mailbox.read() as session:
            Mailbox(session).find(bytes(32))
    except StoreUnavailable:
        return "the store cannot be read\n", 503, plain
    return "ok\n", 200, plain
