"""Committing together: whoever has the turn takes everything that waits into one transaction.

Each waits for its own answer, and nothing is acknowledged before the commit that it was part of.
"""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import Connection

from reporting.db.errors import StoreUnavailable

Work = Callable[[Connection], None]
Transaction = Callable[[], AbstractContextManager[Connection]]


@dataclass(eq=False)
class Job:
    """One piece of work, and what became of it once it is done."""

    work: Work
    done: bool = False
    error: BaseException | None = None


def commit_together(waiting: deque[Job], transaction: Transaction) -> None:
    """Do all that waits; where anything in it is refused, each by itself, so that nobody pays for another's fault.

    A store that is busy, full or gone is so for all of them: asked again for each, it would let the last one wait for
    the sum of all waits.
    """
    jobs = [waiting.popleft() for _ in range(len(waiting))]
    error = _do(jobs, transaction)
    if error is not None and not isinstance(error, StoreUnavailable) and len(jobs) > 1:
        for job in jobs:
            _do([job], transaction)


def _do(jobs: list[Job], transaction: Transaction) -> BaseException | None:
    """Answers every job with what became of their transaction."""
    error: BaseException | None = None
    try:
        with transaction() as rows:
            for job in jobs:
                job.work(rows)
    except BaseException as raised:  # noqa: BLE001  (it is raised again, in the thread whose work it was)
        error = raised
    for job in jobs:
        job.done, job.error = True, error
    return error
