"""What the readers answered, opened for who typed the words: with the reporter's own key, made for this one request.

    for one in read_replies(receipt, standing.report_id, standing.replies):
        one.text                  # or one.fault, and then nothing of it is shown

A reply counts when it was written under the thread key, for this report and this place. Only the reporter and those
whom they chose have that key, so whoever runs the server can neither write one nor move one unseen.
"""

import base64
import binascii
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from reporting.intake.parts import REPORT_MINIMUM, VERSION, canonical
from reporting.mailbox.box import SealedReply
from reporting.mailbox.receipt import Receipt
from reporting.sealing import HybridIdentity, SealingError, pad_json, seal

DIRECTION = "to-reporter"
FORGED = "forged"
MISSING = "missing"


@dataclass(frozen=True)
class Reply:
    """One answer as its reader wrote it, or why nothing of it is shown (`fault`: FORGED, MISSING)."""

    number: int
    on: date | None = None
    author: str = ""
    text: str = field(default="", repr=False)
    fault: str = ""


class _Forged(Exception):
    """Not written by who was chosen to read, or not for this place."""


def read_replies(receipt: Receipt, report_id: str, sealed: Sequence[SealedReply]) -> list[Reply]:
    """Each reply in its place, and a word for each that is missing before the last."""
    identity = HybridIdentity.from_seed(receipt.reporter_seed)
    # Where there is nothing to open something is opened all the same, so that it takes the time of one that is there.
    if not sealed:
        _open(identity, _for_nobody())
    by_number = {one.number: one for one in sealed}
    last = max(by_number, default=0)
    return [
        _read(identity, receipt, report_id, by_number[number]) if number in by_number else Reply(number, fault=MISSING)
        for number in range(1, last + 1)
    ]


def _read(identity: HybridIdentity, receipt: Receipt, report_id: str, one: SealedReply) -> Reply:
    try:
        said = _parsed(_open(identity, one.sealed))
        mac = said.pop("mac", "")
        expected = hmac.digest(receipt.thread_key, canonical(said), "sha256")
        if not isinstance(mac, str) or not hmac.compare_digest(_bytes(mac), expected):
            raise _Forged
        place = {"v": VERSION, "part": "message", "report_id": report_id, "direction": DIRECTION, "number": one.number}
        if any(said.get(name) != value for name, value in place.items()):
            raise _Forged
        return Reply(one.number, date.fromisoformat(_text(said, "on")), _text(said, "from"), _text(said, "text"))
    except (_Forged, ValueError):
        return Reply(one.number, fault=FORGED)


def _open(identity: HybridIdentity, sealed: bytes) -> bytes:
    try:
        return identity.open(sealed)
    except SealingError:
        return b""


def _parsed(plaintext: bytes) -> dict[str, Any]:
    try:
        said = json.loads(plaintext)
    except RecursionError:
        raise _Forged from None
    if not isinstance(said, dict):
        raise _Forged
    return said


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _Forged from None


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str):
        raise _Forged
    return value


@lru_cache(maxsize=1)
def _for_nobody() -> bytes:
    throwaway = HybridIdentity.generate().recipient
    return seal(pad_json({"text": ""}, REPORT_MINIMUM), [throwaway] * 3)
