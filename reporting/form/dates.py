"""Dates, numbers and names in a row, as the language of the page writes them, from Unicode's CLDR, by Babel.

>>> long_date(date(2026, 11, 30))
'Monday 30 November 2026'

Digits are 0 to 9 in every language: of the countries that write Arabic some use these and some the others, everybody
reads these, and a day that is copied by hand must not be mistaken. browser/form/local.js writes the same.
"""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel import dates, lists, numbers, units

from reporting.form.languages import ENGLISH, Language, ngettext, spoken

BRITISH = {"full": "EEEE d MMMM y", "long": "d MMMM y"}
"""English dates as a letter in most of the world has them: CLDR's plain English is American."""
FIRST_STRONG, POP = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def plain_date(day: date) -> str:
    return _date(day, "long")


def long_date(day: date) -> str:
    return _date(day, "full")


def _date(day: date, length: str) -> str:
    return _written(day, length, spoken())


@lru_cache(256)  # each page names the same few days, and CLDR's patterns are read anew for every one
def _written(day: date, length: str, language: Language) -> str:
    return dates.format_date(day, BRITISH[length] if language is ENGLISH else length, locale=language.locale)


def number(count: int) -> str:
    """50,000 or 50.000."""
    return numbers.format_decimal(count, locale=spoken().locale)


def size(count: int) -> str:
    """Bytes as a person who looks into a folder sees them: "240 kB", "1.2 MB"."""
    if count < 1000:
        return ngettext("%(num)s byte", "%(num)s bytes", count)
    whole = count < 999_500
    amount, unit = (round(count / 1000), "kilobyte") if whole else (round(count / 1_000_000, 1), "megabyte")
    return units.format_unit(amount, f"digital-{unit}", length="short", format="#,##0.#", locale=spoken().locale)


def names(people: Sequence[str], *, style: str = "standard") -> str:
    """'Ada Lindqvist and Ben Okafor'; style "or", and "unit" for things that are counted up.

    From right to left each keeps to itself, or brackets and commas would jump to the wrong side of a Latin name.
    """
    return _in_a_row(tuple(people), style, spoken()) if people else ""


@lru_cache(256)
def _in_a_row(people: tuple[str, ...], style: str, language: Language) -> str:
    apart = [f"{FIRST_STRONG}{one}{POP}" for one in people] if language.direction == "rtl" else list(people)
    # Babel takes another style for one that a language lacks, and some are half there: in German, that of two things.
    known = style if style in language.locale.list_patterns else "standard"
    return lists.format_list(apart, style=known, locale=language.locale)  # type: ignore[arg-type]
