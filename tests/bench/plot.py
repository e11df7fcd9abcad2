"""Lines over two logarithmic axes, as SVG by hand: a white card, so that it reads on a dark page as on a light one.

plot("Milliseconds", {"look up a receipt": {100: 4.1, 1000: 4.2}})
"""

import math
from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 360, 64, 300, 44, 44
APART = 17
"""Between the labels of two lines that end close by."""
# Told apart by lightness, dashes and the label at the end, not by colour alone.
LOOKS = (("#1b4f8a", ""), ("#b3471d", "7 3"), ("#2f6b2f", "2 3"), ("#6a3d8f", "9 3 2 3"), ("#444", "4 4"))
Lines = Mapping[str, Mapping[int, float]]


def plot(title: str, lines: Lines) -> str:
    """One SVG; every value has to be more than nothing."""
    sizes = sorted({size for line in lines.values() for size in line})
    values = [value for line in lines.values() for value in line.values()]
    first, last = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    last = max(last, first + 1)
    right, floor = WIDTH - RIGHT, HEIGHT - BOTTOM

    def x(size: float) -> float:
        span = math.log10(sizes[-1] / sizes[0]) or 1
        return LEFT + (right - LEFT) * math.log10(size / sizes[0]) / span

    def y(value: float) -> float:
        return floor - (floor - TOP) * (math.log10(value) - first) / (last - first)

    drawn = [_text(16, 26, title, weight=600)]
    for power in range(first, last + 1):
        drawn.append(f'<path d="M{LEFT} {y(10.0**power):.1f}H{right}" stroke="#ddd"/>')
        drawn.append(_text(LEFT - 8, y(10.0**power) + 4, f"{10.0**power:,g}", anchor="end"))
    for size in sizes:
        drawn.append(f'<path d="M{x(size):.1f} {TOP}V{floor}" stroke="#eee"/>')
        drawn.append(_text(x(size), floor + 18, f"{size:,}", anchor="middle"))
    drawn.append(_text((LEFT + right) / 2, floor + 36, "reports", anchor="middle"))
    ends = _apart([y(line[max(line)]) for line in lines.values()])
    for (label, line), end, (colour, dashes) in zip(lines.items(), ends, LOOKS, strict=False):
        points = [(x(size), y(line[size])) for size in sorted(line)]
        way = " ".join(f"{across:.1f},{down:.1f}" for across, down in points)
        drawn.append(
            f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>'
        )
        drawn += [f'<circle cx="{across:.1f}" cy="{down:.1f}" r="3" fill="{colour}"/>' for across, down in points]
        across, down = points[-1]
        drawn.append(f'<path d="M{across + 4:.1f} {down:.1f}L{right + 14} {end:.1f}" stroke="{colour}" opacity=".5"/>')
        drawn.append(_text(right + 18, end + 4, label, colour=colour))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
    inside = "\n".join(drawn)
    return (
        f'{head} font-family="system-ui, sans-serif" font-size="13">\n<title>{escape(title)}</title>\n'
        f'<rect width="{WIDTH}" height="{HEIGHT}" rx="8" fill="#fff"/>\n{inside}\n</svg>\n'
    )


def _text(x: float, y: float, said: str, *, anchor: str = "start", colour: str = "#222", weight: int = 400) -> str:
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {where} fill="{colour}" font-weight="{weight}">{escape(said)}</text>'


def _apart(wanted: Sequence[float]) -> list[float]:
    """Heights as wanted, moved so that none covers another, and no lower than the lowest line."""
    order = sorted(range(len(wanted)), key=lambda at: wanted[at])
    placed = dict(enumerate(wanted))
    for above, at in pairwise(order):
        placed[at] = max(placed[at], placed[above] + APART)
    lowest = HEIGHT - BOTTOM
    for at in reversed(order):
        placed[at] = min(placed[at], lowest)
        lowest = placed[at] - APART
    return [placed[at] for at in range(len(wanted))]
