"""`python -m tests.faults.small_log serve form`: the same program, whose write-ahead log is carried over after 4 MB.

A power cut in the midst of that is what has to be tried; with ten times as much no test would come to it.
"""

from reporting.cli import main
from reporting.db import sqlite

sqlite.CARRIED_OVER = "wal_autocheckpoint=1000"

main()
