"""What time does, in a process of its own."""

from reporting.worker.log_day import close_day
from reporting.worker.log_folder import DailyExport
from reporting.worker.restored import declare_restore, enter_restore, finish_restore
from reporting.worker.rounds import PAUSE, Daily, complain, do_daily, run, run_once, tidy

__all__ = [
    "PAUSE",
    "Daily",
    "DailyExport",
    "close_day",
    "complain",
    "declare_restore",
    "do_daily",
    "enter_restore",
    "finish_restore",
    "run",
    "run_once",
    "tidy",
]
