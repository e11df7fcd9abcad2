"""`python -m tests.notifications.killed FOLDER`: one round of the worker, in a process that can be killed."""

import sys
from pathlib import Path

from reporting.clock import FixedClock
from tests.house import NOW, House
from tests.notifications.mailing import MONDAY, Mailing

if __name__ == "__main__":
    Mailing(House(Path(sys.argv[1]), FixedClock(NOW))).at(MONDAY, 6)
