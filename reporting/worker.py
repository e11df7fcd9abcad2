"""What time does: deposits reach the desk, spent tokens and lapsed sessions are forgotten.

Everything here may be done again at any time: a worker that dies is started once more, and that is all.
"""

import sys
import threading
from collections.abc import Iterable
from datetime import timedelta

from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store, StoreUnavailable
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.review.take import take
from reporting.signin import forget_lapsed

PAUSE = 60.0
"""Seconds between two rounds. The desk takes what arrived by itself; nobody waits for the worker."""
TOKEN_LIFE = timedelta(days=3)
"""A form token is refused from the second day on, so its trace may go after the third."""


def run_once(mailbox: Store, desk: Store, clock: Clock, readers: Iterable[str]) -> None:
    """One round, for these readers' fingerprints. Raises StoreUnavailable."""
    house = House(desk=desk, mailbox=mailbox, clock=clock, clocks=Clocks())
    for reader in readers:
        take(reader, house)
    with mailbox.write() as session:
        DeskMailbox(session).forget_tokens(clock.today() - TOKEN_LIFE)
    with desk.write() as session:
        forget_lapsed(session, clock)


def run(mailbox: Store, desk: Store, clock: Clock, readers: Iterable[str], ended: threading.Event) -> None:
    """Rounds until `ended`. A store that is locked or full for a while is tried again in the next round."""
    readers = tuple(readers)
    while not ended.is_set():
        try:
            run_once(mailbox, desk, clock, readers)
        except StoreUnavailable:
            print("reporting worker: a store is busy, full or gone; trying again in a minute", file=sys.stderr)  # noqa: T201
        ended.wait(PAUSE)
