"""What a reporter is told was taken out of an OpenDocument file, found by the parts and marks that came in.

kinds_in({"meta.xml": b"<dc:creator>Rosa</dc:creator>", …})      # {Kind.PERSON}
"""

import re
from collections.abc import Mapping

from reporting.cleaning.cleaned import Kind

_PARTS = (
    (r"^thumbnails/", Kind.PREVIEW),
    (r"^(?:basic|scripts|dialogs)/", Kind.SCRIPT),
    (r"^meta-inf/.*signatures", Kind.PERSON),
    (r"^objectreplacements/", Kind.EMBEDDED),
    (r"^(?:manifest\.rdf|layout-cache)$", Kind.OTHER),
    (r"^versions?/|versionlist\.xml", Kind.HISTORY),
)
_MARKS = (
    (rb"(?:dc:creator|initial-creator|printed-by)[^>]*>[^<]", Kind.PERSON),
    (rb"(?:dc:date|creation-date|print-date|editing-duration)[^>]*>[^<]", Kind.DATE),
    (rb"(?:dc:title|dc:subject|dc:description|meta:keyword)[^>]*>[^<]", Kind.TITLE),
    (rb"meta:generator[^>]*>[^<]", Kind.SOFTWARE),
    (rb"meta:user-defined[^>]*>[^<]|text:user-defined|text:user-field-decl", Kind.OTHER),
    (rb"officeooo:(?:par)?rsid|xml:id=|\"Rsid(?:Root)?\"", Kind.IDENTIFIER),
    (rb"\"Printer(?:Name|Setup)\"[^>]*>[^<]", Kind.DEVICE),
    (rb"text:(?:author-name|sender-|creator|initial-creator|author-initials)", Kind.PERSON),
    (rb"file://|text:file-name", Kind.PATH),
    (rb"draw:object-ole|draw:plugin|draw:applet", Kind.EMBEDDED),
)


def kinds_in(members: Mapping[str, bytes]) -> set[Kind]:
    """The kinds that the parts of a package tell of."""
    found: set[Kind] = set()
    for name, data in members.items():
        found |= {kind for pattern, kind in _PARTS if re.search(pattern, name.casefold())}
        if name.endswith(".xml"):
            found |= {kind for mark, kind in _MARKS if re.search(mark, data)}
    return found
