"""What Ada's browser hands in when she enters a concern, made by Python, so that each value can be bent."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from reporting.intake import Written
from reporting.intake.parts import canonical, report_parts
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, pad_json, seal
from tests.answers import SAID
from tests.house import House, key_of

LONG = 16384


@dataclass
class Entering:
    """One page at the desk, open in the browser of this reader; the same receipt however often it is sent."""

    house: House
    by: str = "ada"
    entropy: bytes = bytes(range(16))
    report_id: str = "ab" * 16

    def said(self, report: dict[str, Any], *, signed_by: str = "", **other: Any) -> dict[str, Any]:
        """The report as who enters it signs it."""
        person = self.house.person(self.by)
        about = {"came": "mail", "reached": "2026-11-20", "on": "2026-11-23"}
        said = report | about | {"author": person.fingerprint, "from": person.name} | other
        signature = key_of(signed_by or self.by).sign(SAID + canonical(said))
        return said | {"signature": b64encode(signature).decode()}

    def plain(self, readers: str = "both", **answers: Any) -> dict[str, bytes]:
        names = [person.fingerprint for person in self.house.roster.choice(readers).readers]
        written = Written(readers, answers, "", self.entropy, "2026-03-03")
        return report_parts(written, Receipt(self.entropy), self.report_id, names)

    def body(self, readers: str = "both", *, tell_today: bool = False, **answers: Any) -> dict[str, Any]:
        """The JSON of `POST /cases/new`."""
        answers = {"what_happened": "He followed her."} | answers
        roster, receipt = self.house.roster, Receipt(self.entropy)
        keys = [Recipient.parse(person.recipient) for person in roster.choice(readers).readers]
        sealed = {name: seal(plain, keys) for name, plain in self.plain(readers, **answers).items()}
        return {
            "report_id": self.report_id,
            "locator": receipt.locator.hex(),
            "words_mac": receipt.words_mac(canonical(answers)).hex(),
            "readers": readers,
            "urgent": "yes" if tell_today else "no",
            "recipients": roster.recipients_hash(),
            "parts": {name: b64encode(one).decode() for name, one in sealed.items()},
        }


def sealed_report(house: House, said: dict[str, Any], *readers: str) -> bytes:
    return seal(pad_json(said, LONG), [Recipient.parse(house.person(one).recipient) for one in readers])
