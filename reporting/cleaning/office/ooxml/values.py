"""Values that may stay but say too much as they are: names get numbers, styles lose what hides, formulas their files.

hands = hands_for(names, link)      # for `rebuild`
"""

import re
from collections.abc import Callable, Collection
from functools import partial

from reporting.cleaning.office.allowed import KEYWORD
from reporting.cleaning.office.formulas import within
from reporting.cleaning.office.names import Names
from reporting.cleaning.office.ooxml.word import UNWRAPPED
from reporting.cleaning.office.rebuilding import Hands

_LINKS = ("r:", "o:relid", "relId")
_STYLED = frozenset(
    [
        "w:pStyle",
        "w:rStyle",
        "w:tblStyle",
        "w:basedOn",
        "w:next",
        "w:link",
        "w:styleLink",
        "w:numStyleLink",
        "w:defaultTableStyle",
    ]
)
_SHOWN = frozenset(
    [
        "w:t",
        "a:t",
        "x:t",
        "x:v",
        "c:v",
        "m:t",
        "w:instrText",
        "x:oddHeader",
        "x:evenHeader",
        "x:firstHeader",
        "x:oddFooter",
        "x:evenFooter",
        "x:firstFooter",
        "c:oddHeader",
        "c:evenHeader",
        "c:firstHeader",
        "c:oddFooter",
        "c:evenFooter",
        "c:firstFooter",
        "c:separator",
        "c:formatCode",
        "x:f",
        "x:formula",
        "x:formula1",
        "x:formula2",
        "x:definedName",
        "x:calculatedColumnFormula",
        "x:totalsRowFormula",
        "xm:f",
    ]
)
_OPTIONAL = frozenset(
    {"a:blip", "w:hyperlink", "v:fill", "v:stroke", "dgm:shape", "x:pageSetup", "c:pageSetup", "p:sld"}
)
_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_VOCABULARY = re.compile(r"\{[0-9A-F-]{36}\}|http://(?:schemas\.(?:openxmlformats\.org|microsoft\.com))/[\w/.]+", re.I)
_PAPER = re.compile(r"\d{1,2}|10\d|11[0-8]")
"""Those that everybody's Excel knows; others are a printer's own."""
_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*visibility\s*:[^;]*", re.I)
_JUMP = "ppaction://hlinksldjump"


def hands_for(names: Names, link: Callable[[str], str | None], sheets: Collection[str] = ()) -> Hands:
    """`link` gives the new id of a relationship of the part, or None when what it leads to does not stay.

    `sheets` are the names of a workbook's sheets that stay.
    """

    def attribute(element: str, name: str, value: str) -> str | None:
        if name.startswith(_LINKS):
            return link(value)
        if name in {"uri", "w:uri"}:
            return value if _VOCABULARY.fullmatch(value) else None
        if _GUID.fullmatch(value) and name not in {"def", "styleId"}:
            return f"{{00000000-0000-0000-0000-{names.number('guid', value):012X}}}"
        return _named(names, element, name, value)

    return Hands(
        attribute=attribute,
        text=partial(_text, sheets),
        essential=lambda element, name: name.startswith(_LINKS) and element not in _OPTIONAL,
        unwrapped=lambda element: element in UNWRAPPED,
    )


def _named(names: Names, element: str, name: str, value: str) -> str | None:
    """Names of things, renamed alike wherever they stand."""
    prefix, _, local = element.partition(":")
    if local in {"cNvPr", "docPr"} and name == "name":
        return "Object"
    if element in {"dgm:title", "dgm:desc"}:
        return ""
    if name == "styleName":
        return "Style"
    if prefix == "a" and name == "name" and local != "gd":
        return "Theme"
    if (element, name) in {("w:bookmarkStart", "w:name"), ("w:hyperlink", "w:anchor")}:
        return f"b{names.number('bookmark', value)}"
    if prefix == "v":
        return _shape(names, name, value)
    if _is_style(element, name) and names.knows("style", value):
        return f"Style{names.number('style', value)}"
    if element == "w:name" and names.knows("style name", value):
        return f"Style {names.number('style name', value)}"
    if (element, name) in {("x:sheet", "state"), ("p:cSld", "name"), ("p:sldLayout", "matchingName")}:
        return None
    if name == "paperSize":
        return value if _PAPER.fullmatch(value) else None
    return value if name != "action" or value == _JUMP else None


def _is_style(element: str, name: str) -> bool:
    return (element in _STYLED and name == "w:val") or (element == "w:style" and name == "w:styleId")


def _shape(names: Names, name: str, value: str) -> str | None:
    if name == "id":
        return f"s{names.number('shape', value)}"
    if name == "type":
        return f"#s{names.number('shape', value.lstrip('#'))}"
    if name == "style":
        return _HIDDEN_STYLE.sub("", value)
    return value


def _text(sheets: Collection[str], element: str, _: str, words: str) -> str | None:
    if element == "c:f":
        return within(words, sheets)
    return words if element in _SHOWN or KEYWORD.fullmatch(words.strip()) or element == "a:tableStyleId" else None
