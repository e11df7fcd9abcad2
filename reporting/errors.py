"""The roots of every exception of ours; each room keeps its own beside the code that raises them."""


class ReportingError(Exception):
    """Anything that `reporting` refuses or cannot do."""


class Refused(ReportingError):
    """Told to an operator: one line that says what is wrong and what mends it. Commands end with status 1."""
