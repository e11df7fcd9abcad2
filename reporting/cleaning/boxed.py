"""What the locked child does: read the file, clean it, answer.

answer_one(conversation, clean)
"""

import os
from collections.abc import Callable
from functools import partial

from reporting.cleaning.cleaned import Cleaned, CleaningError, MalformedFile, TooLarge
from reporting.cleaning.wire import FLATTEN, MAX_CLEANED, to_wire

_SLICE = 1 << 20


def answer_one(conversation: int, cleaner: Callable[..., Cleaned]) -> None:
    """Reads from a descriptor to its end and writes the answer to it; raises what is a fault of ours."""
    asks = {"flatten": True} if os.read(conversation, 1) == FLATTEN else {}
    untrusted = b"".join(iter(lambda: os.read(conversation, _SLICE), b""))
    left = memoryview(to_wire(_answer(partial(cleaner, untrusted, **asks))))
    while left:
        left = left[os.write(conversation, left) :]


def _answer(clean: Callable[[], Cleaned]) -> Cleaned | CleaningError:
    try:
        cleaned = clean()
        if len(cleaned.data) > MAX_CLEANED:
            return TooLarge(f"Made anew, this file has more than {MAX_CLEANED >> 20} MB. Send a part of it instead.")
        return cleaned
    except CleaningError as refusal:
        return refusal
    except MemoryError:
        return TooLarge("Looking through this file takes too much memory. Send a screenshot or a part of it instead.")
    except RecursionError:
        return MalformedFile("This file is nested too deeply to look through. Send a screenshot of it instead.")
