"""Office 2007 writes only what a chart shows, labels for example. What is missing means yes by schema, no by Office.

program_of(package)         # PROGRAM for documents of Office 2007, else None

LibreOffice goes by the version in the properties, so all labels would appear without it. It stays as these bytes, which
say no more than the charts themselves, whose missing elements tell the year anyway.
"""

import re

from reporting.cleaning.office.ooxml.opc import Package
from reporting.cleaning.office.xml import parse

PART = "docProps/app.xml"
KIND = "extended-properties"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
PROGRAM = (
    b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Microsoft Office</Application><AppVersion>12.0000</AppVersion></Properties>"
)
_SAID = {"Application": re.compile(r"microsoft", re.I), "AppVersion": re.compile(r"12\.")}


def program_of(package: Package) -> bytes | None:
    """The properties that a cleaned document with charts needs; raises MalformedFile for broken ones."""
    for one in package.relationships("").values():
        if one.kind == KIND and not one.external and one.target in package:
            said = {str(element.tag).rpartition("}")[2]: element.text or "" for element in parse(package[one.target])}
            if all(begins.match(said.get(name, "").strip()) for name, begins in _SAID.items()):
                return PROGRAM
    return None
