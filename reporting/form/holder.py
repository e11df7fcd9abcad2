"""Who comes back: with the twelve words typed here, or with the locator alone, where their browser keeps the words."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from werkzeug.exceptions import BadRequest

from reporting.mailbox.receipt import Receipt

LOCATOR = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True)
class Holder:
    """Enough to find a report. `receipt` is there for the length of one request, and only where words were typed."""

    locator_hash: bytes
    receipt: Receipt | None = None

    @classmethod
    def of(cls, untrusted_fields: Mapping[str, str]) -> "Holder":
        """Raises ReceiptError when what was typed is no receipt, BadRequest for what no page of ours sends."""
        locator = untrusted_fields.get("locator")
        if locator is None:
            receipt = Receipt.from_words(untrusted_fields.get("words", ""))
            return cls(receipt.locator_hash, receipt)
        if not LOCATOR.fullmatch(locator):
            raise BadRequest
        return cls(hashlib.sha256(bytes.fromhex(locator)).digest())
