"""`python -m tests.worker.killed FOLDER STEP NOW`: one round of the worker, killed when it has done STEP."""

import importlib
import os
import signal
import sys
from datetime import datetime
from pathlib import Path

from reporting.clock import FixedClock
from tests.house import House

if __name__ == "__main__":
    folder, step, now = sys.argv[1:]
    module, owner, name = step.rsplit(".", 2)
    found = getattr(importlib.import_module(module), owner)
    original = getattr(found, name)

    def die(*given: object, **named: object) -> None:
        original(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(found, name, die)
    House(Path(folder), FixedClock(datetime.fromisoformat(now))).work()
