"""What can come between a reporter and a stored report, each with its status and its words.

Every one of them leads to the same page with all that was typed, so each says first that nothing is lost.
"""

from typing import NamedTuple


class Problem(NamedTuple):
    """An HTTP status, and what the page says at its top."""

    status: int
    title: str
    text: str


KEPT = "Nothing was stored yet, and all you wrote is still here. "

LOOK_AGAIN = Problem(400, "Please look at this again", KEPT + "Something needs another look:")
OLD_PAGE = Problem(
    400,
    "Please send it once more",
    KEPT + "The page had grown old, or the people who read may have changed. Look once more at who should read it, then"
    " press “Seal and send”.",
)
SENT_BEFORE = Problem(
    409,
    "Please send it once more",
    KEPT + "A report was sent from this page before. If this is another one, press “Seal and send” again.",
)
DAMAGED = Problem(
    400,
    "Some letters reached us damaged",
    KEPT + "Letters such as é or 漢 may look wrong below. Please put them right, then press “Seal and send”.",
)
HIDDEN_FIELD = Problem(
    400,
    "Please send it once more",
    KEPT + "A field that people do not see was filled in, perhaps by your browser. We have emptied it. Press “Seal and"
    " send” again.",
)
NO_RECEIPT = Problem(
    400,
    "Please send it once more",
    KEPT + "A part of the page did not come back to us, so we made it anew. Press “Seal and send” again.",
)
UNAVAILABLE = Problem(
    503,
    "We could not store it just now",
    "We do not know of any report stored. All you wrote is still here. Please wait a minute and press “Seal and send”"
    " again. If the first one did reach us, it will not be there twice.",
)
OTHER_WORDS = Problem(
    409,
    "You have sent a report from this page before",
    "That report is safe. Now the words are different, so we have stored nothing new yet. You can add them to the"
    " first report: the same people as before can open them. Or you can send them as a new report, to those chosen"
    " below, with twelve words of its own.",
)
CANNOT_ADD = Problem(
    409,
    "You have sent a report from this page before",
    "That report is safe. Now the words are different, so we have stored nothing new yet. You can send these as a new"
    " report, with twelve words of its own.",
)

NOT_OURS = ("This did not come from our page", "We took nothing and kept nothing. Open the first page and write there.")
TOO_MUCH = (
    "This is more than we can take",
    "We stored nothing. A whole book would fit, so perhaps something was pasted by mistake. Press the Back button and"
    " see whether your browser still has what you wrote. If so, copy it before you do anything else.",
)
BROKEN = (
    "What reached us was not whole",
    "We stored nothing. Press the Back button and see whether your browser still has what you wrote. If so, copy it"
    " before you do anything else, then try again.",
)
NOTHING_HERE = ("There is no such page", "The address may have a slip in it.")
FAILED = ("Something went wrong on our side", "Please wait a minute and try again.")
BY_STATUS = {400: BROKEN, 403: NOT_OURS, 413: TOO_MUCH, 404: NOTHING_HERE, 405: NOTHING_HERE}
