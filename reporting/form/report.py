"""The report: the empty page, the same page again with every word in it, and the twelve words."""

from flask import Blueprint, Response, g, render_template, request

from reporting import abuse, intake
from reporting.db import StoreUnavailable
from reporting.form import problems
from reporting.form.arrival import Arrival, read
from reporting.form.forms import HONEYPOT, ReportForm, fresh_entropy
from reporting.form.problems import Problem
from reporting.form.room import here, together
from reporting.form.wire import same_for_everybody

report = Blueprint("report", __name__)


@report.get("/")
def empty() -> Response:
    room = here()
    if room.roster is None:
        return same_for_everybody(render_template("form/closed.html"))
    return same_for_everybody(page(room.report_form()))


@report.post("/")
def send() -> str | tuple[str, int]:
    room = here()
    arrived = read(request)
    if room.roster is None:
        return closed(arrived), 503
    form = g.written = room.report_form(arrived.fields)
    if arrived.fields.get("new_entropy"):
        form.receipt_entropy.data = arrived.fields["new_entropy"]
    problem = first_look(form, arrived)
    if problem is not None:
        return again(form, problem), problem.status
    as_message = arrived.fields.get("as_message") == "yes"
    try:
        accepted = intake.submit(
            written(form, as_message=as_message),
            mailbox=room.mailbox,
            roster=room.roster,
            clock=room.clock,
            token=form.csrf.spent,
        )
    except intake.OtherWords as other:
        problem = problems.OTHER_WORDS if other.can_add else problems.CANNOT_ADD
        return again(form, problem, can_add=other.can_add), problem.status
    except (abuse.TokenRefused, intake.TakenReportId, StoreUnavailable) as refused:
        problem = meaning(refused)
        return again(form, problem), problem.status
    return confirmation(form, accepted)
