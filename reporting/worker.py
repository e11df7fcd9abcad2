"""What time does: deposits reach the desk, spent tokens and lapsed sessions are forgotten, traces are smoothed.

Everything here may be done again at any time: a worker that dies is started once more, and that is all.
"""

import sys
import threading
from datetime import date, timedelta
from pathlib import Path

from reporting import roster as rosters
from reporting.errors import ReportingError
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review.house import House
from reporting.review.take import take
from reporting.signin import Sessions, refusals

PAUSE = 60.0
"""Seconds between two rounds. The desk takes what arrived by itself; nobody waits for the worker."""
TOKEN_LIFE = timedelta(days=3)
"""A form token is refused from the second day on, so its trace may go after the third."""


def run_once(house: House, keys: Path) -> None:
    """One round, for everybody who is in the roster now. Raises StoreUnavailable, RosterError."""
    roster = rosters.load(keys)
    for reader in roster.readers if roster else ():
        take(reader.fingerprint, house)
    with house.mailbox.write() as session:
        DeskMailbox(session).forget_tokens(house.clock.today() - TOKEN_LIFE)
    with house.desk.write() as session:
        Sessions(session, house.clock).forget_lapsed()
        refusals.settle(session, house.clock)
    # A file's own time would keep the minute of the last report; now it says only that the worker lives.
    for store in (house.mailbox, house.desk):
        store.touch()


def tidy(house: House) -> None:
    """Once a day: lay the mailbox's pages in the order of its random keys. Raises StoreUnavailable."""
    house.mailbox.rewrite()


def run(house: House, keys: Path, ended: threading.Event) -> None:
    """Rounds until `ended`. What is refused, busy or full now is tried again in the next round."""
    tidied: date | None = None
    while not ended.is_set():
        try:
            run_once(house, keys)
            if tidied != house.clock.today():
                tidy(house)
                tidied = house.clock.today()
        except ReportingError as refused:
            reason = str(refused) or str(type(refused).__doc__)
            print(f"reporting worker: {reason} Trying again in a minute.", file=sys.stderr)  # noqa: T201
        ended.wait(PAUSE)
