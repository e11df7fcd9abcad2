"""What became of the files, in the words that their sender reads. Names are not known here, so files are told apart by
the place in which they came and by their size.

    >>> summary(Files([Told(240_000, name="file-1.jpg"), Told(0, refused="This file is empty.")]))
    'One of 2 files is sealed with your report. The other is not: below you see why.'
"""

from collections.abc import Sequence
from typing import NamedTuple

from reporting.intake import Files, Told

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class Line(NamedTuple):
    """One file: which, what became of it, and the reason or what was taken out."""

    title: str
    outcome: str
    text: str
    refused: bool


def summary(files: Files) -> str:
    """All files in a sentence or two."""
    count, sealed = len(files.told), files.sealed
    if not files.told:
        number = {0: "No file is", 1: "One file is"}.get(sealed, f"{sealed} files are")
        return f"{number} sealed with your report, from the first time that you sent it."
    if sealed == count:
        return f"{'Your file is' if count == 1 else f'All {count} files are'} sealed with your report."
    if sealed == 0 and count == 1:
        return "Your file could not be sent. Your words are sealed and stored without it."
    if sealed == 0:
        return "None of your files could be sent. Your words are sealed and stored without them."
    some = "One" if sealed == 1 else str(sealed)
    rest = "The other is" if count - sealed == 1 else "The others are"
    is_ = "is" if sealed == 1 else "are"
    return f"{some} of {count} files {is_} sealed with your report. {rest} not: below you see why."


def lines(files: Files) -> list[Line]:
    """Each file in the order in which it came."""
    return [_line(told, _title(place, told, files.told)) for place, told in zip(PLACES, files.told, strict=False)]


def _title(place: str, told: Told, among: Sequence[Told]) -> str:
    return f"Your {f'{place} ' if len(among) > 1 else ''}file, {size(told.size)}"


def _line(told: Told, title: str) -> Line:
    if told.refused:
        return Line(title, "Not sent.", told.refused, refused=True)
    outcome = f"Sealed as “{told.name}”."
    if told.as_is:
        return Line(title, outcome, "As it is: nothing was taken out.", refused=False)
    if told.removed:
        return Line(title, outcome, f"Taken out: {', '.join(told.removed)}.", refused=False)
    return Line(title, outcome, "We made it anew and found nothing that had to be taken out.", refused=False)


def size(count: int) -> str:
    """Bytes as a person who looks into a folder sees them: "240 kB", "1.2 MB"."""
    if count < 1000:
        return f"{count} bytes"
    return f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"
