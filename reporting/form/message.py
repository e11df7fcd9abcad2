"""`POST /receipt/message`: writing to the readers again, with the twelve words and without JavaScript.

Whatever is wrong, the same page comes again with the message and the words in it.
"""

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict

from reporting import abuse, intake
from reporting.db import StoreUnavailable
from reporting.form import problems
from reporting.form import receipt as coming_back
from reporting.form.arrival import read
from reporting.form.holder import Holder
from reporting.form.problems import Problem
from reporting.form.questions import LONG
from reporting.form.report import meaning
from reporting.form.room import here
from reporting.mailbox.receipt import Receipt, ReceiptError

writing_again = Blueprint("message", __name__)


@writing_again.post("/receipt/message")
def send() -> str | tuple[str, int]:
    arrived = read(request)
    fields = arrived.fields
    problem = problems.DAMAGED if arrived.damaged else fault(fields.get("text", ""))
    try:
        receipt = Receipt.from_words(fields.get("words", ""))
    except ReceiptError as error:
        return again(fields, coming_back.meaning(error))
    return again(fields, problem) if problem else add(receipt, fields)


def fault(text: str) -> Problem | None:
    """What is wrong with the message itself."""
    if not text.strip():
        return problems.MESSAGE_EMPTY
    return problems.message_too_long(len(text), LONG) if len(text) > LONG else None


def add(receipt: Receipt, fields: MultiDict[str, str]) -> str | tuple[str, int]:
    room = here()
    if room.roster is None:
        return again(fields, problems.CLOSED)

    def admitted() -> abuse.SpentToken:
        token = room.tokens.check(fields.get("token", ""), coming_back.MESSAGE_PAGE)
        return room.door.admit(token, abuse.Shown(fields.get("ripening", "")))

    try:
        known = intake.write_again(
            receipt,
            fields.get("text", ""),
            mailbox=room.mailbox,
            roster=room.roster,
            clock=room.clock,
            check_token=admitted,
        )
        standing = intake.look_up(receipt.locator_hash, mailbox=room.mailbox, clocks=room.settings.clocks)
    except abuse.PleaseWait as wait:
        return again(fields, problems.wait(wait.seconds), ripening=wait.ripening)
    except intake.Gone:
        return again(fields, problems.MESSAGE_GONE)
    except intake.NobodyReads:
        return again(fields, problems.NOBODY_READS)
    except abuse.TokenRefused:
        return again(fields, problems.MESSAGE_AGAIN)
    except (abuse.TrayFull, StoreUnavailable) as refused:
        return again(fields, meaning(refused))
    if known is None or standing is None:
        return again(fields, coming_back.UNKNOWN)
    return coming_back.show(standing, Holder(receipt.locator_hash, receipt), added=True)


def again(fields: MultiDict[str, str], problem: Problem, *, ripening: str = "") -> tuple[str, int]:
    page = render_template(
        "form/message.html",
        problem=problem,
        text=fields.get("text", ""),
        words=fields.get("words", ""),
        token=here().tokens.issue(coming_back.MESSAGE_PAGE),
        ripening=ripening,
    )
    return page, problem.status
