"""What comes out of the cleaner, what was taken away in words a reporter knows, and the reasons to refuse."""

from dataclasses import dataclass
from enum import StrEnum

from reporting.errors import ReportingError


class Kind(StrEnum):
    """A kind of thing that was taken out of a file; the value is what the reporter is told."""

    PLACE = "where it was taken"
    DEVICE = "the camera or device it was made with"
    SERIAL = "a serial number"
    PERSON = "names of people"
    DATE = "dates and times"
    SOFTWARE = "the programs it was made with"
    PREVIEW = "a small picture of an earlier state"
    COMMENT = "comments"
    HISTORY = "earlier versions and tracked changes"
    CUT_OFF = "what was cut off from pictures"
    TITLE = "title and description"
    PATH = "names of files and folders"
    IDENTIFIER = "hidden numbers that tell this file from others"
    SCRIPT = "programs inside the file"
    EMBEDDED = "files inside the file"
    BLANK = "pictures that could not be cleaned and are blank now"
    COLOUR = "the colour profile"
    LETTERS = "the text as text, since pages are pictures now"
    OTHER = "other hidden information"


class CleaningError(ReportingError):
    """This file cannot be cleaned. The message is a sentence for the reporter: what is wrong, and what to do."""


class Unsupported(CleaningError):
    """This kind of file is not taken."""


class MalformedFile(CleaningError):
    """The file is damaged, cut short, or not what it claims to be."""


class Encrypted(CleaningError):
    """The file is locked with a password."""


class TooLarge(CleaningError):
    """The file holds more than can be looked through: pixels, pages, members, seconds."""


class NotProvenClean(CleaningError):
    """After cleaning something is still there that should not be, or may be; so nothing is passed on."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file with nothing in it but what can be seen or heard.

    `media_type` is that of `data`, which may differ from what was handed in: HEIC becomes JPEG, a macro document a
    plain one. `removed` are the kinds found and taken out.
    """

    media_type: str
    data: bytes
    removed: frozenset[Kind] = frozenset()
