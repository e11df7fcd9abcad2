"""Entries as rows of a table (RFC 4180) that a spreadsheet takes for text and for nothing else.

    >>> quoted(["=1+1", 'Ada "A." Lindqvist'])
    '"\\'=1+1","Ada ""A."" Lindqvist"\\r\\n'

Spreadsheets calculate what begins like a formula, quoted or not, and a formula can send the rest of the table away. So
an apostrophe goes before it, which they take for "this is text"
(owasp.org/www-community/attacks/CSV_Injection).
"""

from collections.abc import Iterable

from reporting.accesslog import Entry, MalformedEntry
from reporting.audit.view import view
from reporting.roster import Roster

COLUMNS = ("entry", "at", "tag", "person", "fingerprint", "case", "count", "hash", "commitment", "meaning")
FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a formula begins with, in full width too: some spreadsheets fold it."""
MARK = "\ufeff"
"""Without it Excel reads a name with an accent in another alphabet."""


def quoted(fields: Iterable[str]) -> str:
    """One line; every field in quotes, so that none ends early."""
    return ",".join('"' + _plain(field).replace('"', '""') + '"' for field in fields) + "\r\n"


def _plain(field: str) -> str:
    return f"'{field}" if field.lstrip(" ").startswith(FORMULA) else field


HEADER = MARK + quoted(COLUMNS)


def row(entry: Entry, roster: Roster) -> str:
    """One entry, in the order of COLUMNS; of one that cannot be read, its index and that."""
    seen = view(entry, roster, numbered=True)
    try:
        facts = entry.facts
    except MalformedEntry:
        return quoted([str(entry.index), "", seen.tag, *[""] * (len(COLUMNS) - 3)])
    count = "" if facts.count is None else str(facts.count)
    person, case, of = facts.person or "", facts.case or "", facts.hash or ""
    bound = facts.commitment or ""
    return quoted([str(entry.index), facts.at, facts.tag, seen.person_name, person, case, count, of, bound, seen.told])
