"""What the form asks and offers, in the words of the page: the values are stored, the labels are only shown.

Values are those that every sealed report ever made holds, so a value is never renamed; labels may be.
"""

from typing import NamedTuple

from reporting.form.languages import Sentence
from reporting.form.languages import Sentence as _

LONG = 50_000
TEXT = 10_000
SHORT = 2_000
"""Characters that fit into what happened, into other texts, into ways to reach somebody."""


class Option(NamedTuple):
    """One answer: what is stored, what is shown, what may need saying beside it; of a choice of readers, their keys."""

    value: str
    label: Sentence | str
    note: Sentence | str = ""
    readers: str = ""


NOT_SAID = Option("", _("I would rather not say"))

RISK = (
    Option(
        "danger",
        _("Someone is in danger"),
        _(
            "Nobody is told at once. To ask for that, see “If it cannot wait”. Once a reader has seen this answer,"
            " whoever runs this server can see that it is urgent."
        ),
    ),
    Option("ongoing", _("It is still going on")),
    Option("no", _("No")),
    Option("unsure", _("I am not sure")),
)
TELL_TODAY = (
    Option(
        "yes",
        _("Tell the readers today"),
        _(
            "Without this they look within some days. With this a mail may go to them at once. Whoever carries our mail"
            " can then see when it went and to whom, so they can see when somebody wrote to us, and who reads it."
        ),
    ),
)
KIND = (
    Option("disrespect", _("Disrespect"), _("hateful, indecent or untrue words, or making someone feel bad")),
    Option("harassment", _("Harassment"), _("someone does not stop, or goes too far")),
    Option("privacy", _("Privacy"), _("contact details or screenshots passed on")),
    Option("promotion", _("Promotion"), _("selling, or off topic")),
    Option("law", _("Law"), _("threats, abuse, copyright")),
    Option("other", _("Something else")),
)
WHERE = (
    NOT_SAID,
    Option("live-event", _("At a live event")),
    Option("online-event", _("At an online event")),
    Option("forum", _("In the forum")),
    Option("private-message", _("In private messages")),
    Option("elsewhere", _("Somewhere else")),
)
WHEN = (
    NOT_SAID,
    Option("days", _("In the last days")),
    Option("week", _("About a week ago")),
    Option("month", _("About a month ago")),
    Option("earlier", _("Earlier")),
    Option("unsure", _("I am not sure")),
)
INVOLVEMENT = (
    Option("me", _("Yes, to me")),
    Option("saw", _("I saw or read it")),
    Option("told", _("Someone told me")),
    Option("behalf", _("I write for someone who asked me to")),
    NOT_SAID,
)
EXPOSURE = (Option("yes", _("Yes")), Option("maybe", _("Maybe")), Option("no", _("No")), NOT_SAID)
ACT_WITHOUT_ME = (Option("ask-first", _("No, ask me first")), Option("yes", _("Yes, you may act")))
QUOTE_ME = (Option("no", _("No")), Option("yes", _("Yes")))

FILES_AS = (
    Option(
        "clean",
        _("Clean them"),
        _(
            "We take out what they tell about you: where and when a photo was taken, the camera, names, earlier"
            " versions. What can be seen or heard stays. What we cannot clean is not sent, and we tell you so."
        ),
    ),
    Option(
        "flatten",
        _("Clean them, and make pictures of the pages of PDFs"),
        _(
            "The strongest way for a PDF: what cannot be seen on a page is gone. The text can no longer be searched or"
            " read aloud."
        ),
    ),
    Option(
        "as-is",
        _("Seal them as they are"),
        _(
            "We change nothing and look at nothing. The readers get all that is hidden in them, and it may say who you"
            " are."
        ),
    ),
)

FOLDED = {
    "today": ("tell_today",),
    "about": ("kind", "where", "where_named", "when"),
    "people": ("who", "involvement", "others"),
    "wishes": ("exposure", "limits", "act_without_me", "quote_me"),
    "files": ("files", "files_as"),
    "links": ("links",),
    "before": ("earlier",),
}
"""The groups of the page that are folded away, and the questions in each."""
