"""What a report says, and the plaintexts of its parts (docs/sealed-format.md): JSON, padded with spaces, bound
together.

Padding counts bytes, so that a short note in English and a long one in Chinese take the same room in the mailbox.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reporting.intake.attachments import Upload
from reporting.mailbox.receipt import Receipt
from reporting.sealing import HybridIdentity, pad_json

VERSION = 1
REPORT_MINIMUM = 16384
SMALL_MINIMUM = 1024

Answers = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Written:
    """What a person wrote, in the clear: it lives as long as one request."""

    readers: str
    answers: Answers = field(repr=False)
    contact: str = field(repr=False)
    entropy: bytes = field(repr=False)
    guidelines: str
    as_message: bool = False
    uploads: Sequence[Upload] = field(default=(), repr=False)

    def canonical(self) -> bytes:
        """The same bytes for the same words, to tell a resend from something new."""
        return canonical({"readers": self.readers, "answers": dict(self.answers), "contact": self.contact})

    def says_tell_today(self) -> bool:
        return self.answers.get("tell_today") == "yes"


def canonical(value: Mapping[str, object]) -> bytes:
    """JSON with sorted keys and no white space, as UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def report_parts(
    written: Written,
    receipt: Receipt,
    report_id: str,
    readers: Sequence[str],
    files: Sequence[Mapping[str, object]] = (),
) -> dict[str, bytes]:
    """The padded plaintexts of report, headline and contact; the report's manifest names the other two by hash, and the
    files with what is known of them (`attachments.manifest_entry`).

    `readers` are the fingerprints of those whom it is sealed to: inside the seal no server can add somebody, so that
    whatever is said of the report later is sealed to nobody else.
    """
    answers = written.answers
    about = {"v": VERSION, "report_id": report_id}
    parts = {
        "headline": pad_json(
            about
            | {
                "part": "headline",
                "risk": answers.get("risk", ""),
                "where": answers.get("where", ""),
                "when": answers.get("when", ""),
                "files": len(files),
            },
            SMALL_MINIMUM,
        ),
        "contact": pad_json(about | {"part": "contact", "contact": written.contact}, SMALL_MINIMUM),
    }
    manifest = [{"part": name, "sha256": hashlib.sha256(plain).hexdigest()} for name, plain in parts.items()]
    report = about | {
        "part": "report",
        "guidelines": written.guidelines,
        "readers": list(readers),
        "sealed_by": "server",
        "answers": dict(answers),
        "reporter": {
            "recipient": str(HybridIdentity.from_seed(receipt.reporter_seed).recipient),
            "thread_key": base64.b64encode(receipt.thread_key).decode(),
        },
        "manifest": [*manifest, *files],
    }
    return {"report": pad_json(report, REPORT_MINIMUM)} | parts


def message_part(
    written: Written, receipt: Receipt, report_id: str, number: int, files: Sequence[Mapping[str, object]] = ()
) -> bytes:
    """The padded plaintext of a reporter's message; an HMAC under the thread key says that it belongs here, and so do
    the files that it names.

    A contact is left out: it is a part of its own in a report, and here whoever opens the report would have it too."""
    message: dict[str, object] = {
        "v": VERSION,
        "part": "message",
        "report_id": report_id,
        "direction": "to-readers",
        "number": number,
        "answers": dict(written.answers),
    } | ({"files": [dict(one) for one in files]} if files else {})
    mac = hmac.digest(receipt.thread_key, canonical(message), "sha256")
    return pad_json(message | {"mac": base64.b64encode(mac).decode()}, REPORT_MINIMUM)
