"""Whether the access log in the desk's store is what was hashed, and goes on from what was last signed for."""

from collections.abc import Iterator

from reporting.accesslog.checkpoints import LogKey
from reporting.accesslog.export import StoreDamaged
from reporting.accesslog.merkle import MerkleError
from reporting.accesslog.parts import check_parts
from reporting.accesslog.signing import KeptCheckpointUnreadable, Signing, UndeclaredRollback
from reporting.accesslog.tree import StoredTree
from reporting.db import StoreRefused, StoreUnavailable
from reporting.doctor.desk_store import read_desk
from reporting.doctor.findings import Asked, Finding, fine, refused, serious
from reporting.signednote import NoteError, VerifierKey

THEN = "Keep a copy of the desk's store as evidence, tell the auditors, and put a backup back: reporting restore"


def look(asked: Asked) -> Iterator[Finding]:
    """The past first, then the entries: all of them, or as many as one look at a long log can hash."""
    signing = _signing(asked)
    try:
        last = signing.last() if signing else None  # before the store, which the worker may sign meanwhile
        with read_desk(asked) as session:
            looked_at, tree = check_parts(session, asked.clock.today()), StoredTree(session)
            size = tree.size()
            if signing and last:
                signing.refuse_rollback(tree, last)
    except (StoreDamaged, MerkleError) as damaged:
        yield serious(f"desk.db was changed from outside. {damaged}", THEN)
    except (UndeclaredRollback, KeptCheckpointUnreadable) as error:
        yield refused(error)
    except (StoreRefused, StoreUnavailable):
        return  # told by `stores`
    else:
        which = "all" if looked_at == size else "the newest and a part of the older"
        yield fine(f"Of {size:,} entries of the access log {which} are what was hashed and signed for.")


def _signing(asked: Asked) -> Signing | None:
    """None where anything is wrong with the log's key: told by `roster`."""
    settings = asked.settings().worker()
    try:
        told = VerifierKey.parse((asked.keys / "log.pub").read_text(encoding="ascii").strip())
    except (OSError, NoteError, UnicodeDecodeError):
        return None
    key, before = LogKey(told.name, settings.log_secret), settings.log_secret_before
    if key.verifier != told:
        return None
    return Signing(key, settings.last_checkpoint, LogKey(told.name, before) if before else None)
