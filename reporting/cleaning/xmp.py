"""What kinds of things an XMP packet tells (ISO 16684-1), by the names of its properties.

>>> kinds_in_xmp(b"<tiff:Make>Canon</tiff:Make>")
frozenset({<Kind.DEVICE: 'the camera or device it was made with'>})
"""

import re

from reporting.cleaning.cleaned import Kind

_BEGIN = re.compile(rb"<x:xmpmeta|<rdf:RDF")
_END = re.compile(rb"</x:xmpmeta>|</rdf:RDF>")
_LONGEST = 1 << 20
_NAMES = (
    (rb":GPS|:City\b|:Location|:Country|:State\b|:Sublocation|:Region", Kind.PLACE),
    (rb"tiff:M(?:ake|odel)\b|:Lens(?:Model|Info|ID)?\b|:DeviceSettings|crs:CameraProfile\b", Kind.DEVICE),
    (rb":\w*SerialNumber", Kind.SERIAL),
    (
        rb"dc:creator|:Artist|:Author|:OwnerName|:Credit|:Contact|dc:contributor|:PersonInImage|dc:rights|:Owner\b",
        Kind.PERSON,
    ),
    (rb":\w*Date\w*\b|:DateTime|stEvt:when", Kind.DATE),
    (rb":CreatorTool|:[sS]oftware|:Producer|:Toolkit|x:xmptk|softwareAgent", Kind.SOFTWARE),
    (rb":\w*(?:Document|Instance)ID\b|:ImageUniqueID|dc:identifier", Kind.IDENTIFIER),
    (rb":History\b|:DerivedFrom\b|:Ingredients\b|:Versions\b", Kind.HISTORY),
    (rb"dc:title|dc:description|dc:subject|:Headline|:Caption\w*|:Keywords|:Label\b|:Instructions", Kind.TITLE),
    (rb":Thumbnails?\b|xapGImg:|xmpGImg:", Kind.PREVIEW),
    (rb":UserComment", Kind.COMMENT),
    (rb":(?:file)?[pP]ath\b|:PreservedFileName|:RawFileName|file:/", Kind.PATH),
)  # fmt: skip
_PATTERNS = tuple((re.compile(names), kind) for names, kind in _NAMES)


def packets_in(untrusted: bytes) -> list[bytes]:
    """The XMP packets in any file, found by how they begin."""
    packets: list[bytes] = []
    at = 0
    while begin := _BEGIN.search(untrusted, at):
        end = _END.search(untrusted, begin.end(), begin.end() + _LONGEST)
        at = end.end() if end else begin.start() + _LONGEST
        packets.append(untrusted[begin.start() : at])
    return packets


def kinds_in_xmp(untrusted: bytes) -> frozenset[Kind]:
    """The kinds named in a packet; OTHER when it holds something and none of it is known."""
    return frozenset(kind for pattern, kind in _PATTERNS if pattern.search(untrusted)) or frozenset({Kind.OTHER})
