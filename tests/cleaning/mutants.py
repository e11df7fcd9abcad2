"""A changed file is cleaned or refused, and either soon."""

import time
from collections.abc import Callable

from reporting.cleaning.cleaned import Cleaned, CleaningError


def cleaned_or_refused(clean: Callable[[bytes], Cleaned], mutant: bytes, seconds: float) -> bytes | None:
    """What comes out, within so many seconds of the processor; None when it is refused in a whole sentence."""
    before = time.process_time()
    try:
        return clean(mutant).data
    except CleaningError as refused:
        assert str(refused).endswith(".")
        return None
    finally:
        assert time.process_time() - before < seconds
