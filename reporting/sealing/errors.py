"""The root of what sealing and opening refuse. Each meaning has its own class, beside the code that raises it."""

from reporting.errors import ReportingError


class SealingError(ReportingError):
    """Something could not be sealed, opened or read as a key."""
