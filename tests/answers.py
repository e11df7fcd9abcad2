"""What a reader's browser seals for a reporter, and what Mallory would like to pass for it.

Answering(house, "ada", report_id).send(1, "Thank you. We have read it.")
"""

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from reporting.intake.parts import canonical
from reporting.mailbox.desk_thread import DeskThread
from reporting.sealing import Recipient, pad_json, seal
from tests.house import House, key_of

SAID = b"reporting/v1/said\n"


@dataclass
class Answering:
    """One reader and one report."""

    house: House
    handle: str
    report_id: str

    def said(self, number: int, text: object, **other: Any) -> dict[str, Any]:
        """The reply before its MAC, signed by its author."""
        person = self.house.person(self.handle)
        message = {
            "v": 1,
            "part": "message",
            "report_id": self.report_id,
            "direction": "to-reporter",
            "number": number,
            "on": self.house.clock.today().isoformat(),
            "author": person.fingerprint,
            "from": person.name,
            "text": text,
        } | other
        signature = key_of(self.handle).sign(SAID + canonical(message))
        return message | {"signature": b64encode(signature).decode()}

    def sealed(self, number: int, text: object, *, thread_key: bytes | None = None, **other: Any) -> bytes:
        report = self.house.open_as(self.handle, "report", self.report_id)
        key = thread_key or b64decode(report["reporter"]["thread_key"])
        message = self.said(number, text, **other)
        mac = hmac.digest(key, canonical(message), "sha256")
        return self.seal(message | {"mac": b64encode(mac).decode()})

    def seal(self, message: dict[str, Any]) -> bytes:
        """To the reporter, and to both readers."""
        report = self.house.open_as(self.handle, "report", self.report_id)
        readers = [one for one in self.house.roster.readers if one.fingerprint in report["readers"]]
        keys = [report["reporter"]["recipient"], *(one.recipient for one in readers)]
        return seal(pad_json(message, 16384), [Recipient.parse(key) for key in keys])

    def put(self, number: int, sealed: bytes) -> None:
        """Into the mailbox, as the desk does after its entry."""
        with self.house.at_hand.mailbox.write() as session:
            DeskThread(session).add_reply(self.report_id, number, sealed, self.house.clock.today())

    def send(self, number: int, text: str, **other: Any) -> None:
        self.put(number, self.sealed(number, text, **other))
