"""Who writes for whom, when many wait for one store: the turn is handed on whatever becomes of whoever has it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from reporting.db import StoreUnavailable
from reporting.db.together import Job, TakeJobs, Together, commit_together
from reporting.errors import ReportingError


def test_when_whoever_leads_finds_the_store_busy_the_next_one_leads_and_is_stored() -> None:
    crowd = Crowd()
    crowd.refuse("first")
    crowd.join("first")
    crowd.led.wait(5)
    for name in ("second", "third"):
        crowd.join(name)
    crowd.go_on.set()
    assert crowd.answers() == {"first": StoreUnavailable, "second": None, "third": None}
    assert crowd.stored == ["second", "third"]
    crowd.join("later")
    assert crowd.answers()["later"] is None


def test_whoever_loses_patience_is_not_stored_and_leaves_the_others_their_turn() -> None:
    crowd = Crowd()
    crowd.join("first")
    crowd.led.wait(5)
    crowd.join("impatient", called=Impatient())
    crowd.threads["impatient"].join(5)
    crowd.join("second")
    crowd.go_on.set()
    assert crowd.answers() == {"first": None, "impatient": StoreUnavailable, "second": None}
    assert crowd.stored == ["first", "second"]


def test_a_wait_that_is_broken_off_stores_nothing_and_is_not_waited_for() -> None:
    crowd = Crowd()
    crowd.join("first")
    crowd.led.wait(5)
    crowd.join("broken off", called=Broken())
    crowd.join("second")
    crowd.go_on.set()
    assert crowd.answers() == {"first": None, "broken off": KeyboardInterrupt, "second": None}
    assert crowd.stored == ["first", "second"]


class Crowd:
    """Threads that come one after the other; whoever leads first holds the turn until `go_on`."""

    def __init__(self) -> None:
        self.together = Together(patience=5)
        self.led, self.go_on = threading.Event(), threading.Event()
        self.threads: dict[str, threading.Thread] = {}
        self.stored: list[str] = []
        self._refused: set[str] = set()
        self._answers: dict[str, type[BaseException] | None] = {}

    def refuse(self, name: str) -> None:
        """The store is busy when they lead."""
        self._refused.add(name)

    def join(self, name: str, called: threading.Event | None = None) -> None:
        job = Job(work=lambda _rows: self.stored.append(name), called=called or threading.Event())
        self.threads[name] = threading.Thread(target=self._run, args=(name, job))
        self.threads[name].start()
        while not (job in self.together.waiting or job.leads or name in self._answers):
            time.sleep(0.01)

    def _run(self, name: str, job: Job) -> None:
        try:
            self.together.run(job, lambda take: self._commit(name, take))
            self._answers[name] = None
        except (ReportingError, KeyboardInterrupt) as error:
            self._answers[name] = type(error)

    def _commit(self, name: str, take: TakeJobs) -> None:
        jobs = [] if name in self._refused else take()
        self.led.set()
        assert self.go_on.wait(5)
        if name in self._refused:
            raise StoreUnavailable
        commit_together(jobs, nothing_to_undo)

    def answers(self) -> dict[str, type[BaseException] | None]:
        for thread in self.threads.values():
            thread.join(10)
        return self._answers


class Impatient(threading.Event):
    """Whoever waits for it has waited long enough."""

    def wait(self, timeout: float | None = None) -> bool:
        return False


class Broken(threading.Event):
    """Whoever waits for it is interrupted."""

    def wait(self, timeout: float | None = None) -> bool:
        raise KeyboardInterrupt


@contextmanager
def nothing_to_undo() -> Iterator[Any]:
    yield None
