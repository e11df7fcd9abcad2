"""Rounds: deposits reach the desk and the log, tokens and sessions are forgotten, traces are smoothed, mail goes out.

Everything here may be done again at any time: a worker that dies is started once more, and that is all.
"""

import sys
import threading
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Protocol

from reporting import roster as rosters
from reporting.accesslog.signing import Signing
from reporting.cases.entering import Entering
from reporting.errors import ReportingError
from reporting.mailbox.desk_side import DeskMailbox
from reporting.notifications import Post
from reporting.review.hear import hear_all
from reporting.review.house import House
from reporting.review.notify import notify
from reporting.review.take import take_all
from reporting.review.withdrawals import settle_all
from reporting.signin import Sessions, refusals
from reporting.worker.comparing import compare
from reporting.worker.declare import declare_changes
from reporting.worker.erase import ClockJumped, erase
from reporting.worker.log_day import log_day
from reporting.worker.prove import prove_deposits
from reporting.worker.restored import finish_restore

PAUSE = 60.0
"""Seconds between two rounds. The desk takes what arrived by itself; nobody waits for the worker."""
AGAIN = 60
"""Rounds after which the same trouble is told once more: a disk that is full for days fills no journal as well."""
TOKEN_LIFE = timedelta(days=3)
"""A form token is refused from the second day on, so its trace may go after the third."""


class Daily(Protocol):
    """Called in each round; knows by itself when there is nothing to do: the day's backup, the log's folder."""

    failed: str
    """What is told before the reason."""

    def make(self) -> None:
        """Do it, unless it is done. Raises ReportingError."""


def run_once(house: House, keys: Path, signing: Signing, post: Post | None = None) -> None:
    """One round, for everybody who is in the roster now.

    Raises StoreUnavailable, RosterError, UndeclaredRollback, and ClockJumped when all else is done.
    """
    roster = rosters.load(keys)
    for reader in roster.readers if roster else ():
        take_all(reader.fingerprint, house)
    for settle_rest in (settle_all, hear_all):  # also where the readers have all left
        settle_rest(house)
    with house.mailbox.write() as session:
        DeskMailbox(session).forget_tokens(house.clock.today() - TOKEN_LIFE)
    with house.desk.write() as session:
        Sessions(session, house.clock).forget_lapsed()
        refusals.settle(session, house.clock)
        Entering(session).forget(house.clock.today())
    # A file's own time would keep the minute of the last report; now it says only that the worker lives.
    for store in (house.mailbox, house.desk):
        store.touch()
    try:
        declare_changes(keys, house)
        log_day(house, signing)
        prove_deposits(house)
        compare(house)
        erase(house)
    finally:
        # Last, since nothing else may wait for a mail server; and also when the log refuses its day: readers have to
        # hear of what came all the same.
        if roster and post:
            notify(post, roster, house)


def complain(line: str) -> None:
    """Told to the operator."""
    print(f"reporting worker: {line}", file=sys.stderr)  # noqa: T201


class Trouble:
    """What keeps rounds from being done: told when it begins, when it is another one, and once an hour."""

    def __init__(self) -> None:
        self._last, self._rounds = "", 0

    def tell(self, line: str) -> None:
        self._rounds = 0 if line != self._last else self._rounds + 1
        self._last = line
        if self._rounds % AGAIN == 0:
            complain(line)


def tidy(house: House, done: dict[str, date]) -> None:
    """Once a day: lay the mailbox's pages in the order of its random keys, and empty both logs, in which stands in what
    order things were done and what has been deleted since.

    `done` has the day of each step. A log that somebody still reads is emptied in a later round.
    Raises StoreUnavailable.
    """
    today = house.clock.today()
    steps: dict[str, Callable[[], bool | None]] = {
        "pages": house.mailbox.rewrite,
        "mailbox": house.mailbox.flush_log,
        "desk": house.desk.flush_log,
    }
    for name, step in steps.items():
        if done.get(name) != today and step() is not False:
            done[name] = today


def run(
    house: House,
    keys: Path,
    signing: Signing,
    ended: threading.Event,
    post: Post | None = None,
    daily: Sequence[Daily] = (),
) -> None:
    """Rounds until `ended`. What is refused, busy or full now is tried again in the next round."""
    tidied: dict[str, date] = {}
    told, finished, trouble = "", False, Trouble()
    while not ended.is_set():
        try:
            if not finished:
                finish_restore(house)
                finished = True
            try:
                run_once(house, keys, signing, post)
            except ClockJumped as jumped:  # the round is done; once is enough to say so, since it lasts a day
                if told != str(jumped):
                    told = str(jumped)
                    complain(told)
            tidy(house, tidied)
            trouble = Trouble()
        except ReportingError as refused:
            trouble.tell(f"{refused} Trying again each minute.")
        do_daily(daily)
        ended.wait(PAUSE)


def do_daily(daily: Sequence[Daily]) -> None:
    """Each apart from the rest and from the others: none may keep another from being done."""
    for one in daily:
        try:
            one.make()
        except ReportingError as refused:
            complain(f"{one.failed} {refused} Trying again in an hour.")
