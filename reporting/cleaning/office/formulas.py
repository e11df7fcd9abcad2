"""Formulas of Excel: they stay where they only count within the workbook; else their value stays alone.

harmless("SUM(A1:A9)")                   # True
harmless("'C:\\\\rosa\\\\[books.xlsx]May'!A1")   # False
"""

import re
from collections.abc import Collection
from itertools import count

from reporting.cleaning.office.allowed import PLACES

_BOOK = re.compile(r"(?<![\w\]\[@])\[[^\]\[]+\][^\[\]]*!|\[\d+\]!|'[^']*\[[^']*'!", re.ASCII)
_ADDRESS = re.compile(r"://|[\w']\|[\w']", re.ASCII)
_CALLS = re.compile(r"\b(?:WEBSERVICE|IMAGE|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC|INFO|CUBE\w+|HYPERLINK)\s*\(", re.I)
_SHEET = re.compile(r"(?:'(?:[^']|'')*'|[\w.]+)!")


def harmless(formula: str) -> bool:
    """Whether a formula names no other file, calls nothing outside and holds no place on a machine."""
    return not (_BOOK.search(formula) or outside(formula))


def outside(formula: str) -> bool:
    """Whether a formula of any spreadsheet calls something outside or names a place."""
    return any(one.search(formula) for one in (_ADDRESS, _CALLS, PLACES))


def within(formula: str, sheets: Collection[str] = ()) -> str:
    """A chart's reference, as it may stay beside the values it shows: of one of `sheets`, which anybody sees, as it is.

    Else the range, of a sheet that is not there: programs count anew what they find.
    """
    known = {name.casefold() for name in sheets}
    gone = next(name for name in (f"Sheet{number}" for number in count(1)) if name.casefold() not in known)
    cells = _SHEET.sub(f"{gone}!", formula)
    if not re.fullmatch(r"[\w$:,()!. ]*", cells) or not harmless(formula):
        return f"{gone}!$A$1"
    named = [one[:-1].strip("'").replace("''", "'") for one in _SHEET.findall(formula)]
    return formula if named and set(named) <= set(sheets) else cells
