"""A message to a report that is there already: sealed as the report is, numbered, with the files that it brings."""

from contextlib import nullcontext
from datetime import date

from reporting.abuse import SpentAlready, SpentToken, TrayFull
from reporting.clock import Clock
from reporting.db import Store, StoreUnavailable
from reporting.intake.attachments import NO_FILES, Cleaning, Files, no_file, nobody_cleans, resend_mac, sealed_files
from reporting.intake.parts import Written, message_part
from reporting.intake.recipients import people_of, recipients_of
from reporting.intake.refusals import CheckToken, Gone, StaleRecipients
from reporting.mailbox.box import AlreadyDeposited, AlreadySpent, Closed, Found, Mailbox
from reporting.mailbox.receipt import Receipt
from reporting.roster import Roster
from reporting.sealing import seal


def add_message(
    written: Written,
    receipt: Receipt,
    found: Found,
    *,
    mailbox: Store,
    roster: Roster,
    clock: Clock,
    check_token: CheckToken,
    cleaning: Cleaning = nobody_cleans,
) -> Files:
    """Clean, seal and add; the same words with the same files again are stored once.

    Raises Gone, StaleRecipients, TokenRefused, PleaseWait, TrayFull, CleanerBusy, CleanerBroken, StoreUnavailable; then
    nothing was stored.
    """
    words_mac = resend_mac(receipt, b"message\n" + written.canonical(), written.uploads)
    with mailbox.read_rows() as rows:
        box = Mailbox(rows)
        if box.numbers(found.report_id, words_mac, files=bool(written.uploads))[1]:
            return NO_FILES
        before = box.count_files(found.report_id)
    token, recipients = check_token(), recipients_of(people_of(found, roster))
    with cleaning() if written.uploads else nullcontext(no_file) as clean:
        attachments, manifest, told = sealed_files(written.uploads, recipients, clean, before=before)
    try:
        with mailbox.write_rows() as rows:
            box = Mailbox(rows)
            number, repeated = box.numbers(found.report_id, words_mac, files=bool(written.uploads))
            if repeated:
                return NO_FILES
            refuse_other_readers(box, receipt.locator_hash, found)
            spend_for_message(box, token, clock.today())
            sealed = seal(message_part(written, receipt, found.report_id, number, manifest), recipients)
            box.add_message(found.report_id, number, words_mac, sealed, clock.today(), attachments)
    except AlreadySpent:
        raise SpentAlready from None
    except Closed:
        raise Gone from None
    except AlreadyDeposited:
        # Another message took the number, or a file the name, while this one was being sealed. Sent again, it gets the
        # next.
        raise StoreUnavailable from None
    return Files(told)


def refuse_other_readers(box: Mailbox, locator_hash: bytes, found: Found) -> None:
    """Raises StaleRecipients when one has given the place to another since the report was found. Asked where nobody
    else writes: before that a file may have waited a minute for its turn to be cleaned."""
    now = box.find(locator_hash)
    if now is None or set(now.readers) != set(found.readers):
        raise StaleRecipients


def spend_for_message(box: Mailbox, token: SpentToken, today: date) -> None:
    """A message cannot be set aside from its report: one that found no place waits, or a single report would be a way
    to fill the store. Raises TrayFull, AlreadySpent."""
    if token.suspected and token.also:
        raise TrayFull
    for spent in token.hashes:
        box.spend(spent, today)
