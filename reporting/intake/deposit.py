"""The use case: what a person wrote becomes a sealed report, and the person gets a receipt."""

import secrets
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from reporting.abuse import SpentAlready, SpentToken, TrayFull
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import RowRefused, Store
from reporting.intake.attachments import (
    NO_FILES,
    CleanerBroken,
    CleanerBusy,
    CleanFile,
    Cleaning,
    Files,
    Told,
    looked_through,
    no_file,
    nobody_cleans,
    resend_mac,
    sealed_files,
)
from reporting.intake.message import add_message
from reporting.intake.parts import Written, report_parts
from reporting.intake.recipients import people_of, recipients_of
from reporting.intake.refusals import (
    CheckToken,
    OtherFiles,
    OtherWords,
    StaleRecipients,
    TakenReportId,
    WereNamed,
    nobody_named,
    refuse_gone,
)
from reporting.mailbox.box import AlreadyDeposited, AlreadySpent, Found, Mailbox, NoRoomAside, SealedReport, added
from reporting.mailbox.receipt import Receipt
from reporting.roster import Person, Roster
from reporting.sealing import seal


@dataclass(frozen=True)
class Accepted:
    """What the person is told once the report is durable. `words` are empty when their own browser made them."""

    words: tuple[str, ...] = field(repr=False)
    readers: tuple[Person, ...]
    acknowledge_by: date
    feedback_by: date
    report_hash: bytes | None
    """SHA-256 of the sealed report as it came; None for one of before these were kept."""
    message: bool = False
    files: Files = NO_FILES


def submit(
    written: Written,
    *,
    mailbox: Store,
    roster: Roster,
    clock: Clock,
    clocks: Clocks,
    check_token: CheckToken,
    cleaning: Cleaning = nobody_cleans,
    were_named: WereNamed = nobody_named,
) -> Accepted:
    """Clean, pad, seal, deposit, receipt. `were_named`: whether who adds a message was told that these read it.

    A resend is recognised before anything else is asked, so that it is answered alike whatever its token says. Raises
    UnknownReaders, OtherWords, OtherFiles, Gone, TakenReportId, TokenRefused, PleaseWait, TrayFull, CleanerBusy,
    CleanerBroken, StoreUnavailable; then nothing was stored.
    """
    receipt = Receipt(written.entropy)
    words_mac = resend_mac(receipt, written.canonical(), written.uploads)
    with mailbox.read_rows() as rows:
        found = Mailbox(rows).find(receipt.locator_hash)
    if found is None:
        readers, token = roster.choice(written.readers).readers, check_token()
        with cleaning() if written.uploads else nullcontext(no_file) as clean:
            sealed, told = _sealed(written, receipt, words_mac, readers, clean)
            found = store(sealed, token, mailbox, clock.today())
        if found is None:
            return accepted(receipt.words, readers, clock.today(), clocks, sealed.report_hash, files=Files(told))
    refuse_gone(found, mailbox)
    if found.same_words(words_mac):
        files = _files_again(written, found, words_mac, mailbox, cleaning)
        return accepted(
            receipt.words, people_of(found, roster), found.received_on, clocks, found.report_hash, files=files
        )
    people = people_of(found, roster)
    if not written.as_message or not people:
        raise OtherWords(people)

    def check_named() -> SpentToken:
        if not were_named(people):
            raise OtherWords(people)
        return check_token()

    try:
        files = add_message(
            written,
            receipt,
            found,
            mailbox=mailbox,
            roster=roster,
            clock=clock,
            check_token=check_named,
            cleaning=cleaning,
        )
    except StaleRecipients:
        with mailbox.read_rows() as rows:
            now = Mailbox(rows).find(receipt.locator_hash)
        raise OtherWords(people_of(now, roster) if now else ()) from None
    return accepted(receipt.words, people, found.received_on, clocks, None, message=True, files=files)


def _sealed(
    written: Written, receipt: Receipt, words_mac: bytes, readers: Sequence[Person], clean: CleanFile
) -> tuple[SealedReport, Sequence[Told]]:
    """The files are sealed one by one, so that one at a time is in memory in the clear; then what names them."""
    report_id, recipients = secrets.token_hex(16), recipients_of(readers)
    attachments, manifest, outcomes = sealed_files(written.uploads, recipients, clean)
    names = tuple(person.fingerprint for person in readers)
    parts = report_parts(written, receipt, report_id, names, manifest)
    sealed = SealedReport(
        report_id=report_id,
        locator_hash=receipt.locator_hash,
        words_mac=words_mac,
        readers=names,
        urgent=written.says_tell_today(),
        parts={name: seal(plain, recipients) for name, plain in parts.items()},
        attachments=attachments,
    )
    return sealed, outcomes


def _files_again(written: Written, found: Found, words_mac: bytes, mailbox: Store, cleaning: Cleaning) -> Files:
    """What to say of files when the same words come again; raises OtherFiles when the files are others.

    What was taken out is stored nowhere: it is told again by looking again. Without the files, or without a turn in the
    box, the number that is stored has to do.
    """
    if found.same_files(words_mac) and not written.uploads:
        return NO_FILES
    if written.uploads and not found.same_files(words_mac):
        raise OtherFiles
    with suppress(CleanerBusy, CleanerBroken):
        if written.uploads:
            with cleaning() as clean:
                return Files([told for told, _ in looked_through(written.uploads, clean)])
    with mailbox.read_rows() as rows:
        return Files((), stored=Mailbox(rows).count_files(found.report_id))


def store(sealed: SealedReport, token: SpentToken, mailbox: Store, today: date) -> Found | None:
    """Store it durably. What was found instead, when the same receipt came in by another door meanwhile."""

    def put(rows: Connection) -> None:
        box = Mailbox(rows)
        for spent in token.hashes:
            box.spend(spent, today)
        box.deposit(sealed, today, suspected=token.suspected)

    try:
        if token.suspected or not _is_added(sealed, token, mailbox, today):
            mailbox.write_together(put)
    except (AlreadyDeposited, AlreadySpent) as refused:
        with mailbox.read_rows() as rows:
            found = Mailbox(rows).find(sealed.locator_hash)
        if found is None:
            raise (SpentAlready if isinstance(refused, AlreadySpent) else TakenReportId) from None
        return found
    except NoRoomAside:
        raise TrayFull from None
    return None


def _is_added(sealed: SealedReport, token: SpentToken, mailbox: Store, today: date) -> bool:
    """Nothing but rows, beside those of others who come in at the same time. Not when any of it was there already."""
    try:
        mailbox.add_together(added(sealed, token.hashes, today))
    except RowRefused:
        return False
    return True


def accepted(
    words: tuple[str, ...],
    readers: Sequence[Person],
    received_on: date,
    clocks: Clocks,
    report_hash: bytes | None,
    *,
    message: bool = False,
    files: Files = NO_FILES,
) -> Accepted:
    """What the person is told, with the dates that follow from the report's own."""
    acknowledge_by = clocks.acknowledge_by(received_on)
    feedback_by = clocks.feedback_by(acknowledge_by)
    return Accepted(words, tuple(readers), acknowledge_by, feedback_by, report_hash, message, files)
