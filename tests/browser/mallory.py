"""Mallory runs the machine: both stores and every secret of the server are hers, and no reader's key."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update

from reporting.accesslog import Facts, Tag
from reporting.accesslog.models import LogEntry
from reporting.db import DeskBase, Store
from reporting.intake.parts import REPORT_MINIMUM, SMALL_MINIMUM
from reporting.mailbox.models import Message, Part
from reporting.roster import Person, Role
from reporting.roster.changes import Proposal
from reporting.sealing import Recipient, pad_json, seal
from reporting.sealing.keyfiles import PrivateKey
from reporting.signednote import VerifierKey
from tests.house import House

HERS = "Tell us who you are"


def hers(name: str) -> PrivateKey:
    return PrivateKey.from_seed(hashlib.sha256(f"a key of Mallory's: {name}".encode()).digest())


def refused(house: House) -> list[int | None]:
    """How many parts readers' browsers refused, by the entries that say so, oldest first."""
    wanted = select(LogEntry.entry).where(LogEntry.tag == Tag.PART_REFUSE).order_by(LogEntry.leaf)
    with Store.open(house.settings.desk().desk_url, DeskBase).read() as session:
        return [Facts.parse(entry).count for entry in session.scalars(wanted)]


@dataclass
class Mallory:
    """What she can do to the mailbox, report by report."""

    house: House

    def seals(self, value: dict[str, Any], minimum: int = REPORT_MINIMUM) -> bytes:
        """To Ada and Ben, as anybody can."""
        return self.seals_bytes(pad_json(value, minimum))

    def seals_bytes(self, plaintext: bytes) -> bytes:
        readers = [Recipient.parse(self.house.person(handle).recipient) for handle in ("ada", "ben")]
        return seal(plaintext, readers)

    def swaps(self, part: str, one: str, other: str) -> None:
        mine, theirs = self.house.sealed(part, one), self.house.sealed(part, other)
        self.puts(part, one, theirs)
        self.puts(part, other, mine)

    def puts(self, part: str, report_id: str, sealed: bytes) -> None:
        here = (Part.report_id == report_id) & (Part.name == part)
        with self.house.mailbox().write() as session:
            session.execute(delete(Part).where(here))
            session.execute(insert(Part).values(report_id=report_id, name=part, sealed=sealed))

    def drops(self, part: str, report_id: str) -> None:
        with self.house.mailbox().write() as session:
            session.execute(delete(Part).where(Part.report_id == report_id, Part.name == part))

    def writes(self, report_id: str, number: int, *, mac: bytes = bytes(32), told: str = HERS) -> None:
        """A message in the reporter's name."""
        message = {
            "v": 1,
            "part": "message",
            "report_id": report_id,
            "direction": "to-readers",
            "number": number,
            "answers": {"what_happened": told},
            "mac": base64.b64encode(mac).decode(),
        }
        self.puts_message(report_id, number, self.seals(message))

    def puts_message(self, report_id: str, number: int, sealed: bytes) -> None:
        row = {"direction": "to-readers", "words_mac": bytes(32), "sent_on": self.house.clock.today()}
        with self.house.mailbox().write() as session:
            session.execute(insert(Message).values(report_id=report_id, number=number, sealed=sealed, **row))

    def moves_message(self, report_id: str, number: int, *, to: str, at: int) -> None:
        here = (Message.report_id == report_id) & (Message.number == number)
        with self.house.mailbox().write() as session:
            session.execute(update(Message).where(here).values(report_id=to, number=at))

    def report(
        self,
        report_id: str,
        told: str,
        *,
        files: Mapping[str, bytes] | None = None,
        readers: Sequence[str] = (),
        **parts: bytes,
    ) -> bytes:
        """A report of her own under somebody's id, whose manifest names these padded plaintexts, and as pictures what
        she takes for files; sealed to `readers` where it names any."""
        pictures = [
            {"part": name, "sha256": hashlib.sha256(guess).hexdigest(), "media_type": "image/jpeg", "size": 1024}
            for name, guess in (files or {}).items()
        ]
        report: dict[str, Any] = {
            "v": 1,
            "part": "report",
            "report_id": report_id,
            "guidelines": "2026-03-03",
            "sealed_by": "browser",
            "answers": {"what_happened": told},
            "reporter": {"recipient": "", "thread_key": base64.b64encode(bytes(32)).decode()},
            "manifest": [{"part": name, "sha256": hashlib.sha256(plain).hexdigest()} for name, plain in parts.items()]
            + [one | {"cleaned": True} for one in pictures],
        }
        if not readers:
            return self.seals(report)
        named = [self.house.person(handle) for handle in readers]
        report |= {"readers": [one.fingerprint for one in named]}
        report["reporter"]["recipient"] = hers("a reporter").recipient_text
        return seal(pad_json(report, REPORT_MINIMUM), [Recipient.parse(one.recipient) for one in named])

    def small(self, part: str, report_id: str, **more: Any) -> bytes:
        """The padded plaintext of a headline or a contact."""
        return pad_json({"v": 1, "part": part, "report_id": report_id, **more}, SMALL_MINIMUM)


def her_roster(keys: Path, house: House) -> None:
    """A whole folder of keys in which two reviewers are hers, Ada is their alternate, and every signature holds."""
    keys.mkdir()
    ada = house.person("ada")
    proposal = Proposal.opening(house.roster.community, house.clock.today())
    people = [
        *(
            Person.of(name.title(), "", Role.REVIEWER, VerifierKey.of(name, key.verify_key), key.recipient_text)
            for name, key in (("mallory", hers("mallory")), ("mordred", hers("mordred")))
        ),
        Person.of(ada.name, ada.about, Role.ALTERNATE, ada.verifier, ada.recipient),
    ]
    for person in people:
        (keys / f"{person.handle}.pub").write_bytes(person.public_file())
        proposal = proposal.seating(person.seat, house.clock.today())
    for name in ("mallory", "mordred"):
        proposal = proposal.signed(hers(name))
    (keys / "roster").write_bytes(bytes(proposal.note))
