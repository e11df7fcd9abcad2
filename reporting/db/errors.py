"""What can be wrong with a store."""

from reporting.errors import Refused, ReportingError


class StoreUnavailable(ReportingError):
    """A store is locked, full, damaged or gone; nothing was acknowledged."""


class StoreHeld(StoreUnavailable):
    """Somebody else has the store for themselves just now."""


class StoreRefused(Refused):
    """The store cannot be used safely as it is."""
