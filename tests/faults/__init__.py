"""Faults, one file each: what happens to reports while a machine fails in this way, counted.

    killed.run(folder, times=25)        # Outcome(acknowledged=412, lost=0, doubled=0, corrupt=0, readable=0, …)

The tests run each a few times; `make soak` runs them in full and writes what came of it into docs/reliability.md.
"""

from tests.faults.outcome import Outcome

__all__ = ["Outcome"]
