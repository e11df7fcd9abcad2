"""The desk's store, opened for as long as a group looks into it.

with read_desk(asked) as session:
    StoredCheckpoints(session).newest_row()
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy.orm import Session

from reporting.db import DeskBase, Store
from reporting.doctor.findings import Asked


@contextmanager
def read_desk(asked: Asked) -> Iterator[Session]:
    """Raises StoreRefused, StoreUnavailable: what is wrong with a store is told by `stores`, and by it alone."""
    opened = Store.open(asked.settings().desk().desk_url, DeskBase, read_only=True)
    with closing(opened) as store, store.read() as session:
        yield session
