"""The parts of a Word, Excel or PowerPoint document that may stay: what leads to them, their names and types.

    KINDS["word"]["header"]      # Kind("header{}.xml", "…header+xml", implicit=False)

A part is kept only when a kept part points to it by a relationship on this list, and never under the name it came with.
"""

from collections.abc import Mapping
from dataclasses import dataclass

_TYPE = "application/vnd.openxmlformats-officedocument."
_PLAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` holds {} where there can be several; `implicit`: needed though no element names its relationship."""

    name: str
    content_type: str
    implicit: bool = False


_SHARED = {
    "theme": Kind("theme/theme{}.xml", _TYPE + "theme+xml", True),
    "themeOverride": Kind("theme/themeOverride{}.xml", _TYPE + "themeOverride+xml", True),
    "chart": Kind("charts/chart{}.xml", _TYPE + "drawingml.chart+xml"),
    "chartUserShapes": Kind("drawings/chartDrawing{}.xml", _TYPE + "drawingml.chartshapes+xml"),
    "diagramData": Kind("diagrams/data{}.xml", _TYPE + "drawingml.diagramData+xml"),
    "diagramLayout": Kind("diagrams/layout{}.xml", _TYPE + "drawingml.diagramLayout+xml"),
    "diagramQuickStyle": Kind("diagrams/quickStyle{}.xml", _TYPE + "drawingml.diagramStyle+xml"),
    "diagramColors": Kind("diagrams/colors{}.xml", _TYPE + "drawingml.diagramColors+xml"),
    "diagramDrawing": Kind("diagrams/drawing{}.xml", "application/vnd.ms-office.drawingml.diagramDrawing+xml", True),
    "image": Kind("media/image{}", ""),
}
_WORD = _TYPE + "wordprocessingml."
_SLIDES = _TYPE + "presentationml."
_SHEETS = _TYPE + "spreadsheetml."

KINDS: Mapping[str, Mapping[str, Kind]] = {
    "word": {
        **_SHARED,
        "officeDocument": Kind("document.xml", _WORD + "document.main+xml"),
        "styles": Kind("styles.xml", _WORD + "styles+xml", True),
        "settings": Kind("settings.xml", _WORD + "settings+xml", True),
        "fontTable": Kind("fontTable.xml", _WORD + "fontTable+xml", True),
        "numbering": Kind("numbering.xml", _WORD + "numbering+xml", True),
        "footnotes": Kind("footnotes.xml", _WORD + "footnotes+xml", True),
        "endnotes": Kind("endnotes.xml", _WORD + "endnotes+xml", True),
        "header": Kind("header{}.xml", _WORD + "header+xml"),
        "footer": Kind("footer{}.xml", _WORD + "footer+xml"),
    },
    "xl": {
        **_SHARED,
        "officeDocument": Kind("workbook.xml", _SHEETS + "sheet.main+xml"),
        "styles": Kind("styles.xml", _SHEETS + "styles+xml", True),
        "sharedStrings": Kind("sharedStrings.xml", _SHEETS + "sharedStrings+xml", True),
        "worksheet": Kind("worksheets/sheet{}.xml", _SHEETS + "worksheet+xml"),
        "chartsheet": Kind("chartsheets/sheet{}.xml", _SHEETS + "chartsheet+xml"),
        "table": Kind("tables/table{}.xml", _SHEETS + "table+xml"),
        "drawing": Kind("drawings/drawing{}.xml", _TYPE + "drawing+xml"),
    },
    "ppt": {
        **_SHARED,
        "officeDocument": Kind("presentation.xml", _SLIDES + "presentation.main+xml"),
        "slide": Kind("slides/slide{}.xml", _SLIDES + "slide+xml"),
        "slideLayout": Kind("slideLayouts/slideLayout{}.xml", _SLIDES + "slideLayout+xml", True),
        "slideMaster": Kind("slideMasters/slideMaster{}.xml", _SLIDES + "slideMaster+xml", True),
        "notesSlide": Kind("notesSlides/notesSlide{}.xml", _SLIDES + "notesSlide+xml", True),
        "notesMaster": Kind("notesMasters/notesMaster{}.xml", _SLIDES + "notesMaster+xml", True),
        "tableStyles": Kind("tableStyles.xml", _SLIDES + "tableStyles+xml", True),
    },
}

WRITTEN: Mapping[str, Mapping[str, tuple[str, bytes]]] = {
    "ppt": {
        one: (
            _SLIDES + one + "+xml",
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            b'<p:%s xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>' % root,
        )
        for one, root in (("presProps", b"presentationPr"), ("viewProps", b"viewPr"))
    }
}
"""Parts that programs miss when they are not there: the same in every document, whatever came in."""

MEDIA_TYPES = {
    "word": _WORD.removesuffix(".") + ".document",
    "xl": _SHEETS.removesuffix(".") + ".sheet",
    "ppt": _SLIDES.removesuffix(".") + ".presentation",
}


def relationship_type(kind: str) -> str:
    """The whole name of a relationship's type."""
    if kind == "diagramDrawing":
        return "http://schemas.microsoft.com/office/2007/relationships/diagramDrawing"
    return _PLAIN + kind


def family(main_content_type: str) -> str | None:
    """`word`, `xl` or `ppt` for the type of a main part, macro and template variants included; else None."""
    kind = main_content_type.casefold()
    if not kind.endswith("main+xml"):
        return None
    for word, one in (("word", "word"), ("excel", "xl"), ("spreadsheetml", "xl"), ("powerpoint", "ppt")):
        if word in kind:
            return one
    return "ppt" if "presentationml" in kind else None
