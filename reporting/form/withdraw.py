"""Taking a report back: a page that says what happens and asks once more, then the page that says where it stands."""

from flask import Blueprint, render_template, request

from reporting import abuse, intake
from reporting.db import StoreUnavailable
from reporting.form import receipt as coming_back
from reporting.form.arrival import read
from reporting.form.holder import Holder
from reporting.form.languages import Sentence as _
from reporting.form.problems import Problem
from reporting.form.room import here
from reporting.mailbox.receipt import ReceiptError

taking_back = Blueprint("withdraw", __name__)

PAGE = "withdraw"
"""What the token is bound to: one of a report's page takes nothing back."""
ONCE_MORE = Problem(
    400,
    _("Please press the button once more"),
    _("The page had grown old. Nothing has happened yet, and nothing is lost."),
)
UNAVAILABLE = Problem(
    503,
    _("We cannot do this just now"),
    _("Please wait a minute and press the button again. Twice does no harm."),
)


@taking_back.post("/receipt/withdraw")
def withdraw() -> str | tuple[str, int]:
    room, fields = here(), read(request).fields
    try:
        holder = Holder.of(fields)
    except ReceiptError as error:
        return retype(coming_back.meaning(error), fields.get("words", ""))
    if fields.get("sure") != "yes":
        return ask(holder)
    try:
        standing = intake.withdraw(
            holder.locator_hash,
            mailbox=room.mailbox,
            clock=room.clock,
            clocks=room.settings.clocks,
            check_token=lambda: room.tokens.check(fields.get("token", ""), PAGE),
        )
    except abuse.TokenRefused:
        return ask(holder, ONCE_MORE), ONCE_MORE.status
    except StoreUnavailable:
        return ask(holder, UNAVAILABLE), UNAVAILABLE.status
    if standing is None:
        return retype(coming_back.UNKNOWN, typed(holder))
    return coming_back.show(standing, holder)


def ask(holder: Holder, problem: Problem | None = None) -> str:
    """The same for every twelve words, known or not: it tells nothing of whether there is a report."""
    token = here().tokens.issue(PAGE)
    return render_template("form/withdraw.html", words=typed(holder), token=token, problem=problem)


def typed(holder: Holder) -> str:
    """The words, where they came here at all."""
    return " ".join(holder.receipt.words) if holder.receipt else ""


def retype(problem: Problem, words: str) -> tuple[str, int]:
    return coming_back.page(words, problem), problem.status
