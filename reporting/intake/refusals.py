"""Why something that came was not stored; what a page does about each is the form's."""

from collections.abc import Callable, Sequence

from reporting.abuse import SpentToken
from reporting.db import Store
from reporting.errors import ReportingError
from reporting.mailbox.box import Found, Mailbox
from reporting.roster import Person

CheckToken = Callable[[], SpentToken]
WereNamed = Callable[[Sequence[Person]], bool]


def nobody_named(_people: Sequence[Person]) -> bool:
    """Where no message comes."""
    return False


class OtherWords(ReportingError):
    """Something else was sent with this receipt before; these words are not stored.

    `readers`: those of that report who are still there. Without any, nothing can be added to it.
    """

    def __init__(self, readers: Sequence[Person]) -> None:
        super().__init__("other words under this receipt")
        self.readers = tuple(readers)

    @property
    def can_add(self) -> bool:
        """Whether these words can be added as a message."""
        return bool(self.readers)


class StaleRecipients(ReportingError):
    """These parts are sealed to others than those who read today."""


class TakenReportId(ReportingError):
    """This report id belongs to another receipt; nothing was overwritten."""


class Gone(ReportingError):
    """The report under this receipt was taken back unopened, or erased: what comes now is not stored, nobody would read
    it."""


class OtherFiles(ReportingError):
    """The words are stored; these files came later, or cannot be added to what was sent. They are not stored."""


def refuse_gone(found: Found, mailbox: Store) -> None:
    """Raises Gone: who sent the same words again would be told that they are stored, and they are not."""
    with mailbox.read_rows() as rows:
        if Mailbox(rows).is_closed(found.report_id):
            raise Gone
