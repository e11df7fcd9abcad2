"""Fuzzers: bytes that nobody in their senses would send, to everything of ours that reads what others wrote.

    python -m tests.fuzz                        # each for an hour; docs/reliability.md anew (`make soak`)
    python -m tests.fuzz receipt --minutes 5    # one of them, sooner
    python -m tests.fuzz receipt --again FILE   # what was found, once more

A target reads bytes and says whether they were taken. It may refuse with the one kind of error that its parser
documents. Any other error, or something taken that does not write itself back, is a finding. Inputs that lead to new
places are kept in build/fuzz/, and so are findings.
"""

from .finding import Findings
from .target import APPS, PARSERS, Target, load

__all__ = ["APPS", "PARSERS", "Findings", "Target", "load"]
