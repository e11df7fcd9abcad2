"""A backup was put back: said in the log, before the log goes on.

The entry says up to how many entries the log is still as it was signed, and holds the SHA-256 of the text of the
checkpoint whose entries are lost. Whoever kept a longer one sees a loss that was declared; any other is a rollback.
Reporters lose nothing by it: what the mailbox has and the desk has not is taken again (`relearn`).
"""

from sqlalchemy.orm import Session

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.signing import Signing
from reporting.accesslog.stored import StoredCheckpoints
from reporting.accesslog.tree import StoredTree
from reporting.errors import Refused
from reporting.review.house import House
from reporting.worker.declare import is_of
from reporting.worker.relearn import relearn


class NothingLost(Refused):
    """The store continues what was signed for last; there is no loss to declare."""


def declare_restore(house: House, signing: Signing) -> Checkpoint:
    """Enter the loss and let the log go on; returns the checkpoint that was lost.

    Raises NothingLost, KeptCheckpointUnreadable, LogUnavailable, StoreUnavailable, CannotWrite.
    """
    with house.desk.write() as session:
        log = house.log(session)
        log.hold()
        lost = signing.lost(StoredTree(session))
        if lost is None:
            raise NothingLost("The access log continues all that was signed for. There is nothing to declare.")
        # Whoever died between the entry and `forget` runs the command again: one loss is one entry.
        if not is_of(log.last(Tag.RESTORE_DECLARE), lost.text.encode()):
            enter_restore(session, log, lost)
    # Before the log may go on: whoever dies here declares again, and this is done again.
    relearn(house)
    signing.forget(lost)
    return lost


def finish_restore(house: House) -> None:
    """What the mailbox knows is told to a desk that was put back and has signed nothing since. Raises StoreUnavailable.

    The restore itself does so too. Where the machine died before it had, and the programs were started as if it had
    not, reports would be at nobody's desk. Doing it again changes nothing.
    """
    with house.desk.read() as session:
        declared, newest = house.log(session).last(Tag.RESTORE_DECLARE), StoredCheckpoints(session).newest()
    if declared and declared.index >= (Checkpoint.parse(newest.text).size if newest else 0):
        relearn(house)


def enter_restore(session: Session, log: AccessLog, lost: Checkpoint | None) -> int | None:
    """The entry of a backup that is put back, in a writing session; up to how many entries the log is as it was signed.

    `lost` is the checkpoint whose entries are lost, None when nobody here knows of one. Raises LogUnavailable.
    """
    newest = StoredCheckpoints(session).newest()
    as_signed = Checkpoint.parse(newest.text).size if newest else None
    log.append(Tag.RESTORE_DECLARE, count=as_signed, hash_of=lost.text.encode() if lost else None)
    return as_signed
