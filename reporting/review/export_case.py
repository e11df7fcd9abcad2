"""What the access log says of one case, for a bundle that its reader makes in the browser: an entry first, as ever.

Only the deposit is proven. A proof tells the place of its entry, and between the places of two of one's own acts lie
those of others, also in cases that one may not know of. Deposits stand shuffled among the fillers of their day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reporting.accesslog import Tag
from reporting.accesslog.bound import Bound, bound
from reporting.accesslog.proving import proof_of
from reporting.accesslog.search import LogSearch, Wanted
from reporting.cases import Status
from reporting.mailbox.models import ATTACHMENTS
from reporting.review.house import House
from reporting.review.mark_urgent import URGENT
from reporting.review.open_report import enter

MOST = 10_000
"""Entries of one case that a bundle can hold."""
WORDS = (*Status, URGENT, *ATTACHMENTS)
"""What entries of a case are bound to, where it is no more than a word. All else that is bound is sealed."""


@dataclass(frozen=True)
class Exported:
    """The entries of a case, oldest first, as stored, and what they were bound to; the proof of its deposit, once a
    checkpoint covers it; the log's key."""

    entries: Sequence[str]
    bound: Sequence[Bound]
    proofs: Sequence[str]
    key: str


def export_case(case_id: str, reader: str, keys: Path, house: House) -> Exported:
    """Raises NoSuchCase, LogUnavailable, StoreUnavailable; then nothing was handed out."""
    case = enter(Tag.CASE_EXPORT, case_id, reader, house)
    with house.desk.read() as session:
        search = LogSearch(session)
        leaves = sorted(search.older(Wanted(case=case.case_id), limit=MOST))
        entries = [entry.bytes.decode() for entry in search.entries(leaves)]
        said = list(bound(session, leaves, WORDS))
        deposit = list(house.cases(session).leaves([case.report_id]).values())
        proofs = [proof.decode() for leaf in deposit if (proof := proof_of(leaf, session))]
    return Exported(entries, said, proofs, (keys / "log.pub").read_text(encoding="utf-8"))
