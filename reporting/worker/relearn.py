"""What the mailbox has and a desk that was put back has not: it is taken, told and proven once more.

Reports that came after the backup was made become cases again, so that none is lost with the desk's store, and go into
the log as if they had just been taken. Proofs that end in a checkpoint which is lost are made anew.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import TypeVar

from sqlalchemy.orm import Session

from reporting.accesslog import Tag
from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.proof_file import MalformedProof, ProofFile
from reporting.accesslog.tree import StoredTree
from reporting.cases.known import known, not_known_as_erased, not_known_as_heard, not_known_as_withdrawn, tell_again
from reporting.cases.withdrawals import Withdrawals
from reporting.mailbox import forgotten
from reporting.mailbox.models import GONE
from reporting.review.house import House
from reporting.signednote import NoteError

AT_ONCE = 200
"""Reports in one transaction of the mailbox, which reporters wait for too."""

Found = TypeVar("Found", list[str], dict[str, int], dict[str, bytes])


def relearn(house: House) -> None:
    """Doing it again changes nothing. Raises StoreUnavailable, MissingNode."""
    _walk(house, forgotten.taken_reports, lambda desk, ids: set(ids) - known(desk, ids), forgotten.offer_reports)
    _walk(house, forgotten.taken_withdrawals, not_known_as_withdrawn, forgotten.offer_withdrawals)
    _walk(house, forgotten.taken_messages, not_known_as_heard, forgotten.offer_messages)
    _walk(house, forgotten.proofs, _lost, forgotten.forget_proofs)
    _agree(house)


def _agree(house: House) -> None:
    """The mailbox is right about what is erased, the desk about how far all else has come."""
    after: str | None = ""
    while after is not None:
        # The desk stays locked from before the mailbox is read, so that no status moves in between.
        with house.desk.write() as session:
            with house.mailbox.read() as mailbox:
                shown = forgotten.shown(mailbox, after, AT_ONCE)
            gone = {report_id: one.status_on for report_id, one in shown.items() if one.status in GONE}
            there = {
                report_id: (one.status, one.wait_until, one.erase_on)
                for report_id, one in shown.items()
                if report_id not in gone
            }
            tell_again(session, there)
            _erase_again(gone, session, house)
        after = list(shown)[-1] if len(shown) == AT_ONCE else None


def _erase_again(gone: Mapping[str, date], session: Session, house: House) -> None:
    log = house.log(session)
    log.hold()
    for case in not_known_as_erased(session, gone):
        log.append(Tag.REPORT_ERASE, case=case.case_id)
        log.forget_commitments(case.case_id)
        Withdrawals(session).erase_again(case, gone[case.report_id])


def _walk(
    house: House,
    read: Callable[[Session, str, int], Found],
    choose: Callable[[Session, Found], Collection[str]],
    mend: Callable[[Session, Collection[str]], None],
) -> None:
    after: str | None = ""
    while after is not None:
        # The mailbox first: what it says is taken the desk has by then, unless it lost it.
        with house.mailbox.read() as session:
            found = read(session, after, AT_ONCE)
        with house.desk.read() as session:
            chosen = choose(session, found)
        if chosen:
            with house.mailbox.write() as session:
                mend(session, chosen)
        after = list(found)[-1] if len(found) == AT_ONCE else None


def _lost(desk: Session, proofs: Mapping[str, bytes]) -> list[str]:
    """Reports whose proof ends in a checkpoint that the log does not continue."""
    ends = {report_id: _end(proof) for report_id, proof in proofs.items()}
    tree = StoredTree(desk)
    held = {end for end in set(ends.values()) if end and end.size <= tree.size() and tree.root(end.size) == end.root}
    return [report_id for report_id, end in ends.items() if end not in held]


def _end(proof: bytes) -> Checkpoint | None:
    try:
        return Checkpoint.parse(ProofFile.parse(proof).note.text)
    except (MalformedProof, NoteError, CheckpointError):
        return None
