"""Coming back with twelve words: how far the report has come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.config import Clocks
from reporting.db import Store
from reporting.mailbox.box import Mailbox, Proven, SealedReply
from reporting.mailbox.models import GONE, KEPT_ASIDE
from reporting.mailbox.withdrawal import Withdrawals, Withdrawn

SET_ASIDE = "set-aside"


@dataclass(frozen=True)
class Standing:
    """What the holder of a receipt is told; looking leaves no trace."""

    report_id: str
    readers: Sequence[str]
    received_on: date
    status: str
    status_on: date
    wait_until: date | None
    erase_on: date | None
    acknowledge_by: date
    feedback_by: date
    logged_from: date
    proven: Proven | None
    withdrawn: Withdrawn | None = None
    replies: Sequence[SealedReply] = ()
    next_message: int = 1
    files: int = 0

    @property
    def is_hidden(self) -> bool:
        """Taken back before anybody opened it: so from that moment on, whatever the desk knows yet."""
        return self.withdrawn is not None and not self.withdrawn.opened

    @property
    def takes_words(self) -> bool:
        """Whether there is still somebody who would read what its writer adds."""
        return not self.is_hidden and self.status not in GONE


def look_up(locator_hash: bytes, *, mailbox: Store, clocks: Clocks) -> Standing | None:
    """None when there is no report under this locator. Raises StoreUnavailable."""
    with mailbox.read_rows() as rows:
        box = Mailbox(rows)
        found = box.find(locator_hash)
        # Asked in any case, so that the time it takes does not tell a right receipt from a wrong one.
        proven = box.proven(found.report_id if found else "")
        withdrawn = Withdrawals(rows).of(found.report_id if found else "")
        replies = box.replies(found.report_id if found else "")
        next_message, _ = box.numbers(found.report_id if found else "", b"")
        files = box.count_files(found.report_id if found else "")
    if found is None:
        return None
    acknowledge_by = clocks.acknowledge_by(found.received_on)
    return Standing(
        report_id=found.report_id,
        readers=found.readers,
        received_on=found.received_on,
        status=SET_ASIDE if found.suspected else found.status,
        status_on=found.status_on,
        wait_until=found.wait_until,
        erase_on=found.received_on + KEPT_ASIDE if found.suspected else found.erase_on,
        acknowledge_by=acknowledge_by,
        feedback_by=clocks.feedback_by(acknowledge_by),
        logged_from=found.received_on + timedelta(days=1),
        proven=proven,
        withdrawn=withdrawn,
        replies=tuple(replies),
        next_message=next_message,
        files=files,
    )
