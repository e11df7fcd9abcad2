"""`python -m tests.faults.with_wrong_clock …`: the program, on a machine whose clock is off by what a file says."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from reporting.cli import main
from reporting.clock import SystemClock
from tests.faults.clock import HOW_WRONG


def _wrong_now(_: SystemClock) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=float(Path(os.environ[HOW_WRONG]).read_text() or 0))


if __name__ == "__main__":
    SystemClock.now = _wrong_now  # type: ignore[assignment,method-assign]
    main(prog_name="reporting")
