"""What became of the files, in the words that their sender reads. Names are not known here, so files are told apart by
the place in which they came and by their size.

    >>> summary(Files([Told(240_000, name="file-1.jpg"), Told(0, refused="This file is empty.")]))
    'One of 2 files is sealed with your report. The other is not: below you see why.'
"""

from typing import NamedTuple

from reporting.form.dates import names, size
from reporting.form.languages import gettext, ngettext
from reporting.form.refusals import KINDS, in_words
from reporting.intake import Files, Told


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
        return again(sealed)
    if sealed == count:
        return ngettext(
            "Your file is sealed with your report.", "All %(num)s files are sealed with your report.", count
        )
    if sealed == 0:
        return ngettext(
            "Your file could not be sent. Your words are sealed and stored without it.",
            "None of your files could be sent. Your words are sealed and stored without them.",
            count,
        )
    some = ngettext(
        "One of %(count)s files is sealed with your report.",
        "%(num)s of %(count)s files are sealed with your report.",
        sealed,
        count=count,
    )
    rest = ngettext("The other is not: below you see why.", "The others are not: below you see why.", count - sealed)
    return f"{some} {rest}"


def again(sealed: int) -> str:
    """The same report came again, and its files did not: browsers keep none."""
    if sealed == 0:
        return gettext("No file is sealed with your report, from the first time that you sent it.")
    return ngettext(
        "One file is sealed with your report, from the first time that you sent it.",
        "%(num)s files are sealed with your report, from the first time that you sent it.",
        sealed,
    )


def lines(files: Files) -> list[Line]:
    """Each file in the order in which it came."""
    return [line(told, place) for place, told in enumerate(files.told, start=1)]


def line(told: Told, place: int) -> Line:
    title = gettext("Your file %(number)s, %(size)s", number=place, size=size(told.size))
    if told.refused:
        return Line(title, gettext("Not sent."), in_words(told.refused), refused=True)
    outcome = gettext("Sealed as “%(name)s”.", name=told.name)
    if told.as_is:
        return Line(title, outcome, gettext("As it is: nothing was taken out."), refused=False)
    if told.removed:
        kinds = names([str(KINDS[kind]) for kind in told.removed], style="unit")
        return Line(title, outcome, gettext("Taken out: %(kinds)s.", kinds=kinds), refused=False)
    made_anew = gettext("We made it anew and found nothing that had to be taken out.")
    return Line(title, outcome, made_anew, refused=False)
