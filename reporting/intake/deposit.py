"""The use case: what a person wrote becomes a sealed report, and the person gets a receipt."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from reporting.abuse import SpentAlready, SpentToken
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store, StoreUnavailable
from reporting.errors import Refused, ReportingError
from reporting.intake.parts import Written, message_part, report_parts
from reporting.mailbox.box import AlreadyDeposited, AlreadySpent, Found, Mailbox, SealedReport
from reporting.mailbox.receipt import Receipt
from reporting.roster import Person, Roster
from reporting.sealing import Recipient, SealingError, seal, throwaway_recipient

CheckToken = Callable[[], SpentToken]
TWO = 2


class OtherWords(ReportingError):
    """Something else was sent with this receipt before; these words are not stored.

    `can_add`: whether they can be added as a message, which needs a reader of that report who is still there.
    """

    def __init__(self, *, can_add: bool) -> None:
        super().__init__("other words under this receipt")
        self.can_add = can_add


class TakenReportId(ReportingError):
    """This report id belongs to another receipt; nothing was overwritten."""


@dataclass(frozen=True)
class Accepted:
    """What the person is told once the report is durable."""

    words: tuple[str, ...] = field(repr=False)
    readers: tuple[Person, ...]
    acknowledge_by: date
    feedback_by: date
    repeated: bool
    message: bool = False


class UnusableRecipient(Refused):
    """Somebody in the roster cannot be sealed to."""


def check_recipients(roster: Roster) -> None:
    """Raises UnusableRecipient, naming whose; the roster itself knows keys only by their form."""
    for person in roster.readers:
        try:
            _recipient(person.recipient)
        except SealingError:
            raise UnusableRecipient(
                f"keys/{person.handle}.pub holds no key that can be sealed to. Ask {person.name} for the file again."
            ) from None


def submit(
    written: Written, *, mailbox: Store, roster: Roster, clock: Clock, clocks: Clocks, check_token: CheckToken
) -> Accepted:
    """Pad, seal, deposit, receipt.

    A resend is recognised before anything else is asked, so that it is answered alike whatever its token says. Raises
    UnknownReaders, OtherWords, TakenReportId, TokenRefused, StoreUnavailable; then nothing was stored.
    """
    receipt = Receipt(written.entropy)
    words_mac = receipt.words_mac(written.canonical())
    with mailbox.read_rows() as rows:
        found = Mailbox(rows).find(receipt.locator_hash)
    if found is None:
        readers, token = roster.choice(written.readers).readers, check_token()
        found = _deposit(_sealed(written, receipt, words_mac, readers), token, mailbox, clock.today())
        if found is None:
            return _accepted(receipt, readers, clock.today(), clocks)
    if found.same_words(words_mac):
        return _accepted(receipt, _people(found, roster), found.received_on, clocks, repeated=True)
    if not written.as_message or not _people(found, roster):
        raise OtherWords(can_add=bool(_people(found, roster)))
    _add_message(written, receipt, found, mailbox=mailbox, roster=roster, clock=clock, token=check_token)
    return _accepted(receipt, _people(found, roster), found.received_on, clocks, message=True)


def _sealed(written: Written, receipt: Receipt, words_mac: bytes, readers: Sequence[Person]) -> SealedReport:
    report_id = secrets.token_hex(16)
    recipients = _recipients(readers)
    return SealedReport(
        report_id=report_id,
        locator_hash=receipt.locator_hash,
        words_mac=words_mac,
        readers=tuple(person.fingerprint for person in readers),
        urgent=written.says_tell_today(),
        parts={name: seal(plain, recipients) for name, plain in report_parts(written, receipt, report_id).items()},
    )


def _deposit(sealed: SealedReport, token: SpentToken, mailbox: Store, today: date) -> Found | None:
    """Store it durably. What was found instead, when the same receipt came in by another door meanwhile."""

    def put(rows: Connection) -> None:
        box = Mailbox(rows)
        box.spend(token.nonce_hash, today)
        box.deposit(sealed, today)

    try:
        mailbox.write_together(put)
    except (AlreadyDeposited, AlreadySpent) as refused:
        with mailbox.read_rows() as rows:
            found = Mailbox(rows).find(sealed.locator_hash)
        if found is None:
            raise (SpentAlready if isinstance(refused, AlreadySpent) else TakenReportId) from None
        return found
    return None


def _add_message(
    written: Written,
    receipt: Receipt,
    found: Found,
    *,
    mailbox: Store,
    roster: Roster,
    clock: Clock,
    token: CheckToken,
) -> None:
    words_mac = receipt.words_mac(b"message\n" + written.canonical())
    recipients = _recipients(_people(found, roster))
    try:
        with mailbox.write_rows() as rows:
            box = Mailbox(rows)
            number, repeated = box.numbers(found.report_id, words_mac)
            if repeated:
                return
            box.spend(token().nonce_hash, clock.today())
            sealed = seal(message_part(written, receipt, found.report_id, number), recipients)
            box.add_message(found.report_id, number, words_mac, sealed, clock.today())
    except AlreadySpent:
        raise SpentAlready from None
    except AlreadyDeposited:
        # Another message took the number while this one was being sealed: sent again, it gets the next one.
        raise StoreUnavailable from None


def _accepted(
    receipt: Receipt,
    readers: Sequence[Person],
    received_on: date,
    clocks: Clocks,
    *,
    repeated: bool = False,
    message: bool = False,
) -> Accepted:
    acknowledge_by = clocks.acknowledge_by(received_on)
    return Accepted(
        receipt.words, tuple(readers), acknowledge_by, clocks.feedback_by(acknowledge_by), repeated, message
    )


def _people(found: Found, roster: Roster) -> tuple[Person, ...]:
    """The report's readers that are still in the roster."""
    return tuple(person for person in roster.readers if person.fingerprint in found.readers)


def _recipients(readers: Sequence[Person]) -> list[Recipient]:
    """Always two: where only one person may read, the other stanza is sealed to a key nobody holds, so that the number
    of stanzas tells nothing."""
    recipients = [_recipient(person.recipient) for person in readers]
    return recipients + [throwaway_recipient() for _ in range(TWO - len(recipients))]


@lru_cache(maxsize=64)
def _recipient(public: str) -> Recipient:
    """Public keys only, parsed once: it costs more than sealing to them."""
    return Recipient.parse(public)
