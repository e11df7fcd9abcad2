"""What the form asks and offers, in the words of the page: the values are stored, the labels are only shown.

Values are those that every sealed report ever made holds, so a value is never renamed; labels may be.
"""

from typing import NamedTuple

LONG = 50_000
TEXT = 10_000
SHORT = 2_000
"""Characters that fit into what happened, into other texts, into ways to reach somebody."""


class Option(NamedTuple):
    """One answer: what is stored, what is shown, what may need saying beside it; of a choice of readers, their keys."""

    value: str
    label: str
    note: str = ""
    readers: str = ""


NOT_SAID = Option("", "I would rather not say")

RISK = (
    Option("danger", "Someone is in danger", "Nobody is told at once. To ask for that, see “If it cannot wait”."),
    Option("ongoing", "It is still going on"),
    Option("no", "No"),
    Option("unsure", "I am not sure"),
)
TELL_TODAY = (
    Option(
        "yes",
        "Tell the readers today",
        "Without this they look within some days. With this a mail may go to them at once. Whoever carries our mail can"
        " then see when it went and to whom, so they can see when somebody wrote to us, and who reads it.",
    ),
)
KIND = (
    Option("disrespect", "Disrespect", "hateful, indecent or untrue words, or making someone feel bad"),
    Option("harassment", "Harassment", "someone does not stop, or goes too far"),
    Option("privacy", "Privacy", "contact details or screenshots passed on"),
    Option("promotion", "Promotion", "selling, or off topic"),
    Option("law", "Law", "threats, abuse, copyright"),
    Option("other", "Something else"),
)
WHERE = (
    NOT_SAID,
    Option("live-event", "At a live event"),
    Option("online-event", "At an online event"),
    Option("forum", "In the forum"),
    Option("private-message", "In private messages"),
    Option("elsewhere", "Somewhere else"),
)
WHEN = (
    NOT_SAID,
    Option("days", "In the last days"),
    Option("week", "About a week ago"),
    Option("month", "About a month ago"),
    Option("earlier", "Earlier"),
    Option("unsure", "I am not sure"),
)
INVOLVEMENT = (
    Option("me", "Yes, to me"),
    Option("saw", "I saw or read it"),
    Option("told", "Someone told me"),
    Option("behalf", "I write for someone who asked me to"),
    NOT_SAID,
)
EXPOSURE = (Option("yes", "Yes"), Option("maybe", "Maybe"), Option("no", "No"), NOT_SAID)
ACT_WITHOUT_ME = (Option("ask-first", "No, ask me first"), Option("yes", "Yes, you may act"))
QUOTE_ME = (Option("no", "No"), Option("yes", "Yes"))

FILES_AS = (
    Option(
        "clean",
        "Clean them",
        "We take out what they tell about you: where and when a photo was taken, the camera, names, earlier versions."
        " What can be seen or heard stays. What we cannot clean is not sent, and we tell you so.",
    ),
    Option(
        "as-is",
        "Seal them as they are",
        "We change nothing and look at nothing. The readers get all that is hidden in them, and it may say who you"
        " are.",
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
