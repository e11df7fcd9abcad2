"""Margins are overlooked: masters, notes, print headers. Where they repeat the properties of a file, they fall silent.

    said = properties(members)                  # {"Rosa Parker", "Parker & Sons"}
    silence(root, said, {"a:t"})                # texts that hold one of them are empty now; whether there were any

A name on the page itself is seen, and its writer can judge it; one in the footer of a notes page is not.
"""

import re
from collections.abc import Collection, Mapping

from lxml import etree

from reporting.cleaning.office.namespaces import short
from reporting.cleaning.office.xml import parse

_PARTS = re.compile(r"docprops/(?:core|app|custom)\w*\.xml|meta\.xml", re.I)
_SKIPPED = frozenset({"TitlesOfParts", "HeadingPairs", "Application", "PresentationFormat", "Template", "generator"})
_TELLING = re.compile(r"(?=.*\w{3}).{6,200}", re.S)


def properties(members: Mapping[str, bytes]) -> set[str]:
    """The words that a document says of itself: its author, company, title and what somebody added."""
    said: set[str] = set()
    for name, data in members.items():
        if _PARTS.fullmatch(name):
            for one in parse(data).iter():
                skipped = any(str(up.tag).rpartition("}")[2] in _SKIPPED for up in [one, *one.iterancestors()])
                text = (one.text or "").strip()
                if not skipped and _TELLING.fullmatch(text) and not text.isdecimal():
                    said.add(text)
    return said


def silence(root: etree._Element, said: Collection[str], texts: Collection[str]) -> bool:
    """Empties the elements of the kinds `texts` whose words hold one of `said`."""
    found = False
    for one in root.iter():
        if one.text and any(word in one.text for word in said) and short(one.tag) in texts:
            found = True
            one.text = None
    return found
