"""Committing together: whoever has the turn takes everything that waits into one transaction.

Each waits for its own answer, and nothing is acknowledged before the commit that it was part of.
"""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field

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
    leads: bool = False
    """Whether whoever waits for it is to commit, for all who wait."""
    called: threading.Event = field(default_factory=threading.Event)
    """Set when it is done, or when it is to lead."""


TakeJobs = Callable[[], list[Job]]
"""What waits, once the turn has come."""


class Together:
    """Who waits for a turn at one store; whoever finds nobody at it leads, and the others gather meanwhile.

    Nobody is woken but whoever has an answer or leads next: each thread that wakes takes Python's lock from one that
    works.
    """

    def __init__(self, patience: float) -> None:
        """`patience` in seconds."""
        self._patience = patience
        self._changing = threading.Lock()
        self._is_led = False
        self.waiting: deque[Job] = deque()

    def run(self, job: Job, commit: Callable[[TakeJobs], None]) -> None:
        """Returns once the job was committed by whoever led; raises what it raised, or StoreUnavailable."""
        with self._changing:
            self.waiting.append(job)
            job.leads, self._is_led = not self._is_led, True
        try:
            if not job.leads and not job.called.wait(self._patience):
                self._lose_patience(job)
            if job.leads:
                commit(self._take)
        finally:
            self._leave(job)
        if not job.done:
            raise StoreUnavailable
        if job.error is not None:
            raise job.error

    def _lose_patience(self, job: Job) -> None:
        """Not stored, and not to be any more; unless its turn comes this moment, or whoever leads has it already."""
        with self._changing:
            is_left = job in self.waiting and not job.leads
            if is_left:
                self.waiting.remove(job)
        if not is_left and not job.leads:
            job.called.wait(self._patience)

    def _take(self) -> list[Job]:
        """All that waits, which from now on nobody takes back."""
        with self._changing:
            jobs = list(self.waiting)
            self.waiting.clear()
        return jobs

    def _leave(self, job: Job) -> None:
        """What was not taken is not stored. After who led, whoever has waited longest leads."""
        with self._changing:
            if job in self.waiting:
                self.waiting.remove(job)
            if job.leads:
                self._is_led = bool(self.waiting)
                if self.waiting:
                    self.waiting[0].leads = True
                    self.waiting[0].called.set()


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
    """Once for each: whoever waits goes by the first answer."""
    for job in jobs:
        job.error = error
        job.done = True
        job.called.set()
