"""What a box for tests is made with: how it is asked for, and a file that must be quick."""

from collections.abc import Callable

from reporting.cleaning import Box
from reporting.cleaning.lockdown import Limits

Boxes = Callable[..., Box]
QUICK = Limits(cpu=2, wall=3)
