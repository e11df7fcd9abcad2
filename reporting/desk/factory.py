"""The desk's app. It refuses to start on a roster, a store or settings that are not safe to use."""

from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from reporting import audit, config
from reporting.audit import AuditRoom
from reporting.audit.guard import audit_guard
from reporting.clock import Clock, SystemClock
from reporting.config import DeskSettings
from reporting.db import DeskBase, MailboxBase, Store
from reporting.db.postgresql import AUDIT_ROLE
from reporting.desk import door, entering, errors, guard, people, reading, resealing, texts, working
from reporting.desk.guard import Desk
from reporting.guidelines import Guidelines
from reporting.review import House
from reporting.review.enter_export import enter_export
from reporting.roster.watch import Rosters
from reporting.served import desk_policy
from reporting.signin.doors import guest
from reporting.web import QuietApp, harden

PACKAGE = Path(__file__).resolve().parent.parent
MAX_BODY = 64 * 1024
"""Bytes; what the desk is sent are ids and signatures."""


def create_app(settings: DeskSettings | None = None, clock: Clock | None = None) -> QuietApp:
    """The app, ready to serve; raises Refused with one line when it must not be started."""
    settings = settings or config.load().desk()
    clock = clock or SystemClock()
    app = QuietApp(
        "reporting.desk",
        template_folder=str(PACKAGE / "templates"),
        static_folder=str(PACKAGE / "static" / "built"),
        static_url_path="/static",
    )
    app.config.update(
        ORIGIN=settings.origin,
        MAX_CONTENT_LENGTH=MAX_BODY,
        TRUSTED_HOSTS=[urlsplit(settings.origin).hostname],
    )
    harden(app, desk_policy(settings.form_origin))
    store = Store.open(settings.desk_url, DeskBase)
    house = House(store, Store.open(settings.mailbox_url, MailboxBase), clock, settings.clocks)
    rosters, guidelines = Rosters(settings.keys, app.logger.error), Guidelines.load(settings.guidelines)
    guard.install(app, Desk(settings, house, rosters, guidelines))
    errors.install(app)
    app.register_blueprint(door.room)
    app.register_blueprint(reading.room)
    app.register_blueprint(working.room)
    app.register_blueprint(entering.room)
    app.register_blueprint(people.looking)
    app.register_blueprint(people.changing)
    app.register_blueprint(resealing.room)
    app.register_blueprint(texts.room)
    for room in audit.rooms:
        app.register_blueprint(room)
    looking = Store.open(settings.desk_url, DeskBase, guard=audit_guard, read_only=True, role=AUDIT_ROLE)
    exporting = partial(enter_export, store=store, clock=clock)
    audit.install(app, AuditRoom(looking, clock, settings.clocks, settings.keys / "log.pub", exporting))
    app.context_processor(everywhere)
    return app


def everywhere() -> dict[str, Any]:
    """What every template may name."""
    who, settings = guest(), guard.desk().settings
    clocks = settings.clocks
    return {
        "community": settings.community,
        "form_origin": settings.form_origin,
        "kept": (clocks.keep_action_months, clocks.keep_no_action_months, clocks.keep_out_of_scope_days),
        "me": who.person if who else None,
    }
