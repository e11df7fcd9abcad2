"""The two stores: how they are opened, and the one way to read and to write them.

    store = Store.open("sqlite:////srv/reporting/mailbox/mailbox.db", MailboxBase, guard=form_guard)
    with store.write() as session:
        session.execute(insert(...))

The block commits when it ends; until it has ended nothing may be acknowledged.
"""

from reporting.db.errors import StoreRefused, StoreUnavailable
from reporting.db.prepared import Adds, Prepared, RowRefused, errors
from reporting.db.sqlite import create
from reporting.db.store import Store
from reporting.db.tables import DeskBase, MailboxBase

__all__ = [
    "Adds",
    "DeskBase",
    "MailboxBase",
    "Prepared",
    "RowRefused",
    "Store",
    "StoreRefused",
    "StoreUnavailable",
    "create",
    "errors",
]
