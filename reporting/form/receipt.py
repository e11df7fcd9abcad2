"""Coming back: the twelve words, and where things stand. The words are never part of an address.

With JavaScript the browser finds the report by its locator and opens the answers itself; the words stay with it.
"""

from base64 import b64encode

from flask import Blueprint, Response, render_template, request

from reporting import intake
from reporting.db import StoreUnavailable
from reporting.form import seal_number, told
from reporting.form.arrival import read
from reporting.form.forms import MessageForm, ReceiptForm
from reporting.form.holder import Holder
from reporting.form.languages import Sentence as _
from reporting.form.languages import gettext
from reporting.form.problems import MESSAGE_GONE, Problem
from reporting.form.readers import page_naming, readers_of
from reporting.form.room import here
from reporting.form.sealed import page_said
from reporting.form.statuses import in_words
from reporting.form.wire import data_address, same_for_everybody
from reporting.mailbox.receipt import NotOnTheList, ReceiptError, WrongNumberOfWords

coming_back = Blueprint("receipt", __name__)

TITLE = _("Please look at the words again")
WRONG_CHECKSUM = Problem(
    400,
    TITLE,
    _(
        "Each word is on our list, but these twelve do not belong together. Often two of them have changed places, or"
        " one was read as another."
    ),
)
UNKNOWN = Problem(
    404,
    _("We know no report under these words"),
    _(
        "The words fit together, but nothing is stored under them here. Perhaps they belong to another place, or the"
        " report was not sent."
    ),
)
UNAVAILABLE = Problem(
    503, _("We cannot look just now"), _("Your words are still here. Please wait a minute and try again.")
)


@coming_back.get("/receipt")
def ask() -> Response:
    return same_for_everybody(page(""))


@coming_back.post("/receipt")
def look_up() -> str | tuple[str, int]:
    room, fields = here(), read(request).fields
    try:
        holder = Holder.of(fields)
        standing = intake.look_up(holder.locator_hash, mailbox=room.mailbox, clocks=room.settings.clocks)
    except ReceiptError as error:
        problem = meaning(error)
    except StoreUnavailable:
        problem = UNAVAILABLE
    else:
        if standing is not None:
            return show(standing, holder)
        if holder.receipt:
            intake.read_replies(holder.receipt, "", ())  # opens nothing, in the time that a right receipt takes
        problem = UNKNOWN
    return page(fields.get("words", ""), problem), problem.status


def page(words: str, problem: Problem | None = None) -> str:
    """The page that asks for the words, with those that were typed."""
    return render_template(
        "form/receipt.html",
        form=ReceiptForm(formdata=None, words=words),
        problem=problem,
        words_title=TITLE,
        gone=MESSAGE_GONE,
        wrong_checksum=WRONG_CHECKSUM.text,
    )


def show(standing: intake.Standing, holder: Holder, *, added: intake.Files | None = None) -> str:
    """Where it stands, and the thread: opened here for typed words, sealed where the browser opens it."""
    is_erased = standing.status == "erased"
    receipt, readers = holder.receipt, readers_of(standing)
    return render_template(
        "form/standing.html",
        standing=standing,
        status=in_words("withdrawn" if standing.is_hidden and not is_erased else standing.status),
        is_late=here().clock.today() > standing.logged_from,
        seal_number=standing.proven and seal_number.in_proof(standing.proven.proof),
        saved=standing.proven and data_address(standing.proven.proof),
        is_erased=is_erased,
        by_locator=receipt is None,
        thread=intake.read_replies(receipt, standing.report_id, standing.replies) if receipt else (),
        sealed=[(one.number, b64encode(one.sealed).decode()) for one in standing.replies] if not receipt else (),
        readers=readers,
        token=here().tokens.issue(page_naming(readers.people if readers else ()) if receipt else page_said()),
        recipients=page_said(),
        added=added,
        summary=told.summary,
        lines=told.lines,
        form=MessageForm(formdata=None),
        text="",
    )


def meaning(error: ReceiptError) -> Problem:
    """What is wrong with the typed words, as helpfully as we can without guessing."""
    match error:
        case NotOnTheList():
            said = gettext("Word %(place)s, “%(word)s”, is not on our list.", place=error.place, word=error.word)
            return Problem(400, TITLE, said)
        case WrongNumberOfWords():
            return Problem(400, TITLE, gettext("There should be twelve words. We count %(found)s.", found=error.found))
        case _:
            return WRONG_CHECKSUM
