"""What can be wrong with a store."""

from reporting.errors import Refused, ReportingError


class StoreUnavailable(ReportingError):
    """A store is locked, full, damaged or gone; nothing was acknowledged."""


class StoreHeld(StoreUnavailable):
    """Somebody else has the store for themselves just now."""


class StoreRefused(Refused):
    """The store cannot be used safely as it is."""


class StoreLost(StoreRefused):
    """There is no store where one belongs. An empty one in its place would be taken for it."""

    def __init__(self, what: str) -> None:
        remedy = "Put a backup back: reporting restore; only where nothing was ever in it: reporting db upgrade --new"
        super().__init__(f"{what}. {remedy}")


class StoreInUse(StoreRefused):
    """Somebody has it open while it is to be changed from the ground up."""


class NewerStore(StoreRefused):
    """A store was brought to a schema that this version does not know."""

    def __init__(self, what: str) -> None:
        remedy = "Run that version, or put back a backup that was made before."
        super().__init__(f"The tables of {what} are of a newer version of this program. {remedy}")
