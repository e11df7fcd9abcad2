"""Coming back with twelve words: how far the report has come."""

from dataclasses import dataclass
from datetime import date, timedelta

from reporting.config import Clocks
from reporting.db import Store
from reporting.mailbox.box import Mailbox, Proven
from reporting.mailbox.receipt import Receipt
from reporting.mailbox.withdrawal import Withdrawals, Withdrawn

SET_ASIDE = "set-aside"


@dataclass(frozen=True)
class Standing:
    """What the holder of a receipt is told; looking leaves no trace."""

    received_on: date
    status: str
    status_on: date
    acknowledge_by: date
    feedback_by: date
    logged_from: date
    proven: Proven | None
    withdrawn: Withdrawn | None = None


def look_up(receipt: Receipt, *, mailbox: Store, clocks: Clocks) -> Standing | None:
    """None when there is no report under this receipt. Raises StoreUnavailable."""
    with mailbox.read_rows() as rows:
        box = Mailbox(rows)
        found = box.find(receipt.locator_hash)
        # Asked in any case, so that the time it takes does not tell a right receipt from a wrong one.
        proven = box.proven(found.report_id if found else "")
        withdrawn = Withdrawals(rows).of(found.report_id if found else "")
    if found is None:
        return None
    acknowledge_by = clocks.acknowledge_by(found.received_on)
    return Standing(
        received_on=found.received_on,
        status=SET_ASIDE if found.suspected else found.status,
        status_on=found.status_on,
        acknowledge_by=acknowledge_by,
        feedback_by=clocks.feedback_by(acknowledge_by),
        logged_from=found.received_on + timedelta(days=1),
        proven=proven,
        withdrawn=withdrawn,
    )
