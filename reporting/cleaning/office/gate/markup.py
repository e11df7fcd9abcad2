"""XML walked with expat: every element, attribute and word must be one that may stay, and is noted.

walk = Walk(OOXML)
walk.part(data)
walk.hidden, walk.shown     # all values and texts of its parts, for the search for canaries
"""

import re
from collections.abc import Callable, Mapping
from xml.parsers import expat

from reporting.cleaning.gates.refusing import must
from reporting.cleaning.office.allowed import Rule
from reporting.cleaning.office.namespaces import short

_NEVER = re.compile(
    r"(?:^|:)(?:rsid\w*|paraId|textId|author|initials|userName|userId|uid|creationId|descr|editId|anchorId|macro"
    r"|absPath|nsid|durableId|date|lang|protection-key|creator|hash|salt|hashValue|saltValue)$",
    re.I,
)
_PLACE = re.compile(r"file:|(?<![A-Za-z])[A-Za-z]:[\\/](?!/)|\\\\\w|/(?:home|Users)/\w", re.I)
_VOCABULARY = re.compile(r"\{[0-9A-F-]{36}\}|http://schemas\.(?:openxmlformats\.org|microsoft\.com)/[\w/.]+", re.I)
_SEEN = re.compile(
    r"(?:^|:)(?:t|v|p|h|span|a|title|ruby-base|ruby-text|note-citation|odd\w+|even\w+|first\w+|config-item|mtext|mi|mo|mn)$"
)
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


class Walk:
    """Parses parts of one document by one list of rules."""

    def __init__(self, rules: Mapping[str, Rule], on_element: Callable[[str, Mapping[str, str]], None] | None = None):
        self._rules = rules
        self._on_element = on_element
        self._open: list[str] = []
        self.hidden: list[str] = []
        self.shown: list[str] = []

    def part(self, data: bytes) -> None:
        """Raises NotProvenClean for anything that is not on the list, and for what is not well-formed XML."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = lambda _: self._open.pop()
        parser.CharacterDataHandler = self._words
        parser.CommentHandler = lambda _: must(False, "a comment")
        parser.ProcessingInstructionHandler = lambda _, __: must(False, "an instruction")
        parser.StartDoctypeDeclHandler = lambda *_: must(False, "a document type")
        parser.StartNamespaceDeclHandler = self._space
        try:
            parser.Parse(data, True)
        except expat.ExpatError:
            must(False, "damaged XML")

    def _space(self, prefix: str | None, uri: str) -> None:
        known = short(f"{{{uri}}}x")
        must(known == f"{prefix}:x" or (prefix is None and bool(known)), f"a vocabulary we do not know, {prefix}")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _short(tag)
        must(name in self._rules, f"an element {name}")
        rule = self._rules[name]
        found = {_short(key): value for key, value in attributes.items()}
        for key, value in found.items():
            must(key in rule.attributes and not _NEVER.search(key), f"an attribute {key} of {name}")
            must(not _PLACE.search(value), "a place on somebody's machine")
            if key in ("uri", "w:uri"):
                must(_VOCABULARY.fullmatch(value) is not None, "a vocabulary we do not know")
            else:
                self.hidden.append(value)
        self._open.append(name)
        if self._on_element:
            self._on_element(name, found)

    def _words(self, words: str) -> None:
        name = self._open[-1]
        if not self._rules[name].text:
            must(not words.strip(), f"words in {name}")
            return
        must(not _UNSEEN.search(words), "marks that cannot be seen")
        (self.shown if _SEEN.search(name) else self.hidden).append(words)


def _short(tag: str) -> str:
    uri, _, local = tag.rpartition(" ")
    return (short(f"{{{uri}}}{local}") or tag) if uri else local
