"""The roots of every exception of ours; each room keeps its own beside the code that raises them."""


class ReportingError(Exception):
    """Anything that `reporting` refuses or cannot do; one that was raised without words speaks with its docstring."""

    def __str__(self) -> str:
        return super().__str__() or str(type(self).__doc__)


class Refused(ReportingError):
    """Told to an operator: one line that says what is wrong and what mends it. Commands end with status 1."""
