"""What a reporter is told was taken out of an Office document, found by the parts and marks that came in.

kinds_in({"docProps/core.xml": b"<dc:creator>Rosa</dc:creator>", …})      # {Kind.PERSON}
"""

import re
from collections.abc import Mapping

from reporting.cleaning.cleaned import Kind

_PARTS = (
    (r"(?:^|/)(?:comments\w*|threadedcomments?)(?:/|\d*\.xml)", {Kind.COMMENT, Kind.PERSON}),
    (r"(?:^|/)(?:people|commentauthors|persons?|users?names?)(?:/|\d*\.xml)", {Kind.PERSON}),
    (r"(?:vbaproject|activex|vbadata|macrosheets|customui|webextension)", {Kind.SCRIPT}),
    (r"(?:^|/)embeddings/", {Kind.EMBEDDED}),
    (r"thumbnail", {Kind.PREVIEW}),
    (r"printersettings", {Kind.DEVICE}),
    (r"(?:^|/)(?:customxml|customproperty|tags)/?", {Kind.OTHER}),
    (r"(?:^|/)revisions/", {Kind.HISTORY, Kind.PERSON}),
    (r"externallinks?/|connections\.xml", {Kind.PATH}),
    (r"_xmlsignatures|\.sig", {Kind.PERSON}),
    (r"(?:^|/)media/[^/]*\.(?:mp3|mp4|wav|m4a|wmv|wma|avi|mov|mpe?g)$", {Kind.EMBEDDED}),
)
_PROPERTIES = (
    (r"(?:creator|lastModifiedBy|Manager|Company)", {Kind.PERSON}),
    (r"(?:created|modified|lastPrinted|TotalTime)", {Kind.DATE}),
    (r"(?:title|subject|description|keywords|category|contentStatus)", {Kind.TITLE}),
    (r"(?:Application|AppVersion|Template)", {Kind.SOFTWARE}),
)
_MARKS = (
    (rb"w:rsid|paraId=|xr:uid|modelId=|creationId", {Kind.IDENTIFIER}),
    (rb"absPath|file://|attachedTemplate", {Kind.PATH}),
    (rb"w:author=|userName=", {Kind.PERSON}),
)


def kinds_in(members: Mapping[str, bytes]) -> set[Kind]:
    """The kinds that the parts of a package tell of."""
    found: set[Kind] = set()
    for name, data in members.items():
        lower = name.casefold()
        for pattern, kinds in _PARTS:
            if re.search(pattern, lower):
                found |= kinds
        if lower.startswith("docprops/"):
            found |= _properties(data)
        elif lower.endswith((".xml", ".rels")):
            for mark, kinds in _MARKS:
                if re.search(mark, data):
                    found |= kinds
    return found


def _properties(data: bytes) -> set[Kind]:
    text = data.decode("utf-8", "replace")
    found: set[Kind] = set()
    for pattern, kinds in _PROPERTIES:
        if re.search(rf"<(?:\w+:)?{pattern}\b[^>]*>[^<]", text):
            found |= kinds
    return found
