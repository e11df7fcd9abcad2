"""Coming back with twelve words: how far the report has come."""

from dataclasses import dataclass
from datetime import date

from reporting.config import Clocks
from reporting.db import Store
from reporting.mailbox.box import Mailbox
from reporting.mailbox.receipt import Receipt


@dataclass(frozen=True)
class Standing:
    """What the holder of a receipt is told; looking leaves no trace."""

    received_on: date
    status: str
    status_on: date
    acknowledge_by: date
    feedback_by: date


def look_up(receipt: Receipt, *, mailbox: Store, clocks: Clocks) -> Standing | None:
    """None when there is no report under this receipt. Raises StoreUnavailable."""
    with mailbox.read_rows() as rows:
        found = Mailbox(rows).find(receipt.locator_hash)
    if found is None:
        return None
    acknowledge_by = clocks.acknowledge_by(found.received_on)
    return Standing(
        received_on=found.received_on,
        status=found.status,
        status_on=found.status_on,
        acknowledge_by=acknowledge_by,
        feedback_by=clocks.feedback_by(acknowledge_by),
    )
