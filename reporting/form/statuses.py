"""Where a report stands, in the words that its writer reads."""

from typing import NamedTuple

from reporting.form.languages import Sentence
from reporting.form.languages import Sentence as _


class InWords(NamedTuple):
    """A status as a title and one or two sentences."""

    title: Sentence
    text: Sentence


STATUSES = {
    "received": InWords(
        _("It is here, and not yet read"), _("Your report is stored and sealed. The readers will open it.")
    ),
    "set-aside": InWords(
        _("It is here, and not yet read"),
        _(
            "Your report is stored and sealed. It came while a flood of others was arriving, so it lies on a pile of"
            " its own, which the readers see apart. If this still stands here in a week, please send it again, or tell"
            " us in another way. What nobody has taken from the pile after 30 days is erased."
        ),
    ),
    "unread": InWords(
        _("It is erased, and nobody has read it"),
        _(
            "It came while a flood of others was arriving, and nobody took it from the pile in 30 days. If you still"
            " want us to know, please send it again, or tell us in another way."
        ),
    ),
    "acknowledged": InWords(_("One of us has read it"), _("Thank you again. The readers are looking at what to do.")),
    "assessing": InWords(
        _("The readers are looking at it"), _("They are finding out what it means and what could be done.")
    ),
    "addressing": InWords(_("Something is being done"), _("The readers have decided what to do, and it is under way.")),
    "waiting": InWords(_("The readers wait for something"), _("They need to know more before they can go on.")),
    "concluded": InWords(_("It is settled"), _("The readers have come to an end with it.")),
    "reconsidering": InWords(_("It is being looked at again"), _("Other people are looking at what was decided.")),
    "held": InWords(_("It is kept for now"), _("The law asks us to keep it until something else is settled.")),
    "withdrawn": InWords(_("You took it back"), _("Nobody works on it any more.")),
    "erased": InWords(_("It is erased"), _("What you sent is gone from our store, as promised.")),
}
OTHERWISE = InWords(_("It is here"), _("Your report is stored and sealed."))


def in_words(status: str) -> InWords:
    return STATUSES.get(status, OTHERWISE)
