"""The rooms that the worker works with, for commands that do its work."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from reporting.clock import SystemClock
from reporting.config import WorkerSettings
from reporting.db import DeskBase, MailboxBase, Store
from reporting.review import House


@contextmanager
def house(settings: WorkerSettings) -> Iterator[House]:
    """Both stores, open until the block ends; raises StoreRefused."""
    with (
        closing(Store.open(settings.desk_url, DeskBase)) as desk,
        closing(Store.open(settings.mailbox_url, MailboxBase)) as mailbox,
    ):
        yield House(desk, mailbox, SystemClock(), settings.clocks)
