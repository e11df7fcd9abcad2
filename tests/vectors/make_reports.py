"""Writes tests/vectors/reports.json anew: `python -m tests.vectors.make_reports > tests/vectors/reports.json`.

The padded plaintexts of reports and messages as Python makes them. The browser's must be the same to the byte, but for
the word that says who sealed.
"""

import json
from hashlib import sha256

from reporting.intake.attachments import Attachment, Upload, Way, manifest_entry, padded, resend_mac
from reporting.intake.parts import Written, message_part, report_parts
from reporting.mailbox.receipt import Receipt

READERS = ["0" * 52, "z" * 52]
NOTE = "test vectors only, never use these receipts"
CASES: tuple[tuple[str, dict[str, str | list[str]], str], ...] = (
    ("both", {"what_happened": "He followed me.", "act_without_me": "ask-first", "quote_me": "no"}, ""),
    (
        "not-ben",
        {
            "what_happened": 'Über 漢字 🌊 "quoted" \\ back\n\ttab \u2028 line \u00a0 \u200b </script>',
            "risk": "danger",
            "tell_today": "yes",
            "kind": ["harassment", "privacy"],
            "where": "live-event",
            "when": "week",
            "who": "\u202eKarl\ufeff",
        },
        "0700 555 0142 é",
    ),
    ("neither", {"what_happened": "漢" * 5300, "limits": '"' * 900}, '"' * 600),
)


WAYS = (Way.CLEAN, Way.AS_IS, Way.FLATTEN)
FILES = (("file-1", "text/plain", b"Dear Ada"), ("file-2", "application/octet-stream", bytes(range(256)) * 5))


def with_files(written: Written, receipt: Receipt, report_id: str, way: Way) -> dict[str, object]:
    """The same report with two files: what names them, and what tells whether they come again."""
    attachments = [
        (part, Attachment(media_type, data, cleaned=way is not Way.AS_IS)) for part, media_type, data in FILES
    ]
    manifest = [manifest_entry(part, one, padded(one)) for part, one in attachments]
    parts = report_parts(written, receipt, report_id, READERS, manifest)
    uploads = [Upload(data, way) for _, _, data in FILES]
    return {
        "way": way,
        "files": [{"part": part, "media_type": media_type, "data": data.hex()} for part, media_type, data in FILES],
        "words_mac": resend_mac(receipt, written.canonical(), uploads).hex(),
        "parts": {name: part.decode().rstrip(" ") for name, part in parts.items()},
        "sizes": {part: len(padded(one)) for part, one in attachments},
    }


def vector(number: int, readers: str, answers: dict[str, str | list[str]], contact: str) -> dict[str, object]:
    entropy = sha256(f"{NOTE}: {number}".encode()).digest()[:16]
    report_id = sha256(f"{NOTE}: id {number}".encode()).hexdigest()[:32]
    written, receipt = Written(readers, answers, contact, entropy, "2026-03-03"), Receipt(entropy)
    parts = report_parts(written, receipt, report_id, READERS)
    message = message_part(written, receipt, report_id, number + 1)
    return {
        "entropy": entropy.hex(),
        "report_id": report_id,
        "guidelines": written.guidelines,
        "readers": READERS,
        "written": {"readers": readers, "answers": answers, "contact": contact},
        "locator": receipt.locator.hex(),
        "locator_hash": receipt.locator_hash.hex(),
        "words_mac": receipt.words_mac(written.canonical()).hex(),
        "message_mac": receipt.words_mac(b"message\n" + written.canonical()).hex(),
        "number": number + 1,
        "parts": {name: part.decode().rstrip(" ") for name, part in parts.items()},
        "message": message.decode().rstrip(" "),
        "with_files": with_files(written, receipt, report_id, WAYS[number]),
        "sizes": {name: len(part) for name, part in (parts | {"message": message}).items()},
    }


def vectors() -> dict[str, object]:
    return {"note": NOTE, "reports": [vector(number, *case) for number, case in enumerate(CASES)]}


if __name__ == "__main__":
    print(json.dumps(vectors(), indent=1, ensure_ascii=False))
