"""`POST /receipt/message`: writing to the readers again, with the twelve words and without JavaScript.

Whatever is wrong, the same page comes again with the message and the words in it.
"""

from collections.abc import Sequence

from flask import Blueprint, g, render_template, request
from werkzeug.datastructures import MultiDict

from reporting import abuse, intake
from reporting.form import problems
from reporting.form import receipt as coming_back
from reporting.form.arrival import Arrival, read
from reporting.form.forms import MessageForm
from reporting.form.holder import Holder
from reporting.form.problems import Problem
from reporting.form.questions import LONG
from reporting.form.readers import Readers, page_naming, readers_under
from reporting.form.report import OF_MESSAGES, meaning
from reporting.form.room import here
from reporting.mailbox.receipt import Receipt, ReceiptError

writing_again = Blueprint("message", __name__)


@writing_again.post("/receipt/message")
def send() -> str | tuple[str, int]:
    with here().uploads.shelf() as shelf:
        return take(read(request, shelf))


def take(arrived: Arrival) -> str | tuple[str, int]:
    """Words and files of one post become a page."""
    fields = arrived.fields
    form = MessageForm(formdata=fields)
    form.files.bring(arrived.files)
    g.way_back = lambda problem: again(fields, form, problem)[0]
    problem = fault(form, arrived)
    try:
        receipt = Receipt.from_words(fields.get("words", ""))
    except ReceiptError as error:
        return again(fields, form, coming_back.meaning(error))
    if problem:
        return again(fields, form, problem, readers=readers_under(receipt))
    return add(receipt, fields, form, arrived.files.data)


def fault(form: MessageForm, arrived: Arrival) -> Problem | None:
    """What is wrong with the message itself, and with what it brings."""
    sound, text = form.validate(), arrived.fields.get("text", "")
    if arrived.damaged:
        return problems.DAMAGED
    if not text.strip():
        return problems.MESSAGE_EMPTY
    if len(text) > LONG:
        return problems.message_too_long(len(text), LONG)
    if arrived.files.crowded:
        return problems.FILES_BUSY
    return None if sound else problems.LOOK_AGAIN


def add(
    receipt: Receipt, fields: MultiDict[str, str], form: MessageForm, files: Sequence[bytes]
) -> str | tuple[str, int]:
    room = here()
    if room.roster is None:
        return again(fields, form, problems.CLOSED)

    def admitted() -> abuse.SpentToken:
        readers = readers_under(receipt)
        token = room.tokens.check(fields.get("token", ""), page_naming(readers.people if readers else ()))
        return room.door.admit(token, abuse.Shown(fields.get("ripening", "")))

    try:
        told = intake.write_again(
            receipt,
            fields.get("text", ""),
            mailbox=room.mailbox,
            roster=room.roster,
            clock=room.clock,
            check_token=admitted,
            uploads=[intake.Upload(untrusted, form.way) for untrusted in files],
            cleaning=room.uploads.turn,
        )
        standing = intake.look_up(receipt.locator_hash, mailbox=room.mailbox, clocks=room.settings.clocks)
    except abuse.PleaseWait as wait:
        return again(fields, form, problems.wait(wait.seconds), ripening=wait.ripening, readers=readers_under(receipt))
    except tuple(OF_MESSAGES) as refused:
        return again(fields, form, meaning(refused, OF_MESSAGES), readers=readers_under(receipt))
    if told is None or standing is None:
        return again(fields, form, coming_back.UNKNOWN)
    return coming_back.show(standing, Holder(receipt.locator_hash, receipt), added=told)


def again(
    fields: MultiDict[str, str],
    form: MessageForm,
    problem: Problem,
    *,
    ripening: str = "",
    readers: Readers | None = None,
) -> tuple[str, int]:
    """A page that cannot name the readers hands back the token that came: one of today would let a message pass to
    people of whom its writer was never told."""
    page = render_template(
        "form/message.html",
        problem=problem,
        form=form,
        text=fields.get("text", ""),
        words=fields.get("words", ""),
        readers=readers,
        token=here().tokens.issue(page_naming(readers.people)) if readers else fields.get("token", ""),
        ripening=ripening,
    )
    return page, problem.status
