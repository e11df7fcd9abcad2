"""A backup put back: all of it or nothing, never over what is there, and declared in the access log.

restore(Wanted(Path("one.tar"), instance, keys), SystemClock())
"""

from reporting.restore.restoring import Restored, restore
from reporting.restore.wanted import Wanted

__all__ = ["Restored", "Wanted", "restore"]
