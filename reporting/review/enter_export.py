"""Entries are handed over as a table: the entry that says so is committed before the first of them is given out."""

from reporting.accesslog import AccessLog, Tag
from reporting.clock import Clock
from reporting.db import Store


def enter_export(auditor: str, store: Store, clock: Clock) -> int:
    """Enter that this auditor takes entries away; the index of that entry. Raises LogUnavailable, StoreUnavailable."""
    return store.together(lambda session: AccessLog(session, clock).append(Tag.LOG_EXPORT, person=auditor).index)
