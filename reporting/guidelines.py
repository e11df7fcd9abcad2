"""The community's guidelines: a Markdown file for each version, named after the day from which it holds.

    guidelines = Guidelines.load(instance / "guidelines")      # 2026-03-03.md, 2027-01-01.md, 2027-01-01.fr.md
    guidelines.in_force(date(2026, 11, 23)).day                # 2026-03-03

A version is never edited once it is in force: reports and decisions cite it by its day and a clause by its number
(`/guidelines/2026-03-03#2.1`). Markdown is CommonMark (spec.commonmark.org) without raw HTML and without pictures.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from markdown_it import MarkdownIt

from reporting.errors import Refused

OWN = ""
"""No language in a file's name: the text is in the community's own."""
_TAG = re.compile(r"([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?", re.ASCII)
CLAUSE = re.compile(r"\**(\d+(?:\.\d+)*)\b")


class GuidelinesRefused(Refused):
    """The guidelines cannot be shown as they are."""


@dataclass(frozen=True)
class Version:
    """One version: the day from which it holds, and its text as HTML that is safe to show.

    `translated` is the same text by the language in its file's name.
    """

    day: date
    html: str
    translated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Guidelines:
    """Every version there is, oldest first."""

    versions: tuple[Version, ...]

    @classmethod
    def load(cls, folder: Path) -> "Guidelines":
        """Read a folder; without one there are no guidelines. Raises GuidelinesRefused."""
        texts: dict[date, dict[str, str]] = {}
        for file in sorted(folder.glob("*.md")):
            if file.name == "README.md":
                continue
            day, language = _named(file)
            try:
                texts.setdefault(day, {})[language] = render(file.read_text(encoding="utf-8"))
            except (OSError, UnicodeDecodeError):
                raise GuidelinesRefused(f"{file} cannot be read as UTF-8 text. Mend it.") from None
        for day, languages in texts.items():
            if OWN not in languages:
                raise GuidelinesRefused(f"{folder} has translations of {day} alone. Put {day}.md beside them.")
        return cls(tuple(Version(day, languages.pop(OWN), languages) for day, languages in sorted(texts.items())))

    def in_force(self, today: date) -> Version | None:
        """The newest version whose day has come, or None."""
        return max((version for version in self.versions if version.day <= today), key=lambda v: v.day, default=None)

    def of(self, day: date) -> Version | None:
        """The version of that day, also one that is still to come."""
        return next((version for version in self.versions if version.day == day), None)


def _named(file: Path) -> tuple[date, str]:
    day, _, language = file.stem.partition(".")
    try:
        found = date.fromisoformat(day) if _TAG.fullmatch(language) else None
    except ValueError:
        found = None
    if found is None:
        raise GuidelinesRefused(f"{file} is not named after a day. Rename it like 2026-03-03.md or 2026-03-03.fr.md.")
    return found, language


def render(markdown: str) -> str:
    """HTML in which each numbered clause can be linked to; raw HTML is shown as text."""
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    tokens = parser.parse(markdown)
    for opening, inline in pairwise(tokens):
        clause = CLAUSE.match(inline.content) if inline.type == "inline" else None
        if clause:
            opening.attrSet("id", clause[1])
    return str(parser.renderer.render(tokens, parser.options, {}))
