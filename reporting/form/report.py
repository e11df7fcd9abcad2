"""The report: the empty page, the same page again with every word in it, and the twelve words."""

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, Response, g, render_template, request

from reporting import abuse, intake
from reporting.db import StoreUnavailable
from reporting.form import problems, seal_number, told
from reporting.form.arrival import Arrival, read
from reporting.form.forms import HONEYPOT, ReportForm, fresh_entropy
from reporting.form.languages import Sentence, gettext
from reporting.form.problems import Problem
from reporting.form.readers import page_offering
from reporting.form.room import here, together
from reporting.form.wire import same_for_everybody
from reporting.roster import Person, UnknownReaders

reporting = Blueprint("report", __name__)

MEANINGS: dict[type[Exception], Problem] = {
    StoreUnavailable: problems.UNAVAILABLE,
    UnknownReaders: problems.LOOK_AGAIN,
    abuse.SpentAlready: problems.SENT_BEFORE,
    abuse.TrayFull: problems.NO_ROOM,
    intake.CleanerBusy: problems.FILES_BUSY,
    intake.CleanerBroken: problems.FILES_BROKEN,
}
OF_MESSAGES: dict[type[Exception], Problem] = MEANINGS | {
    intake.Gone: problems.MESSAGE_GONE,
    intake.NobodyReads: problems.NOBODY_READS,
    abuse.SpentAlready: problems.MESSAGE_AGAIN,
    abuse.BadToken: problems.MESSAGE_OLD_PAGE,
    abuse.StaleToken: problems.MESSAGE_OLD_PAGE,
    intake.StaleRecipients: problems.MESSAGE_OLD_PAGE,
}
"""Who writes again has chosen the readers already, so these ask to choose nobody."""
REFUSALS: tuple[type[Exception], ...] = (*MEANINGS, abuse.TokenRefused, intake.TakenReportId)


@reporting.get("/")
def empty() -> Response:
    room = here()
    if room.roster is None:
        return same_for_everybody(render_template("form/closed.html"))
    return same_for_everybody(page(room.report_form()))


@reporting.post("/")
def send() -> str | tuple[str, int]:
    with here().uploads.shelf() as shelf:
        return take(read(request, shelf))


def take(arrived: Arrival) -> str | tuple[str, int]:
    """Words and files of one post, whatever they are, become a page."""
    room = here()
    if room.roster is None:
        return closed(arrived), 503
    form = room.report_form(arrived.fields)
    g.way_back = partial(page, form)
    form.files.bring(arrived.files)
    if arrived.fields.get("new_entropy"):
        form.receipt_entropy.data, form.as_message.data = arrived.fields["new_entropy"], ""
    problem = first_look(form, arrived)
    if problem is not None:
        return again(form, problem)
    try:
        accepted = intake.submit(
            written(form, arrived.files.data),
            mailbox=room.mailbox,
            roster=room.roster,
            clock=room.clock,
            clocks=room.settings.clocks,
            check_token=lambda: room.door.admit(form.csrf.spend(), form.shown),
            were_named=partial(named, form),
            cleaning=room.uploads.turn,
        )
    except abuse.PleaseWait as wait:
        form.ripening.data = wait.ripening
        return again(form, problems.wait(wait.seconds))
    except intake.OtherWords as other:
        return again(form, problems.other_words(together(other.readers)), can_add=other.can_add, first=other.readers)
    except intake.Gone:
        return again(form, problems.GONE, can_add=False)
    except intake.OtherFiles:
        return again(form, problems.OTHER_FILES, can_add=False)
    except REFUSALS as refused:
        problem = meaning(refused)
        if problem is problems.SENT_BEFORE:
            form.ripening.data = ""  # it may be what was used: sent again, it never works
        return again(form, problem)
    return confirmation(form, accepted)


def named(form: ReportForm, people: Sequence[Person]) -> bool:
    """Whether the page that offered to add the words named these readers of the first report, and nobody else."""
    try:
        here().tokens.check(form.first_readers.data or "", page_offering(people, form.readers.came))
    except abuse.TokenRefused:
        return False
    return True


def first_look(form: ReportForm, arrived: Arrival) -> Problem | None:
    """What we can tell without the mailbox. Whatever is wrong is said at once, not one after the other."""
    sound = form.validate()
    if arrived.damaged:
        return problems.DAMAGED
    if form[HONEYPOT].data and form.told.data != "yes":
        form.told.data = "yes"
        return problems.HIDDEN_FIELD
    if arrived.files.crowded:
        return problems.FILES_BUSY
    if form.entropy is None:
        form.receipt_entropy.data = fresh_entropy()
        return problems.NO_RECEIPT if sound or not form.wrong else problems.LOOK_AGAIN
    if form.wrong == [form.readers] and form.readers.came and not form.readers.several:
        return None  # who reads may have changed since this report was stored: whether it was, the mailbox knows
    return problems.LOOK_AGAIN if form.wrong else None


def written(form: ReportForm, files: Sequence[bytes]) -> intake.Written:
    """The parsed report, on its way into the seal."""
    rules = here().rules_of_page(form.guidelines.data or "")
    return intake.Written(
        readers=form.readers.came,
        answers=form.answers(),
        contact=form.contact.data,
        entropy=form.entropy or b"",
        guidelines=rules.day.isoformat() if rules else "",
        as_message=form.adds,
        uploads=form.uploads(files),
    )


def page(
    form: ReportForm,
    problem: Problem | None = None,
    *,
    can_add: bool | None = None,
    first: Sequence[Person] = (),
) -> str:
    """The form, with all that was typed. `can_add` is None unless other words came under a receipt that we know;
    `first` are the readers of its report, whom the problem names. Who has chosen to add them need not choose again,
    unless those readers are others by now."""
    room = here()
    if can_add is not None:
        offer = room.tokens.issue(page_offering(first, form.readers.came)) if can_add else ""
        form.as_message.data, form.first_readers.data = "", offer
    return render_template(
        "form/form.html",
        form=form,
        roster=room.roster,
        readers_changed_on=room.readers_changed_on,
        guidelines=room.rules_of_page(form.guidelines.data or ""),
        problem=problem,
        can_add=can_add,
        left_out=left_out(form) if can_add or form.adds else (),
        new_entropy=fresh_entropy() if can_add is not None or form.adds else "",
    )


def left_out(form: ReportForm) -> list[Sentence]:
    """What does not go along, if it is added to the first report: said before it is sent."""
    told = {problems.CONTACT_STAYS: form.contact.data, problems.NOT_TODAY: form.tell_today.data}
    return [sentence for sentence, filled in told.items() if filled]


def again(
    form: ReportForm, problem: Problem, *, can_add: bool | None = None, first: Sequence[Person] = ()
) -> tuple[str, int]:
    return page(form, problem, can_add=can_add, first=first), problem.status


def meaning(refused: Exception, meanings: Mapping[type[Exception], Problem] = MEANINGS) -> Problem:
    """The problem that an exception of the rooms below stands for."""
    return next((problem for kind, problem in meanings.items() if isinstance(refused, kind)), problems.OLD_PAGE)


def confirmation(form: ReportForm, accepted: intake.Accepted) -> str:
    return render_template(
        "form/confirmation.html",
        accepted=accepted,
        readers=together(accepted.readers) or gettext("the people whom you chose"),
        openers=together(accepted.readers, style="or") or gettext("One of them"),
        summary=told.summary,
        lines=told.lines,
        stayed=form.stayed,
        seal_number=seal_number.of(accepted.report_hash),
        ask_first=form.act_without_me.data != "yes",
    )


def closed(arrived: Arrival) -> str:
    """Before the first roster is signed: nothing can be sealed, and every word goes back to whoever wrote it."""
    form = here().report_form(arrived.fields)
    words = [(field.label.text, field.data) for field in form.texts() if field.data]
    return render_template("form/closed.html", words=words)
