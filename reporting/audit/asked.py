"""What an auditor asks the log for, from the query of a page.

    >>> Asked.parse({"tag": "report:open", "from": "2026-11-31"}, people=()).problems
    {'from': 'From: write a day like 2026-11-23.'}

All of it may stand in an address: there is nothing of a reporter in it, and case ids are random.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from reporting.accesslog import Tag
from reporting.accesslog.search import Wanted
from reporting.cases.ids import is_case_id

FILTERS = ("person", "tag", "case", "from", "to")
NOBODY = "nobody"
"""The person of entries that nobody signed in has made."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INDEX = re.compile(r"\d{1,18}", re.ASCII)


@dataclass(frozen=True)
class Asked:
    """Filters, all of which must fit, and from which entry on; `problems` names by field what was not understood.

    `given` is what was typed, field by field, so that a refusal leaves the form as it was.
    """

    given: Mapping[str, str]
    wanted: Wanted = field(default_factory=Wanted)
    before: int | None = None
    after: int | None = None
    problems: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, untrusted: Mapping[str, str], people: Collection[str]) -> Self:
        """From a query; `people` are the fingerprints that may be asked for."""
        given = {name: text for name in FILTERS if (text := untrusted.get(name, "").strip())}
        problems: dict[str, str] = {}
        person, tag, case = given.get("person"), given.get("tag"), given.get("case", "").upper()
        if person not in (None, NOBODY, *people):
            problems["person"] = "Person: choose somebody from the list."
        if tag not in (None, *Tag):
            problems["tag"] = "Tag: choose one from the list."
        if case and not is_case_id(case):
            problems["case"] = "Case: write it like 7QK4-M2XR."
        since, until = (_day(given, name, problems) for name in ("from", "to"))
        if since and until and until < since:
            problems["to"] = "To: this day lies before the one in From."
        before, after = (_index(untrusted, name, problems) for name in ("before", "after"))
        if problems:
            return cls(given, problems=problems)
        wanted = Wanted(
            person=None if person == NOBODY else person,
            nobody=person == NOBODY,
            tag=Tag(tag) if tag else None,
            case=case or None,
            since=since,
            until=until,
        )
        return cls(given, wanted, before, after)

    @property
    def plain(self) -> bool:
        """Whether nothing in particular was asked for."""
        return not self.given and not self.problems and self.before is None and self.after is None


def _day(given: Mapping[str, str], name: str, problems: dict[str, str]) -> date | None:
    text = given.get(name)
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text):  # fromisoformat takes more spellings than one
            return date.fromisoformat(text)
    except ValueError:
        pass  # told below, as any other text that is no day
    problems[name] = f"{name.capitalize()}: write a day like 2026-11-23."
    return None


def _index(untrusted: Mapping[str, str], name: str, problems: dict[str, str]) -> int | None:
    text = untrusted.get(name, "")
    if text and not _INDEX.fullmatch(text):
        problems[name] = "Page: follow the links below the entries."
    return index_of(text)


def index_of(untrusted_text: str) -> int | None:
    """The index of an entry as a link writes it; None for everything else."""
    return int(untrusted_text) if _INDEX.fullmatch(untrusted_text) else None
