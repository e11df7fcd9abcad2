"""What can come between a reporter and a stored report, each with its status and its words.

Every one of them leads to the same page with all that was typed, so each says first that nothing is lost.
"""

from reporting.form.dates import number
from reporting.form.languages import Sentence, gettext, ngettext
from reporting.form.languages import Sentence as _


class Problem:
    """An HTTP status, and what the page says at its top."""

    def __init__(self, status: int, title: Sentence, *text: Sentence | str) -> None:
        self.status = status
        self._title, self._text = title, text

    @property
    def title(self) -> str:
        return str(self._title)

    @property
    def text(self) -> str:
        return " ".join(map(str, self._text))


KEPT = _("Nothing was stored yet, and all you wrote is still here.")

LOOK_AGAIN = Problem(400, _("Please look at this again"), KEPT, _("Something needs another look:"))
OLD_PAGE = Problem(
    400,
    _("Please send it once more"),
    KEPT,
    _(
        "The page had grown old, or the people who read may have changed. Look once more at who should read it, then"
        " press “Seal and send”."
    ),
)
SENT_BEFORE = Problem(
    409,
    _("Please send it once more"),
    KEPT,
    _("A report was sent from this page before. If this is another one, press “Seal and send” again."),
)
DAMAGED = Problem(
    400,
    _("Some letters reached us damaged"),
    KEPT,
    _("Letters such as é or 漢 may look wrong below. Please put them right, then press “Seal and send”."),
)
HIDDEN_FIELD = Problem(
    400,
    _("Please send it once more"),
    KEPT,
    _(
        "A field that people do not see was filled in, perhaps by your browser. We have emptied it. Press “Seal and"
        " send” again."
    ),
)
NO_RECEIPT = Problem(
    400,
    _("Please send it once more"),
    KEPT,
    _("A part of the page did not come back to us, so we made it anew. Press “Seal and send” again."),
)
UNAVAILABLE = Problem(
    503,
    _("We could not store it just now"),
    _(
        "We do not know of any report stored. All you wrote is still here. Please wait a minute and press “Seal and"
        " send” again. If the first one did reach us, it will not be there twice."
    ),
)
NO_ROOM = Problem(
    503,
    _("We cannot take it just now"),
    KEPT,
    _(
        "Very many reports are arriving, most of them sent by a machine, and the room that we keep for such a time is"
        " full. Please press “Seal and send” again in a few minutes. If it cannot wait, choose another way to tell us,"
        " and copy what you wrote first."
    ),
)
SENT_FROM_HERE = _("You have sent a report from this page before")
CONTACT_STAYS = _(
    "If you add it, the way to reach you stays the one of your first report: what you wrote there now is not sent. If"
    " the readers should have it, write it under “What happened?”. Whoever reads your message then sees it at once."
)
NOT_TODAY = _(
    "If you add it, no mail tells the readers today: they find it when they next look. If it cannot wait, send it as a"
    " new report."
)
CANNOT_ADD = Problem(
    409,
    SENT_FROM_HERE,
    _(
        "That report is safe. Now the words are different, so we have stored nothing new yet. You can send these as a"
        " new report, with twelve words of its own."
    ),
)
GONE = Problem(
    409,
    _("You have taken this report back"),
    _(
        "What you sent from this page before was taken back, or it is erased. We have stored nothing new yet, and all"
        " you wrote is still here. You can send it as a new report, with twelve words of its own."
    ),
)


def other_words(readers: str) -> Problem:
    """A report went from this page before; `readers` names those who read it by now."""
    if not readers:
        return CANNOT_ADD
    text = gettext(
        "That report is safe. Now the words are different, so we have stored nothing new yet. You can add them to the"
        " first report, for those who read it: %(readers)s. Or you can send them as a new report, to those chosen"
        " below, with twelve words of its own.",
        readers=readers,
    )
    return Problem(409, SENT_FROM_HERE, text)


def wait(seconds: int) -> Problem:
    """Many reports arrive: this one is taken in so many seconds."""
    if seconds >= 60:
        then = gettext("Please wait a minute, then press “Seal and send”.")
    else:
        then = ngettext(
            "Please wait one second, then press “Seal and send”.",
            "Please wait %(num)s seconds, then press “Seal and send”.",
            seconds,
        )
    return Problem(
        429,
        _("Please wait a little, then send it again"),
        KEPT,
        _("Many reports are arriving at once, so each has to wait a little, whoever sends it."),
        then,
    )


OTHER_READERS = Problem(
    409,
    _("The people who read have changed"),
    KEPT,
    _(
        "What your browser had sealed was for others, so we did not take it. Below you see who reads now. Look once"
        " more at who should read it, then press “Seal and send”."
    ),
)
NOT_SEALED = Problem(
    400,
    _("What reached us was not sealed as it should be"),
    KEPT,
    _("Perhaps something on the way has changed it. Please press “Seal and send” again."),
)
CLOSED = Problem(
    503,
    _("This page is closed just now"),
    KEPT,
    _(
        "The people who read are changing their keys, so nothing can be sealed. Please come back later, or choose"
        " another way. Copy what you wrote if you want to keep it."
    ),
)
NOTHING_NEW = _("We have stored nothing new, and all you wrote is still here.")
FILES_BUSY = Problem(
    503,
    _("Please send it once more in a minute"),
    NOTHING_NEW,
    _(
        "Other people’s files are being looked through just now. Wait a minute, choose your files again, then press"
        " “Seal and send”. Or send your words now, without files."
    ),
)
SEALED_BUSY = Problem(
    503,
    _("Please send it once more in a minute"),
    KEPT,
    _("Many files are arriving just now. Nothing was stored. Wait a minute, then press “Seal and send”."),
)
FILES_BROKEN = Problem(
    503,
    _("We cannot look through files just now"),
    NOTHING_NEW,
    _("You can send your words now, without files. The files can come another day, with a message or a second report."),
)
OTHER_FILES = Problem(
    409,
    SENT_FROM_HERE,
    _(
        "That report is safe. Your words are the same, but the files are others, so we have stored nothing new. You"
        " can send it all as a new report, with twelve words of its own: choose your files again first."
    ),
)

MESSAGE_EMPTY = Problem(
    400, _("There is nothing written yet"), _("Nothing was sent. Write a few words, then send them.")
)
MESSAGE_AGAIN = Problem(
    409,
    _("Please send it once more"),
    KEPT,
    _("Something was sent from this page before. If this is more, press “Seal and send” again."),
)
MESSAGE_OLD_PAGE = Problem(
    409,
    _("Please send it once more"),
    KEPT,
    _(
        "The page had grown old, or the people who read may have changed. Below you see who reads now. If that is"
        " right, press “Seal and send” again."
    ),
)
MESSAGE_GONE = Problem(
    409,
    _("Nothing can be added to this report"),
    KEPT,
    _(
        "The report was taken back, or it is erased, so nobody would read this. You can copy it and send it as a new"
        " report from our first page."
    ),
)
NOBODY_READS = Problem(
    409,
    _("Nobody who could read this is there any more"),
    KEPT,
    _(
        "The people whom you chose have left, and we seal to nobody else. You can copy it and send it as a new report"
        " from our first page."
    ),
)


def message_too_long(length: int, limit: int) -> Problem:
    """A message of so many characters does not fit."""
    text = gettext(
        "It has %(length)s characters, and %(limit)s fit. Please shorten it.",
        length=number(length),
        limit=number(limit),
    )
    return Problem(400, _("This is longer than we can take"), KEPT, text)
