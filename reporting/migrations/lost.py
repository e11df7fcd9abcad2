"""A store that is not there is made only where nothing shows that there was one.

    refuse_to_replace(settings)     # StoreLost, or nothing

An empty store in the place of a lost one is taken for it: everything runs, and nobody looks for the backup any more.
"""

from collections.abc import Mapping

from reporting.config import WorkerSettings
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused
from reporting.db.errors import StoreLost
from reporting.db.tables import Tables


def lost(settings: WorkerSettings) -> Mapping[str, StoreLost]:
    """The stores that are not there, by their schema, each with the refusal of it."""
    found = {"mailbox": _lost(settings.mailbox_url, MailboxBase), "desk": _lost(settings.desk_url, DeskBase)}
    return {name: refusal for name, refusal in found.items() if refusal}


def refuse_to_replace(settings: WorkerSettings) -> None:
    """Raises StoreLost where the other store, a signed log or a roster shows that there was more than this."""
    missing = lost(settings)
    was_in_use = len(missing) == 1 or (settings.keys / "roster").exists() or _has_signed(settings)
    if missing and was_in_use:
        raise next(iter(missing.values()))


def _lost(url: str, tables: Tables) -> StoreLost | None:
    try:
        Store.open(url, tables, read_only=True).close()
    except StoreLost as refusal:
        return refusal
    except StoreRefused:
        return None  # it is there; an upgrade says by itself what is against it
    return None


def _has_signed(settings: WorkerSettings) -> bool:
    """The last checkpoint lies beside the stores, also the one of a log that was lost before."""
    kept = settings.last_checkpoint
    return kept.exists() or any(kept.parent.glob("lost-*"))
