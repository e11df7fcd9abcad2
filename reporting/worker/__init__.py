"""What time does, in a process of its own."""

from reporting.worker.log_day import close_day
from reporting.worker.restored import declare_restore, enter_restore, finish_restore
from reporting.worker.rounds import PAUSE, complain, run, run_once, tidy

__all__ = [
    "PAUSE",
    "close_day",
    "complain",
    "declare_restore",
    "enter_restore",
    "finish_restore",
    "run",
    "run_once",
    "tidy",
]
