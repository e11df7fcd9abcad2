"""Writing again to the readers of a report, with the twelve words: the report stays, and this is added to it."""

from collections.abc import Sequence

from reporting.clock import Clock
from reporting.db import Store
from reporting.errors import ReportingError
from reporting.intake.attachments import Cleaning, Files, Upload, nobody_cleans
from reporting.intake.message import add_message
from reporting.intake.parts import Written
from reporting.intake.recipients import people_of
from reporting.intake.refusals import CheckToken, refuse_gone
from reporting.mailbox.box import Mailbox
from reporting.mailbox.receipt import Receipt
from reporting.roster import Roster


class NobodyReads(ReportingError):
    """None of the people whom its writer chose is there any more."""


def write_again(
    receipt: Receipt,
    text: str,
    *,
    mailbox: Store,
    roster: Roster,
    clock: Clock,
    check_token: CheckToken,
    uploads: Sequence[Upload] = (),
    cleaning: Cleaning = nobody_cleans,
) -> Files | None:
    """Seal and add a message with its files; None when there is no report under this receipt.

    The same again is stored once. Raises Gone, NobodyReads, StaleRecipients, TokenRefused, PleaseWait, TrayFull,
    CleanerBusy, CleanerBroken, StoreUnavailable; then nothing was stored.
    """
    with mailbox.read_rows() as rows:
        found = Mailbox(rows).find(receipt.locator_hash)
    if found is None:
        return None
    refuse_gone(found, mailbox)
    if not people_of(found, roster):
        raise NobodyReads
    written = Written("", {"what_happened": text}, "", receipt.entropy, "", as_message=True, uploads=uploads)
    return add_message(
        written,
        receipt,
        found,
        mailbox=mailbox,
        roster=roster,
        clock=clock,
        check_token=check_token,
        cleaning=cleaning,
    )
