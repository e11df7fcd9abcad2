"""`POST /sealed`: a report that the reporter's own browser has sealed. Answers are JSON; none repeats what was sent.

A refusal says what the page has to say and brings what it needs to go on: a fresh token always, the readers of today
when the list was another one, whether other words can be added to the first report, a proof of work in a flood.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, request
from werkzeug.exceptions import BadRequest

from reporting import abuse, intake
from reporting.db import StoreUnavailable
from reporting.form import frame, problems, seal_number
from reporting.form.dates import long_date, plain_date
from reporting.form.forms import HONEYPOT
from reporting.form.languages import spoken
from reporting.form.problems import Problem
from reporting.form.report import MEANINGS, OF_MESSAGES, meaning
from reporting.form.room import Room, here, offers, together
from reporting.form.uploads import NoRoom
from reporting.roster import Roster, UnknownReaders

sealed = Blueprint("sealed", __name__)

Answer = tuple[dict[str, Any], int]
BODY, WITH_FILES = 4 * 2**20, 80 * 2**20
"""Bytes of a body of words; and of one with files, each padded and sealed."""


@sealed.post("/sealed")
def receive() -> Answer:
    room = here()
    size = request.content_length or 0
    request.max_content_length = BODY if size <= BODY else WITH_FILES
    if size <= BODY:
        return take(room)
    with room.uploads.counted(request.environ["wsgi.input"]) as body:
        request.environ["wsgi.input"] = body
        try:
            return take(room)
        except NoRoom:
            return refused(problems.SEALED_BUSY)


def take(room: Room) -> Answer:
    if room.roster is None:
        return refused(problems.CLOSED)
    try:
        fields, parts = frame.read(request)
        if fields.get(HONEYPOT):
            return refused(problems.HIDDEN_FIELD)
        sent = intake.Sealed.parse(fields, parts)
        accepted = intake.submit_sealed(
            sent,
            mailbox=room.mailbox,
            roster=room.roster,
            clock=room.clock,
            clocks=room.settings.clocks,
            check_token=partial(admitted, fields),
        )
    except (intake.NotSealed, BadRequest):
        return refused(problems.NOT_SEALED)
    except (intake.StaleRecipients, UnknownReaders):
        return refused(problems.OTHER_READERS, **readers_now(room.roster))
    except intake.OtherWords as other:
        problem = problems.other_words(together(other.readers))
        keys = [person.fingerprint for person in other.readers]
        left_out = {"contact": str(problems.CONTACT_STAYS), "tell_today": str(problems.NOT_TODAY)}
        return refused(problem, first=keys, left_out=left_out if other.can_add else {}, **next_place(sent, room))
    except intake.Gone:
        return refused(problems.GONE, first=[])
    except intake.OtherFiles:
        return refused(problems.OTHER_FILES, first=[])
    except intake.OtherNumber:
        return refused(problems.UNAVAILABLE, **next_place(sent, room))
    except intake.TakenReportId:
        return refused(problems.OLD_PAGE, taken=True)
    except abuse.PleaseWait as wait:
        return refused(problems.wait(wait.seconds), ripening=wait.ripening, challenge=room.door.challenge())
    except (abuse.TokenRefused, abuse.TrayFull, StoreUnavailable) as error:
        return refused(meaning(error, OF_MESSAGES if sent.is_message else MEANINGS))
    return confirmed(accepted), 201


def next_place(sent: intake.Sealed, room: Room) -> dict[str, int]:
    return intake.next_place(sent, room.mailbox)._asdict()


def admitted(fields: Mapping[str, str]) -> abuse.SpentToken:
    """The same token as in the page that is sent without JavaScript, and what a flood asks for beside it.

    Raises TokenRefused, PleaseWait.
    """
    room = here()
    token = room.tokens.check(fields.get("token", ""), page_said())
    return room.door.admit(token, abuse.Shown(fields.get("ripening", ""), fields.get("work", "")))


def page_said() -> str:
    """What a token holds for: a page that named these readers."""
    roster = here().roster
    return roster.recipients_hash() if roster else ""


def refused(problem: Problem, **more: Any) -> Answer:
    said = {"title": problem.title, "text": problem.text, "token": here().tokens.issue(page_said())}
    return said | more, problem.status


def readers_now(roster: Roster) -> dict[str, Any]:
    """Who reads today, as the page shows it."""
    return {
        "recipients": roster.recipients_hash(),
        "choices": [one._asdict() for one in offers(roster, spoken())],
        "people": [{"name": one.name, "about": one.about, "short": one.short} for one in roster.reviewers],
    }


def confirmed(accepted: intake.Accepted) -> dict[str, Any]:
    """What the confirmation needs and the browser does not know."""
    return {
        "readers": together(accepted.readers),
        "openers": together(accepted.readers, style="or"),
        "acknowledge": day(accepted.acknowledge_by),
        "feedback": day(accepted.feedback_by),
        "message": accepted.message,
        "number": seal_number.of(accepted.report_hash),
    }


def day(on: date) -> dict[str, Any]:
    return {"iso": on.isoformat(), "number": on.day, "long": long_date(on), "plain": plain_date(on)}
