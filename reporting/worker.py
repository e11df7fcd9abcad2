"""What time does: deposits reach the desk, spent tokens and lapsed sessions are forgotten.

Everything here may be done again at any time: a worker that dies is started once more, and that is all.
"""

import sys
import threading
from datetime import timedelta
from pathlib import Path

from reporting import roster as rosters
from reporting.clock import Clock
from reporting.config import Clocks
from reporting.db import Store, StoreUnavailable
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.review.take import take
from reporting.signin import Sessions

PAUSE = 60.0
"""Seconds between two rounds. The desk takes what arrived by itself; nobody waits for the worker."""
TOKEN_LIFE = timedelta(days=3)
"""A form token is refused from the second day on, so its trace may go after the third."""


def run_once(mailbox: Store, desk: Store, keys: Path, clock: Clock) -> None:
    """One round, for everybody who is in the roster now. Raises StoreUnavailable, RosterError."""
    house = House(desk=desk, mailbox=mailbox, clock=clock, clocks=Clocks())
    roster = rosters.load(keys)
    for reader in roster.readers if roster else ():
        take(reader.fingerprint, house)
    with mailbox.write() as session:
        DeskMailbox(session).forget_tokens(clock.today() - TOKEN_LIFE)
    with desk.write() as session:
        Sessions(session, clock).forget_lapsed()


def run(mailbox: Store, desk: Store, keys: Path, clock: Clock, ended: threading.Event) -> None:
    """Rounds until `ended`. A store that is locked or full for a while is tried again in the next round."""
    while not ended.is_set():
        try:
            run_once(mailbox, desk, keys, clock)
        except StoreUnavailable:
            print("reporting worker: a store is busy, full or gone; trying again in a minute", file=sys.stderr)  # noqa: T201
        ended.wait(PAUSE)
