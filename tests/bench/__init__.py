"""The figures of the design, each beside a reference taken in the same run: machines are noisy, ratios less so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure: ours, what it is held against, and what the design asks for."""

    what: str
    ours: float
    reference: float
    unit: str
    reach: str

    @property
    def ratio(self) -> float:
        return self.ours / self.reference if self.reference else float("nan")
