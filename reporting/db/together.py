"""Committing together: whoever has the turn takes everything that waits into one transaction.

Each waits for its own answer, and nothing is acknowledged before the commit that it was part of.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection

from reporting.db.errors import StoreUnavailable
from reporting.db.prepared import Adds, add_all

Work = Callable[[Connection], None]
Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(eq=False)
class Job:
    """Rows to be added, or another piece of work, and what became of it once it is done."""

    adds: Adds = ()
    work: Work = lambda rows: None
    done: bool = False
    error: BaseException | None = None


TakeJobs = Callable[[], list[Job]]
"""What waits, once the turn has come."""


class Together:
    """Who waits for a turn at one store; whoever finds nobody at it leads, and the others gather meanwhile."""

    def __init__(self, patience: float) -> None:
        """`patience` in seconds."""
        self._patience = patience
        self._changed = threading.Condition()
        self._is_led = False
        self.waiting: deque[Job] = deque()

    def run(self, job: Job, commit: Callable[[TakeJobs], None]) -> None:
        """Returns once the job was committed by whoever led; raises what it raised, or StoreUnavailable."""
        leads = False
        try:
            with self._changed:
                self.waiting.append(job)
                self._changed.wait_for(lambda: job.done or not self._is_led, self._patience)
                leads = not (job.done or self._is_led)
                self._is_led = self._is_led or leads
            if leads:
                commit(self._take)
        finally:
            with self._changed:
                if leads:
                    self._is_led = False
                    self._changed.notify_all()
                if job in self.waiting:
                    self.waiting.remove(job)  # its turn never came: it is not stored, and will not be
                elif not job.done:
                    self._changed.wait_for(lambda: job.done, self._patience)  # it is in the hands of who leads
        if not job.done:
            raise StoreUnavailable
        if job.error is not None:
            raise job.error

    def _take(self) -> list[Job]:
        """All that waits, which from now on nobody takes back."""
        with self._changed:
            jobs = list(self.waiting)
            self.waiting.clear()
        return jobs


def commit_together(jobs: list[Job], transaction: Transaction) -> None:
    """Do all of it; where anything in it is refused, each by itself, so that nobody pays for another's fault.

    A store that is busy, full or gone is so for all of them: asked again for each, it would let the last one wait for
    the sum of all waits.
    """
    error = _do(jobs, transaction)
    if error is None or isinstance(error, StoreUnavailable) or len(jobs) == 1:
        _answer(jobs, error)
        return
    for job in jobs:
        _answer([job], _do([job], transaction))


def _do(jobs: list[Job], transaction: Transaction) -> BaseException | None:
    """What went wrong with their transaction, if anything did."""
    try:
        with transaction() as rows:
            add_all(rows, (job.adds for job in jobs))
            for job in jobs:
                job.work(rows)
    except BaseException as raised:  # noqa: BLE001  (it is raised again, in the thread whose work it was)
        return raised
    return None


def _answer(jobs: list[Job], error: BaseException | None) -> None:
    """Once for each: whoever waits goes by the first answer, and looks for `done` without a lock."""
    for job in jobs:
        job.error = error
        job.done = True
