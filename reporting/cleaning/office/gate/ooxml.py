"""The gate of Office Open XML: parts, types and relationships by a list of its own.

check_ooxml(cleaned, untrusted)
"""

import posixpath
import re
from collections.abc import Mapping
from xml.parsers import expat

from reporting.cleaning.gates.refusing import must
from reporting.cleaning.office.allowed import OOXML
from reporting.cleaning.office.gate.container import unpack
from reporting.cleaning.office.gate.markup import Walk
from reporting.cleaning.office.gate.parts import check_parts

_PART = re.compile(
    r"word/(?:document|styles|settings|fontTable|numbering|footnotes|endnotes|header\d+|footer\d+)\.xml"
    r"|xl/(?:workbook|styles|sharedStrings|worksheets/sheet\d+|chartsheets/sheet\d+|tables/table\d+|drawings/drawing\d+)\.xml"
    r"|ppt/(?:presentation|presProps|viewProps|tableStyles|slides/slide\d+|slideLayouts/slideLayout\d+"
    r"|slideMasters/slideMaster\d+|notesSlides/notesSlide\d+|notesMasters/notesMaster\d+)\.xml"
    r"|(?:word|xl|ppt)/(?:theme/theme(?:Override)?\d+|charts/chart\d+|drawings/chartDrawing\d+"
    r"|diagrams/(?:data|layout|quickStyle|colors|drawing)\d+)\.xml"
)
_IMAGES = ("word/media", "xl/media", "ppt/media")
_RELATIONSHIPS = re.compile(r"(?:(?:word|xl|ppt)/(?:[A-Za-z]+/)?)?_rels/(?:[A-Za-z]+\d*\.xml)?\.rels")
_KINDS = frozenset(
    [
        "officeDocument",
        "styles",
        "settings",
        "fontTable",
        "numbering",
        "footnotes",
        "endnotes",
        "header",
        "footer",
        "theme",
        "themeOverride",
        "chart",
        "chartUserShapes",
        "diagramData",
        "diagramLayout",
        "diagramQuickStyle",
        "diagramColors",
        "diagramDrawing",
        "image",
        "hyperlink",
        "sharedStrings",
        "worksheet",
        "chartsheet",
        "table",
        "drawing",
        "slide",
        "slideLayout",
        "slideMaster",
        "notesSlide",
        "notesMaster",
        "tableStyles",
        "presProps",
        "viewProps",
    ]
)
_WEB = re.compile(r"(?:https?://|mailto:)[^\s\"<>\\]+", re.I)
_TYPE = re.compile(
    r"application/(?:vnd\.openxmlformats-[\w.\-+]+|vnd\.ms-office\.[\w.+]+|xml)|image/(?:[a-z]+|x-[ew]mf)"
)
_ROOM, _PLACE = re.compile(r"0|-\d{1,9}f?"), re.compile(r"\d{1,9}")
_FORBIDDEN_TYPE = re.compile(r"macro|template|comments|core-prop|custom|printer|vba|ole|extended", re.I)


def check_ooxml(cleaned: bytes, untrusted: bytes) -> None:
    """Raises NotProvenClean unless each byte of `cleaned` is accounted for and nothing telling is left."""
    members = unpack(cleaned)
    walk = Walk(OOXML, _named)

    def known(name: str, data: bytes) -> bool:
        if name == "[Content_Types].xml":
            _types(data, members)
        elif _RELATIONSHIPS.fullmatch(name):
            walk.hidden.extend(_relationships(name, data, members))
        else:
            return False
        return True

    check_parts(members, untrusted, walk, known, _IMAGES, _PART)


def _named(element: str, attributes: Mapping[str, str]) -> None:
    """Names that nobody sees must be the ones we give."""
    local = element.rpartition(":")[2]
    if local in ("cNvPr", "docPr"):
        must(attributes.get("name", "Object") == "Object", f"a name of {element}")
    if element == "w:bookmarkStart":
        must(re.fullmatch(r"b\d+", attributes.get("w:name", "b0")) is not None, "a name of a bookmark")
    if element.startswith("v:") and "id" in attributes:
        must(re.fullmatch(r"s\d+", attributes["id"]) is not None, "a name of a shape")
    must(element != "x:sheet" or "state" not in attributes, "a sheet that is not shown")
    for name, value in attributes.items():
        hides = (element == "a:srcRect" or name.startswith("crop")) and not _ROOM.fullmatch(value)
        beyond = element == "a:fillRect" and not _PLACE.fullmatch(value)
        must(not hides and not beyond, "a picture of which a part is not shown")


def _elements(data: bytes) -> list[tuple[str, Mapping[str, str]]]:
    """The flat list that types and relationships are; no words, comments or instructions among them."""
    found: list[tuple[str, Mapping[str, str]]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: found.append((name, attributes))
    parser.CharacterDataHandler = lambda words: must(not words.strip(), "words among the relationships")
    parser.CommentHandler = lambda _: must(False, "a comment")
    parser.ProcessingInstructionHandler = lambda _, __: must(False, "an instruction")
    parser.StartDoctypeDeclHandler = lambda *_: must(False, "a document type")
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        must(False, "damaged XML")
    return found


def _types(data: bytes, members: Mapping[str, bytes]) -> None:
    for name, attributes in _elements(data)[1:]:
        kind = attributes.get("ContentType", "")
        must(name in ("Default", "Override") and _TYPE.fullmatch(kind) is not None, "a type we do not know")
        part = attributes.get("PartName", "/").removeprefix("/")
        must(name == "Default" or part in members, "a type without a part")
        must(name == "Default" or not _FORBIDDEN_TYPE.search(kind), "a type that does not stay")


def _relationships(source: str, data: bytes, members: Mapping[str, bytes]) -> list[str]:
    """The addresses that lead out."""
    addresses = []
    folder = posixpath.dirname(posixpath.dirname(source))
    for name, attributes in _elements(data)[1:]:
        kind, target = attributes.get("Type", "").rpartition("/")[2], attributes.get("Target", "")
        must(name == "Relationship" and kind in _KINDS, "a relationship that does not stay")
        must(re.fullmatch(r"rId\d+", attributes.get("Id", "")) is not None, "an odd name of a relationship")
        if attributes.get("TargetMode") == "External":
            must(kind == "hyperlink" and _WEB.fullmatch(target) is not None, "a link that leads elsewhere")
            addresses.append(target)
        else:
            part = posixpath.normpath(posixpath.join(folder, target))
            must(part in members, "a link to nothing")
    return addresses
