"""The door: what a post has to show before it is stored, and whether it is set aside.

    door = Door(key, clock)
    door.admit(token, Shown(ripening=untrusted_text))       # the token, and what has to be spent with it; or PleaseWait

Nobody is turned away for good: whoever waited a minute, or let their browser work for one, comes in. What comes in
beyond the places there are for such posts is kept as well, but set aside from the readers' inbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reporting.abuse.breaker import Breaker, Proof
from reporting.abuse.ripening import RIPENS, RipeningTokens, Unripe
from reporting.abuse.token import SpentToken, TokenRefused
from reporting.abuse.work import Work
from reporting.clock import Clock
from reporting.errors import ReportingError


class PleaseWait(ReportingError):
    """Too many posts arrive to take this one at once. `ripening` opens the door in `seconds`."""

    def __init__(self, seconds: int, ripening: str) -> None:
        super().__init__(f"in {seconds} seconds")
        self.seconds = seconds
        self.ripening = ripening


class TrayFull(ReportingError):
    """What was to be set aside has no room; raised by whoever stores."""


@dataclass(frozen=True)
class Shown:
    """What came with a post beside its form token."""

    ripening: str = field(default="", repr=False)
    work: str = field(default="", repr=False)
    seems_machine: bool = False


class Door:
    """One for each process."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._breaker = Breaker(clock)
        self._ripening = RipeningTokens(key, clock)
        self._work = Work(key, clock)

    def admit(self, token: SpentToken, shown: Shown) -> SpentToken:
        """The token with all that has to be spent when the post is stored. Raises PleaseWait."""
        if not self._breaker.trips():
            return replace(token, suspected=shown.seems_machine)
        proof, spent = self._proof(shown)
        suspected = shown.seems_machine or not self._breaker.has_place(proof)
        return replace(token, also=spent, suspected=suspected)

    def challenge(self) -> Mapping[str, str | int]:
        """A proof of work for a browser that can do it."""
        return self._work.issue()

    def _proof(self, shown: Shown) -> tuple[Proof, bytes]:
        if shown.work:
            try:
                return Proof.WORKED, self._work.check(shown.work)
            except TokenRefused:
                pass  # who waited as well gets in all the same
        try:
            return Proof.WAITED, self._ripening.check(shown.ripening)
        except Unripe as unripe:
            raise PleaseWait(unripe.seconds, shown.ripening) from None
        except TokenRefused:
            raise PleaseWait(int(RIPENS.total_seconds()), self._ripening.issue()) from None
