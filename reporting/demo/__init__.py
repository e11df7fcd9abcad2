"""A made-up community on one machine: real keys, a real roster, real sealed reports, invented people.

there = prepare(Path(".demo"), 8000, 8001)
with running(there):
    print(there.told())
"""

from reporting.demo.instance import Demonstration, made, prepare
from reporting.demo.processes import refuse_taken, running, wait

__all__ = ["Demonstration", "made", "prepare", "refuse_taken", "running", "wait"]
