"""The declaration of a restore in the backup's own log, once that is known to be whole, and what is lost by it.

declared = declare(wanted, staged, mailbox, clock)      # raises BackupRefused; the store is still beside its place
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy.orm import Session

from reporting import config
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.export import StoreDamaged
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.whole import NotThisLog, check_whole
from reporting.backup import BackupRefused
from reporting.clock import Clock
from reporting.db import DeskBase, MailboxBase, Store
from reporting.db.sqlite import PREFIX
from reporting.restore.checks import ANOTHER, kept_checkpoint, log_keys
from reporting.restore.wanted import Wanted
from reporting.review.house import House
from reporting.signednote import VerifierKey
from reporting.worker import enter_restore
from reporting.worker.relearn import relearn


@dataclass(frozen=True)
class Declared:
    """`own_lost` is the checkpoint that the worker kept, if its entries are lost; `lost` the largest that is known."""

    as_signed: int | None
    lost: Checkpoint | None
    own_lost: Checkpoint | None


def declare(wanted: Wanted, staged: Path, mailbox: Path, clock: Clock) -> Declared:
    """The entry in the backup's own log, once that is known to be whole."""
    keys = _log_keys(wanted, staged)
    with (
        closing(Store.open(f"{PREFIX}{staged}/desk.db", DeskBase)) as desk,
        closing(Store.open(f"{PREFIX}{mailbox if wanted.desk_only else staged / 'mailbox.db'}", MailboxBase)) as box,
    ):
        house = House(desk, box, clock, config.Clocks())
        with _one_line(), desk.read() as session:
            check_whole(session, keys)
        with desk.write() as session:
            declared = losses(wanted, staged, session)
            as_signed = enter_restore(session, house.log(session), declared.lost)
        if not wanted.desk_only:
            relearn(house)
            box.flush_log()
        desk.flush_log()
    return replace(declared, as_signed=as_signed)


def losses(wanted: Wanted, staged: Path, session: Session, as_signed: int | None = None) -> Declared:
    """What the checkpoints that were kept elsewhere say of the log in this store; raises BackupRefused."""
    keys, tree = _log_keys(wanted, staged), StoredTree(session)
    kept, own = (kept_checkpoint(file, keys) for file in (wanted.kept, last_checkpoint(wanted.instance)))
    lost = [one for one in (kept, own) if one and _is_lost(one, tree)]
    largest = max(lost, key=lambda one: one.size, default=None)
    return Declared(as_signed, largest, own if own in lost else None)


def last_checkpoint(instance: Path) -> Path:
    return instance / "worker" / "last-checkpoint"


def _is_lost(kept: Checkpoint, tree: StoredTree) -> bool:
    return kept.size > tree.size() or tree.root(kept.size) != kept.root


def _log_keys(wanted: Wanted, staged: Path) -> list[VerifierKey]:
    before = (wanted.instance / "secrets" / config.LOG_KEY).with_suffix(config.BEFORE)
    known = log_keys([wanted.keys / "log.pub", staged / "keys" / "log.pub"], before)
    return [*known, *log_keys([wanted.log_key], before.with_name("none"))] if wanted.log_key else known


@contextmanager
def _one_line() -> Iterator[None]:
    try:
        yield
    except NotThisLog as error:
        raise BackupRefused(
            f"{error} If the key was changed since, name the one of that time: --log-key OLD.pub"
        ) from None
    except StoreDamaged as error:
        raise BackupRefused(f"The access log in the backup is not whole. {error} {ANOTHER}") from None
