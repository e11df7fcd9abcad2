"""Word: earlier versions and what is not shown go before the tree is rebuilt (ECMA-376 part 1, 17.13).

prepare(root, names)      # tracked changes accepted, telling fields unlinked, embedded objects are their pictures
"""

from lxml import etree

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.office.names import Names
from reporting.cleaning.office.namespaces import tag
from reporting.cleaning.office.ooxml.fields import unlink

UNWRAPPED = frozenset("w:" + name for name in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml"))
_PARAGRAPH, _ROW, _CELL, _TABLE = tag("w:p"), tag("w:tr"), tag("w:tc"), tag("w:tbl")
_GONE = tuple(tag("w:" + name) for name in ("del", "moveFrom"))
_CHANGES = tuple(
    tag("w:" + name)
    for name in ("ins", "del", "moveFrom", "moveTo", "pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "cellDel")
)


def prepare(root: etree._Element, names: Names) -> set[Kind]:
    """Changes the tree in place; what was found to take out."""
    found = {Kind.HISTORY} if next(root.iter(*_CHANGES), None) is not None else set()
    _accept(root)
    for one in root.iter(tag("w:object")):
        one.tag = tag("w:pict")
        found.add(Kind.EMBEDDED)
    for one in list(root.iter(tag("w:ffData"))):
        for name in one.findall(tag("w:name")):
            one.remove(name)
    if unlink(root, lambda name: f"b{names.number('bookmark', name)}"):
        found.add(Kind.OTHER)
    return found


def _accept(root: etree._Element) -> None:
    """Accepts every tracked change: what was deleted or moved away goes, what came stays."""
    for row in list(root.iter(_ROW)):
        if row.find(f"{tag('w:trPr')}/{tag('w:del')}") is not None:
            row.getparent().remove(row)
    for cell in list(root.iter(_CELL)):
        if cell.find(f"{tag('w:tcPr')}/{tag('w:cellDel')}") is not None:
            cell.getparent().remove(cell)
    for table in list(root.iter(_TABLE)):
        if table.find(".//" + _ROW) is None and table.getparent() is not None:
            table.getparent().remove(table)
    _join(root)
    for gone in list(root.iter(*_GONE)):
        if gone.getparent() is not None:
            gone.getparent().remove(gone)


def _join(root: etree._Element) -> None:
    """A paragraph whose end was deleted runs on into the next, and looks like it."""
    mark = f"{tag('w:pPr')}/{tag('w:rPr')}/"
    for paragraph in list(root.iter(_PARAGRAPH)):
        if all(paragraph.find(mark + one) is None for one in _GONE):
            continue
        following = paragraph.getnext()
        if following is None or following.tag != _PARAGRAPH:
            continue
        at = 1 if following.find(tag("w:pPr")) is not None else 0
        for child in reversed([child for child in paragraph if child.tag != tag("w:pPr")]):
            following.insert(at, child)
        paragraph.getparent().remove(paragraph)
