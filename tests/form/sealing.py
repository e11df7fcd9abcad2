"""A browser that seals, without the browser: what `browser/form` posts, made by Python, so that each value can be bent.

sender = Sender(house)
sender.send(what_happened="He followed me.").status_code     # 201
"""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reporting.intake import Written
from reporting.intake.attachments import Attachment, Upload, Way, manifest_entry, padded, resend_mac
from reporting.intake.parts import message_part, report_parts
from reporting.mailbox.models import ATTACHMENTS
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, seal
from tests.house import FORM, House, Rosa, fields_of

Parts = dict[str, bytes]
FRAME = "application/octet-stream"


def framed(said: object, *parts: bytes) -> bytes:
    """How long the JSON is, the JSON, whatever comes behind it."""
    head = json.dumps(said).encode()
    return len(head).to_bytes(4, "big") + head + b"".join(parts)


@dataclass
class Sender:
    """One page, open in one browser."""

    house: House
    at: FlaskClient | None = None
    client: FlaskClient = field(init=False)
    entropy: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    report_id: str = field(default_factory=lambda: secrets.token_hex(16))

    def __post_init__(self) -> None:
        self.client = self.at or self.house.form().test_client()
        self.visit()

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.entropy)

    def visit(self) -> None:
        """Load the page: a token, and the list of recipients as it is now."""
        html = self.client.get("/", base_url=FORM).get_data(as_text=True)
        self.token = fields_of(html)["token"][0]
        self.recipients = html.split('data-recipients="', 1)[1].split('"', 1)[0]
        self.roster = self.house.roster

    def written(self, readers: str = "both", contact: str = "", **answers: Any) -> Written:
        return Written(readers, answers, contact, self.entropy, "2026-03-03")

    def fields(self, written: Written, **other: str) -> dict[str, str]:
        return {
            "report_id": self.report_id,
            "locator": self.receipt.locator.hex(),
            "words_mac": self.receipt.words_mac(written.canonical()).hex(),
            "readers": written.readers,
            "urgent": "yes" if written.says_tell_today() else "no",
            "recipients": self.recipients,
            "token": self.token,
            "number": "",
            "remark": "",
        } | other

    def keys(self, readers: str = "both") -> list[Recipient]:
        return [Recipient.parse(person.recipient) for person in self.roster.choice(readers).readers]

    def names(self, readers: str) -> list[str]:
        return [person.fingerprint for person in self.roster.choice(readers).readers]

    def parts(self, written: Written) -> Parts:
        plain = report_parts(written, self.receipt, self.report_id, self.names(written.readers))
        return {name: seal(text, self.keys(written.readers)) for name, text in plain.items()}

    def with_files(self, written: Written, *files: bytes) -> tuple[dict[str, str], Parts]:
        """A report with files that this browser leaves as they are: its fields and its sealed parts."""
        manifest, sealed = [], {}
        for name, data in zip(ATTACHMENTS, files, strict=False):
            attachment = Attachment("application/octet-stream", data, cleaned=False)
            manifest.append(manifest_entry(name, attachment, padded(attachment)))
            sealed[name] = seal(padded(attachment), self.keys(written.readers))
        plain = report_parts(written, self.receipt, self.report_id, self.names(written.readers), manifest)
        parts = {name: seal(text, self.keys(written.readers)) for name, text in plain.items()}
        mac = resend_mac(self.receipt, written.canonical(), [Upload(data, Way.AS_IS) for data in files])
        return self.fields(written, words_mac=mac.hex()), parts | sealed

    def body(self, fields: dict[str, Any], parts: Parts) -> bytes:
        """What is posted."""
        return framed(fields | {"parts": [(name, len(sealed)) for name, sealed in parts.items()]}, *parts.values())

    def post(self, fields: dict[str, Any], parts: Parts, **headers: str) -> TestResponse:
        return self.hand(self.body(fields, parts), **headers)

    def hand(self, body: bytes, kind: str = FRAME, **headers: str) -> TestResponse:
        """This body, whatever it is."""
        headers = dict(Rosa.HEADERS) | headers
        return self.client.post("/sealed", data=body, content_type=kind, base_url=FORM, headers=headers)

    def send(self, readers: str = "both", contact: str = "", **answers: Any) -> TestResponse:
        written = self.written(readers, contact, **answers)
        return self.post(self.fields(written), self.parts(written))

    def add(self, number: int, files: dict[str, bytes] | None = None, **answers: Any) -> TestResponse:
        """As a message to the report under this receipt, with files that are left as they are."""
        written, brought = self.written(**answers), files or {}
        mac = resend_mac(
            self.receipt, b"message\n" + written.canonical(), [Upload(one, Way.AS_IS) for one in brought.values()]
        )
        manifest, sealed = [], {}
        for name, data in brought.items():
            attachment = Attachment("application/octet-stream", data, cleaned=False)
            manifest.append(manifest_entry(name, attachment, padded(attachment)))
            sealed[name] = seal(padded(attachment), self.keys())
        message = message_part(written, self.receipt, self.report_id, number, manifest)
        named = " ".join(self.names("both"))
        fields = self.fields(written, words_mac=mac.hex(), number=str(number), readers=named)
        return self.post(fields, sealed | {"message": seal(message, self.keys())})
