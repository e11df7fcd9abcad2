"""Where a report stands, in the words that its writer reads."""

from typing import NamedTuple


class InWords(NamedTuple):
    """A status as a title and one or two sentences."""

    title: str
    text: str


STATUSES = {
    "received": InWords("It is here, and not yet read", "Your report is stored and sealed. The readers will open it."),
    "set-aside": InWords(
        "It is here, and not yet read",
        "Your report is stored and sealed. It came while a flood of others was arriving, so it lies on a pile of its"
        " own, which the readers see apart. If this still stands here in a week, please send it again, or tell us in"
        " another way. What nobody has taken from the pile after 30 days is erased.",
    ),
    "unread": InWords(
        "It is erased, and nobody has read it",
        "It came while a flood of others was arriving, and nobody took it from the pile in 30 days. If you still want"
        " us to know, please send it again, or tell us in another way.",
    ),
    "acknowledged": InWords("One of us has read it", "Thank you again. The readers are looking at what to do."),
    "assessing": InWords("The readers are looking at it", "They are finding out what it means and what could be done."),
    "addressing": InWords("Something is being done", "The readers have decided what to do, and it is under way."),
    "waiting": InWords("The readers wait for something", "They need to know more before they can go on."),
    "concluded": InWords("It is settled", "The readers have come to an end with it."),
    "reconsidering": InWords("It is being looked at again", "Other people are looking at what was decided."),
    "held": InWords("It is kept for now", "The law asks us to keep it until something else is settled."),
    "withdrawn": InWords("You took it back", "Nobody works on it any more."),
    "erased": InWords("It is erased", "What you sent is gone from our store, as promised."),
}
OTHERWISE = InWords("It is here", "Your report is stored and sealed.")


def in_words(status: str) -> InWords:
    return STATUSES.get(status, OTHERWISE)
