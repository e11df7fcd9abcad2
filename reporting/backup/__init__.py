"""Both stores, the public keys and the settings in one file, made while everything runs.

    make(Sources.of(settings), Path("/var/backups/reporting/reporting-2026-11-23.tar"), clock.today())

What is sealed stays sealed: a backup opens nothing. What was deleted is not in it, and nothing in it is finer than what
the stores hold themselves.
"""

from reporting.backup.archive import Archive, BackupRefused, Described
from reporting.backup.daily import DailyBackup
from reporting.backup.making import Sources, make
from reporting.backup.rotation import FileName, older

__all__ = ["Archive", "BackupRefused", "DailyBackup", "Described", "FileName", "Sources", "make", "older"]
