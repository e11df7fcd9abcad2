"""Makes the public app: `create_app()` reads the instance, tests and the demonstration hand in their own values."""

from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, g, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException, InternalServerError, RequestEntityTooLarge

from reporting import config, intake
from reporting.abuse import Door, FormTokens
from reporting.cleaning import Box
from reporting.clock import Clock, SystemClock
from reporting.db import MailboxBase, Store
from reporting.form import (
    arrival,
    clean,
    dead_ends,
    languages,
    message,
    pages,
    problems,
    receipt,
    report,
    sealed,
    withdraw,
)
from reporting.form.dates import long_date, plain_date
from reporting.form.forms import HONEYPOT
from reporting.form.languages import Sentence as _
from reporting.form.module import Script
from reporting.form.room import Room, here
from reporting.form.uploads import Uploads
from reporting.form.wire import style_sheet
from reporting.guidelines import Guidelines
from reporting.mailbox.guard import form_guard
from reporting.roster.watch import Rosters
from reporting.served import form_policy
from reporting.web import QuietApp, harden, same_origin

ROSTER_SECONDS = 1.0
"""How long the form may go on with the roster it knows. The desk looks each time: there a session ends with it."""
TEMPLATES = Path(__file__).parent.parent / "templates"
EMPTY_PAGE = _("an empty page")


def create_app(
    settings: config.FormSettings | None = None, clock: Clock | None = None, box: Box | None = None
) -> Flask:
    """The form as a WSGI app; its box starts with the first file that comes.

    Raises Refused, with one line, rather than run on a roster or a store that is unsafe.
    """
    settings = settings or config.load().form()
    clock = clock or SystemClock()
    # No SECRET_KEY: whoever tries to use a session here gets an error instead of a cookie.
    app = QuietApp("reporting.form", static_folder=None, template_folder=str(TEMPLATES))
    room = Room(
        settings=settings,
        clock=clock,
        mailbox=Store.open(settings.mailbox_url, MailboxBase, guard=form_guard),
        rosters=Rosters(settings.keys, app.logger.error, every=ROSTER_SECONDS),
        tokens=FormTokens(settings.token_key, clock),
        door=Door(settings.token_key, clock),
        guidelines=Guidelines.load(settings.guidelines),
        scripts={name: Script.load(name) for name in ("form", "back")},
        uploads=Uploads(box or Box()),
    )
    readers = room.rosters.current().roster
    if readers is not None:
        intake.check_recipients(readers)
    app.config.update(
        MAX_CONTENT_LENGTH=arrival.BODY,
        ORIGIN=settings.origin,
        TRUSTED_HOSTS=[urlsplit(settings.origin).hostname],
    )
    app.extensions["reporting"] = room
    css = style_sheet(TEMPLATES / "form" / "style.css")
    tell_templates(app, room, css)
    languages.speak(app)
    app.before_request(only_from_our_pages)
    app.register_error_handler(HTTPException, refusal)
    for blueprint in (
        report.reporting,
        clean.cleaning,
        sealed.sealed,
        receipt.coming_back,
        message.writing_again,
        withdraw.taking_back,
        pages.pages,
    ):
        app.register_blueprint(blueprint)
    harden(app, form_policy(css))
    return app


def tell_templates(app: Flask, room: Room, css: str) -> None:
    """What every page may name."""
    settings = room.settings
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(plain_date=plain_date, long_date=long_date)
    app.jinja_env.globals.update(css=css, community=settings.community, clocks=settings.clocks, honeypot=HONEYPOT)
    scripts = {name: script.integrity for name, script in room.scripts.items()}
    app.jinja_env.globals.update(integrity=scripts, leave_to=partial(leave_to, settings.community))
    app.context_processor(lambda: {"receipt_address": receipt_address(settings.origin + request.script_root)})


def receipt_address(first_page: str) -> str:
    """Where to come back, as people read and type it."""
    return first_page.partition("://")[2] + "/receipt"


def leave_to(community: config.Community) -> str:
    """Where the way out leads. What is said of it when nothing is set is ours to translate."""
    return str(EMPTY_PAGE) if community.leave_to == EMPTY_PAGE.english else community.leave_to


def only_from_our_pages() -> None:
    """A post from another site is refused before its body is looked at, so that nobody can be made to report."""
    if request.method not in ("GET", "HEAD", "OPTIONS") and not same_origin(
        request, here().settings.origin, strict=False
    ):
        raise Forbidden


def refusal(error: HTTPException) -> Response | HTTPException | tuple[str, int]:
    """A plain page for what cannot be shown again as a form. Nothing of the request stands in it."""
    status = error.code or 500
    if status < 400:
        return error
    if isinstance(error, InternalServerError) and "way_back" in g:
        return str(g.way_back(problems.UNAVAILABLE)), status
    if isinstance(error, RequestEntityTooLarge) or status == 403:
        arrival.drain(request)
    title, text = dead_ends.BY_STATUS.get(status, dead_ends.FAILED)
    return render_template("form/error.html", title=title, text=text), status
