"""Whether anything keeps the machine's clock right, as the kernel knows (adjtimex(2)): asked, never set.

kept()      # True, False; None where it cannot be asked
"""

import ctypes
from collections.abc import Callable
from typing import Any

TIME_ERROR = 5
"""What the kernel answers while nobody has told it for a while how far its clock is off."""
STATE = 512
"""Bytes: more than `struct timex` has anywhere. Its first field, `modes`, is 0: nothing is to be changed."""


def _of_libc() -> Callable[[Any], int] | None:
    try:
        found: Callable[[Any], int] = ctypes.CDLL(None).adjtimex
    except (OSError, AttributeError):
        return None
    return found


_adjtimex = _of_libc()


def kept() -> bool | None:
    """False when the kernel says that its clock may be wrong by any amount."""
    if _adjtimex is None:
        return None
    answer = _adjtimex(ctypes.create_string_buffer(STATE))
    return None if answer < 0 else answer != TIME_ERROR
