"""The vocabularies of office documents that may stay, each under its usual prefix; strict ones become the plain ones.

tag("w:p")                    # "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
short("{http://…/main}p")     # "w:p", or None for a vocabulary that is not kept
"""

from functools import lru_cache

from lxml import etree

_OPEN = "http://schemas.openxmlformats.org/"
_MS = "http://schemas.microsoft.com/office/"
RELATIONSHIPS = _OPEN + "officeDocument/2006/relationships"

OOXML = {
    "w": _OPEN + "wordprocessingml/2006/main",
    "x": _OPEN + "spreadsheetml/2006/main",
    "p": _OPEN + "presentationml/2006/main",
    "a": _OPEN + "drawingml/2006/main",
    "c": _OPEN + "drawingml/2006/chart",
    "cdr": _OPEN + "drawingml/2006/chartDrawing",
    "dgm": _OPEN + "drawingml/2006/diagram",
    "pic": _OPEN + "drawingml/2006/picture",
    "wp": _OPEN + "drawingml/2006/wordprocessingDrawing",
    "xdr": _OPEN + "drawingml/2006/spreadsheetDrawing",
    "m": _OPEN + "officeDocument/2006/math",
    "r": RELATIONSHIPS,
    "mc": _OPEN + "markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "w10": "urn:schemas-microsoft-com:office:word",
    "w14": _MS + "word/2010/wordml",
    "wp14": _MS + "word/2010/wordprocessingDrawing",
    "wpc": _MS + "word/2010/wordprocessingCanvas",
    "wpg": _MS + "word/2010/wordprocessingGroup",
    "wps": _MS + "word/2010/wordprocessingShape",
    "a14": _MS + "drawing/2010/main",
    "dsp": _MS + "drawing/2008/diagram",
    "x14": _MS + "spreadsheetml/2009/9/main",
    "xm": _MS + "excel/2006/main",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
ODF = {
    **{
        one: f"{_OASIS}{one}:1.0"
        for one in ("office", "style", "text", "table", "chart", "dr3d", "presentation", "manifest", "config")
    },
    "draw": _OASIS + "drawing:1.0",
    "number": _OASIS + "datastyle:1.0",
    "fo": _OASIS + "xsl-fo-compatible:1.0",
    "svg": _OASIS + "svg-compatible:1.0",
    "smil": _OASIS + "smil-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "math": "http://www.w3.org/1998/Math/MathML",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "field": "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
URIS = OOXML | ODF
_PREFIXES = {uri: prefix for prefix, uri in URIS.items()}

_STRICT = "http://purl.oclc.org/ooxml/"
_LOOSENED = {
    _STRICT + uri.removeprefix(_OPEN).replace("/2006", ""): uri for uri in OOXML.values() if uri.startswith(_OPEN)
}


@lru_cache(4096)
def tag(name: str) -> str:
    """`prefix:local` as lxml writes it."""
    prefix, _, local = name.partition(":")
    return f"{{{URIS[prefix]}}}{local}" if local else name


@lru_cache(4096)
def short(name: str) -> str | None:
    """What lxml calls `{uri}local` as `prefix:local`; None where the vocabulary is not one that is kept."""
    if not name.startswith("{"):
        return name
    uri, _, local = name[1:].partition("}")
    prefix = _PREFIXES.get(_LOOSENED.get(uri, uri))
    return f"{prefix}:{local}" if prefix else None


def loosen(root: etree._Element) -> None:
    """Documents of ISO 29500 Strict differ in the names of their vocabularies; from here on they are the usual ones."""
    if not any(uri.startswith(_STRICT) for uri in root.nsmap.values()):
        return
    for element in root.iter():
        element.tag = _loose(element.tag)
        for name in [name for name in element.attrib if _STRICT in name]:
            element.set(_loose(name), element.attrib.pop(name))


def _loose(name: str) -> str:
    uri, _, local = name[1:].partition("}")
    return f"{{{_LOOSENED[uri]}}}{local}" if name.startswith("{") and uri in _LOOSENED else name
