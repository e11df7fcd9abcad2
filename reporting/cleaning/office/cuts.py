"""What a document cuts off from a picture where it shows it, so that only the rest goes along.

cut = Cut(left=0.25, top=0, right=0.1, bottom=0)
cut.box((400, 300), (96, 96))                         # (100, 0, 360, 300), in pixels
"""

from dataclasses import dataclass

_LITTLE = 0.005


@dataclass(frozen=True, slots=True)
class Cut:
    """Shares of the width and the height, or inches of the picture at its own size. Less than 0 cuts nothing."""

    left: float
    top: float
    right: float
    bottom: float
    inches: bool = False

    def box(self, size: tuple[int, int], dots_an_inch: tuple[float, float]) -> tuple[int, int, int, int] | None:
        """Left, top, right and bottom of what is shown; None when nothing is. A pixel stays that is half shown."""
        across, down = dots_an_inch if self.inches else size
        left, right = _shown(size[0], self.left * across, self.right * across)
        top, bottom = _shown(size[1], self.top * down, self.bottom * down)
        return (left, top, right, bottom) if left < right and top < bottom else None

    @property
    def little(self) -> bool:
        """Whether so little is cut off that a drawing, which nobody can cut, may be shown whole instead."""
        return max(self.left, self.top, self.right, self.bottom) <= _LITTLE

    def __str__(self) -> str:
        return f"{self.left:.6f} {self.top:.6f} {self.right:.6f} {self.bottom:.6f} {self.inches}"


NOTHING = Cut(1, 1, 1, 1)
"""For what cannot be understood: no pixel passes in doubt."""


def _shown(length: int, before: float, after: float) -> tuple[int, int]:
    """First pixel, and the one behind the last; of less than a pixel, that one."""
    first, last = max(before, 0.0), length - max(after, 0.0)
    if not 0 <= first < last <= length:
        return 0, 0
    start, end = round(first), round(last)
    return (start, end) if start < end else (min(int(first), length - 1), min(int(first), length - 1) + 1)
