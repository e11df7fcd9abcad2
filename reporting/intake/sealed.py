"""The use case of `POST /sealed`: what a browser sealed is deposited; the words and the receipt never come here.

accepted = submit_sealed(sent, mailbox=store, roster=roster, clock=clock, clocks=settings.clocks, check_token=check)
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from reporting.abuse import PleaseWait, SpentAlready, TokenRefused, TrayFull
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store
from reporting.errors import ReportingError
from reporting.intake import inspection
from reporting.intake.deposit import Accepted, accepted, store
from reporting.intake.message import refuse_other_readers, spend_for_message
from reporting.intake.recipients import people_of
from reporting.intake.refusals import CheckToken, Gone, OtherFiles, OtherWords, StaleRecipients, refuse_gone
from reporting.mailbox.box import AlreadyDeposited, AlreadySpent, Closed, Found, Mailbox, SealedReport
from reporting.mailbox.models import ATTACHMENTS
from reporting.roster import Person, Roster, UnknownReaders

NO_WORDS: tuple[str, ...] = ()
FORMS = {"report_id": "[0-9a-f]{32}", "locator": "[0-9a-f]{64}", "words_mac": "[0-9a-f]{64}", "number": "[0-9]{0,4}"}
PARTS = {*inspection.REPORT, *inspection.MESSAGE}

AGAINST_A_RESEND_TOO = inspection.NotSealed, StaleRecipients, UnknownReaders, TokenRefused, PleaseWait, TrayFull
"""Not a store that failed: what it would show might not be durable."""


class OtherNumber(ReportingError):
    """This message's number is not the next one of its thread."""


class Place(NamedTuple):
    """Where the next message to a report goes: its number, and how many files are there before those that it brings."""

    number: int
    files: int


@dataclass(frozen=True)
class Sealed:
    """What a browser hands in; every value was given the form that its name says, and none was looked at further."""

    report_id: str
    locator: bytes = field(repr=False)
    words_mac: bytes
    readers: str
    urgent: bool
    recipients: str
    parts: Mapping[str, bytes] = field(repr=False)
    files: Mapping[str, bytes] = field(repr=False, default_factory=dict)
    number: int = 0

    @classmethod
    def parse(cls, untrusted: Mapping[str, str], parts: Mapping[str, bytes]) -> Self:
        """From fields under their names; what stands under no name of a part is a file. Raises NotSealed."""
        if any(not re.fullmatch(wanted, untrusted.get(name, "")) for name, wanted in FORMS.items()):
            raise inspection.NotSealed("a value in another form")
        if not all(map(str.isascii, untrusted.values())) or not parts.keys() <= {*PARTS, *ATTACHMENTS}:
            raise inspection.NotSealed("other values or parts than those wanted")
        return cls(
            report_id=untrusted["report_id"],
            locator=bytes.fromhex(untrusted["locator"]),
            words_mac=bytes.fromhex(untrusted["words_mac"]),
            readers=untrusted.get("readers", ""),
            urgent=untrusted.get("urgent") == "yes",
            recipients=untrusted.get("recipients", ""),
            parts={name: sealed for name, sealed in parts.items() if name in PARTS},
            files={name: sealed for name, sealed in parts.items() if name not in PARTS},
            number=int(untrusted.get("number") or 0),
        )

    @property
    def locator_hash(self) -> bytes:
        """What is kept of the locator. The locator itself has to come, so that what we keep opens no door."""
        return hashlib.sha256(self.locator).digest()

    @property
    def is_message(self) -> bool:
        """Whether it is to be added to the report under its receipt."""
        return self.number > 0


def submit_sealed(
    sent: Sealed, *, mailbox: Store, roster: Roster, clock: Clock, clocks: Clocks, check_token: CheckToken
) -> Accepted:
    """Check and deposit. A resend is answered before anything that could be asked of it.

    Raises StaleRecipients, UnknownReaders, NotSealed, OtherWords, OtherFiles, OtherNumber, Gone, TakenReportId,
    TokenRefused, PleaseWait, TrayFull, StoreUnavailable; then nothing was stored.
    """
    found: Accepted | Found | None
    if sent.is_message:
        found = _found(sent, mailbox)
    else:
        found = _deposited(sent, mailbox=mailbox, roster=roster, clock=clock, clocks=clocks, check_token=check_token)
    if isinstance(found, Accepted):
        return found
    if found is None:
        raise inspection.NotSealed("a message to no report")
    refuse_gone(found, mailbox)
    if sent.is_message:
        _add(sent, found, mailbox=mailbox, roster=roster, clock=clock, check_token=check_token)
    elif found.same_words(sent.words_mac) and not found.same_files(sent.words_mac):
        raise OtherFiles
    elif not found.same_words(sent.words_mac):
        raise OtherWords(people_of(found, roster))
    people, is_message = people_of(found, roster), sent.is_message
    return accepted(NO_WORDS, people, found.received_on, clocks, found.report_hash, message=is_message)


def is_known(sent: Sealed, mailbox: Store) -> bool:
    """Whether a report is under this receipt already. Raises StoreUnavailable."""
    return _found(sent, mailbox) is not None


def next_place(sent: Sealed, mailbox: Store) -> Place:
    """Where the next message to the report under this receipt goes. Raises StoreUnavailable."""
    with mailbox.read_rows() as rows:
        box = Mailbox(rows)
        found = box.find(sent.locator_hash)
        report_id = found.report_id if found else ""
        return Place(box.numbers(report_id, b"")[0], box.count_files(report_id))


def _found(sent: Sealed, mailbox: Store) -> Found | None:
    """The report that is under this receipt already."""
    with mailbox.read_rows() as rows:
        return Mailbox(rows).find(sent.locator_hash)


def _deposited(
    sent: Sealed, *, mailbox: Store, roster: Roster, clock: Clock, clocks: Clocks, check_token: CheckToken
) -> Accepted | Found:
    """What the person is told once it is stored; else what was found in its place. Raises as `submit_sealed` does.

    Whether it is there already is asked when something is against it: nearly every report is new, and the store says
    itself that one is not.
    """
    try:
        report, readers = _checked(sent, roster)
        found = store(report, check_token(), mailbox, clock.today())
    except AGAINST_A_RESEND_TOO:
        found = _found(sent, mailbox)
        if found is None:
            raise
    return found or accepted(NO_WORDS, readers, clock.today(), clocks, report.report_hash)


def _checked(sent: Sealed, roster: Roster) -> tuple[SealedReport, Sequence[Person]]:
    """The report and its readers. Raises StaleRecipients, UnknownReaders, NotSealed."""
    _check_list(sent, roster)
    readers = roster.choice(sent.readers).readers
    inspection.check(sent.parts, inspection.REPORT)
    inspection.check_files(sent.files)
    report = SealedReport(
        report_id=sent.report_id,
        locator_hash=sent.locator_hash,
        words_mac=sent.words_mac,
        readers=tuple(person.fingerprint for person in readers),
        urgent=sent.urgent,
        parts=sent.parts,
        attachments=sent.files,
    )
    return report, readers


def _check_list(sent: Sealed, roster: Roster) -> None:
    if not hmac.compare_digest(sent.recipients.encode(), roster.recipients_hash().encode()):
        raise StaleRecipients("sealed to another list")


def _add(sent: Sealed, found: Found, *, mailbox: Store, roster: Roster, clock: Clock, check_token: CheckToken) -> None:
    """Put a message of the reporter's in; the same one again is stored once. Raises as `submit_sealed` does."""
    with mailbox.read_rows() as rows:
        _, repeated = Mailbox(rows).numbers(found.report_id, sent.words_mac, files=bool(sent.files))
    if repeated:
        return
    people = people_of(found, roster)
    if not people:
        raise OtherWords(())
    _check_list(sent, roster)
    if set(sent.readers.split()) != {person.fingerprint for person in people}:
        raise StaleRecipients("sealed to readers of whom one has given the place to another")
    inspection.check(sent.parts, inspection.MESSAGE)
    try:
        with mailbox.write_rows() as rows:
            box = Mailbox(rows)
            number, repeated = box.numbers(found.report_id, sent.words_mac, files=bool(sent.files))
            if repeated:
                return
            if number != sent.number:
                raise OtherNumber
            refuse_other_readers(box, sent.locator_hash, found)
            inspection.check_files(sent.files, before=box.count_files(found.report_id))
            spend_for_message(box, check_token(), clock.today())
            box.add_message(found.report_id, number, sent.words_mac, sent.parts["message"], clock.today(), sent.files)
    except AlreadySpent:
        raise SpentAlready from None
    except Closed:
        raise Gone from None
    except AlreadyDeposited:
        raise OtherNumber from None
