"""The breaker: how many posts arrive, from whomever. While there are too many, each has to show something first.

    breaker = Breaker(clock)
    breaker.trips()                    # counts a post; True: it is stored only with a proof
    breaker.has_place(Proof.WAITED)    # takes a place among posts that showed one; False: set it aside

It knows numbers and one moment, in the memory of one process, and nothing about who sends: so nothing can be written
down, and nobody can be singled out. Every process counts by itself, and one that is started anew begins calm.
"""

import threading
from datetime import datetime
from enum import Enum

from reporting.clock import Clock

TRIPS_AT, CALM_AT, BRIM = 100, 50, 120
"""Posts. A breaker that tripped stays so until half of them have leaked away; what is above BRIM is not remembered."""
SECONDS_EACH = 6.0
"""A post leaks away in this time, and a place comes back in it."""
PLACES = 60


class Proof(Enum):
    """What a post can show. Each kind has places of its own, so that a flood of one does not shut out the other."""

    WAITED = "waited"
    WORKED = "worked"


class Breaker:
    """Safe to share between threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._turn = threading.Lock()
        self._at: datetime = clock.now()
        self._pressure = 0.0
        self._used = dict.fromkeys(Proof, 0.0)
        self._tripped = False

    def trips(self) -> bool:
        """Count a post that could be stored; whether it may be stored only with a proof."""
        with self._turn:
            self._let_time_pass()
            self._pressure = min(self._pressure + 1, BRIM)
            if self._pressure > TRIPS_AT:
                self._tripped = True
            elif self._pressure <= CALM_AT:
                self._tripped = False
            return self._tripped

    def has_place(self, proof: Proof) -> bool:
        """Take a place among the posts that showed a proof, if one is free."""
        with self._turn:
            self._let_time_pass()
            free = self._used[proof] <= PLACES - 1
            self._used[proof] += free
            return free

    def _let_time_pass(self) -> None:
        """A clock that was set back gives nothing back; one that was set forward only calms."""
        now = self._clock.now()
        leaked = max(0.0, (now - self._at).total_seconds() / SECONDS_EACH)
        self._at = now
        self._pressure = max(0.0, self._pressure - leaked)
        for proof, used in self._used.items():
            self._used[proof] = max(0.0, used - leaked)
