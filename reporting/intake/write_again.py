"""Writing again to the readers of a report, with the twelve words: the report stays, and this is added to it."""

from reporting.clock import Clock
from reporting.db import Store
from reporting.errors import ReportingError
from reporting.intake.deposit import CheckToken, add_message, refuse_gone
from reporting.intake.parts import Written
from reporting.intake.recipients import people_of
from reporting.mailbox.box import Mailbox
from reporting.mailbox.receipt import Receipt
from reporting.roster import Roster


class NobodyReads(ReportingError):
    """None of the people whom its writer chose is there any more."""


def write_again(
    receipt: Receipt, text: str, *, mailbox: Store, roster: Roster, clock: Clock, check_token: CheckToken
) -> bool:
    """Seal and add a message; False when there is no report under this receipt. The same words twice are stored once.

    Raises Gone, NobodyReads, TokenRefused, PleaseWait, TrayFull, StoreUnavailable; then nothing was stored.
    """
    with mailbox.read_rows() as rows:
        found = Mailbox(rows).find(receipt.locator_hash)
    if found is None:
        return False
    refuse_gone(found, mailbox)
    if not people_of(found, roster):
        raise NobodyReads
    written = Written("", {"what_happened": text}, "", receipt.entropy, "", as_message=True)
    add_message(written, receipt, found, mailbox=mailbox, roster=roster, clock=clock, token=check_token)
    return True
