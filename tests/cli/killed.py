"""For programs that tests start: this process ends at one of its calls to the system, as by kill -9.

killed.left = 3                                  # the fourth call is its last
os.rename = killed.at(os.rename)
"""

import os
import signal
from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
left = 0


def at(real: Callable[Given, Result]) -> Callable[Given, Result]:
    def call(*given: Given.args, **named: Given.kwargs) -> Result:
        global left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **named)

    return call
