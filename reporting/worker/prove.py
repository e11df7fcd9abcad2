"""Proofs for reporters: put into the mailbox by the worker, since the form never reaches the log.

Every report gets the proof of the first checkpoint over it. A proof never grows old: auditors' checkpoints continue the
one it ends with.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError

from reporting.accesslog.proving import proof_of
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House

AT_ONCE = 200
"""Proofs in one transaction of the mailbox, which reporters wait for too."""


def prove_deposits(house: House) -> None:
    """Give every report that is in the log its proof, once. Raises StoreUnavailable, MissingNode."""
    today, last = house.clock.today(), ""
    while True:
        with house.mailbox.read() as session:
            unproven = DeskMailbox(session).unproven(today, last, AT_ONCE)
        proofs = _proofs(unproven, house)
        if proofs:
            _put(proofs, today, house)
        if len(unproven) < AT_ONCE:
            return
        last = unproven[-1]  # on past those that no checkpoint covers yet


def _put(proofs: Mapping[str, bytes], today: date, house: House) -> None:
    try:
        with house.mailbox.write() as session:
            DeskMailbox(session).put_proofs(proofs, today)
    except IntegrityError:
        # Another worker proved one of them meanwhile, or it was erased. The next round proves what is left.
        return


def _proofs(report_ids: Sequence[str], house: House) -> dict[str, bytes]:
    """By report id; a report that no checkpoint covers yet is left out."""
    with house.desk.read() as session:
        leaves = house.cases(session).leaves(report_ids)
        found = {report_id: proof_of(leaf, session) for report_id, leaf in leaves.items()}
    return {report_id: proof for report_id, proof in found.items() if proof is not None}
