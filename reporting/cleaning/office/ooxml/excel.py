"""Excel: what no menu shows goes, what is only folded away is shown, and cells keep what they show.

prepare(root, strings)    # in place, before the tree is rebuilt; returns the kinds found
blank_unused(strings, used)
"""

from collections.abc import Iterable

from lxml import etree

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.office.formulas import harmless
from reporting.cleaning.office.namespaces import tag

_BUILT_IN = ("_xlnm.Print_Area", "_xlnm.Print_Titles")


def prepare(root: etree._Element, strings: set[int]) -> set[Kind]:
    """Workbooks, sheets and tables; adds to `strings` which shared ones the cells use."""
    found: set[Kind] = set()
    if root.tag == tag("x:workbook"):
        found |= _workbook(root)
    elif root.tag == tag("x:worksheet"):
        found |= _formulas(root)
        strings.update(_used(root))
        for one in list(root.iter(tag("x:extLst"))):
            _keep_shown(one)
    for one in list(root.iter(tag("x:calculatedColumnFormula"), tag("x:totalsRowFormula"))):
        if not harmless(one.text or ""):
            one.getparent().remove(one)
    return found


def _workbook(root: etree._Element) -> set[Kind]:
    found: set[Kind] = set()
    sheets = list(root.iter(tag("x:sheet")))
    kept = [one for one in sheets if one.get("state") != "veryHidden"] or sheets[:1]
    gone = [one for one in sheets if one not in kept]
    for one in gone:
        found.add(Kind.OTHER)
        one.getparent().remove(one)
    places = {str(sheets.index(one)): str(at) for at, one in enumerate(kept)}
    for name in list(root.iter(tag("x:definedName"))):
        if not _stays(name, [one.get("name", "") for one in gone], places):
            name.getparent().remove(name)
        elif "localSheetId" in name.attrib:
            name.set("localSheetId", places[name.get("localSheetId")])
    names = root.find(tag("x:definedNames"))
    if names is not None and not len(names):
        root.remove(names)
    return found


def _stays(name: etree._Element, gone: Iterable[str], places: dict[str, str]) -> bool:
    """Names that are hidden, built in for filters, lead out of the workbook or to what went are not kept."""
    title, refers = name.get("name", ""), name.text or ""
    if name.get("hidden") in ("1", "true") or name.get("localSheetId", "0") not in places:
        return False
    if title.startswith("_") and title not in _BUILT_IN:
        return False
    return harmless(refers) and "#REF!" not in refers and not any(one in refers for one in gone)


def _formulas(root: etree._Element) -> set[Kind]:
    """Formulas that lead out become their values, with those that share them."""
    found: set[Kind] = set()
    shared: set[str] = set()
    formulas = list(root.iter(tag("x:f")))
    for one in formulas:
        if not harmless(one.text or ""):
            found.add(Kind.PATH)
            shared |= {one.get("si")} - {None}
            one.getparent().remove(one)
    for one in formulas:
        if one.get("si") in shared and one.getparent() is not None:
            one.getparent().remove(one)
    for one in list(root.iter(tag("x:formula"), tag("x:formula1"), tag("x:formula2"))):
        rule = one.getparent()
        if not harmless(one.text or "") and rule.getparent() is not None:
            rule.getparent().remove(rule)
    return found


def _used(root: etree._Element) -> set[int]:
    used = set()
    for cell in root.iter(tag("x:c")):
        value = cell.findtext(tag("x:v")) or ""
        if cell.get("t") == "s" and value.strip().isdecimal():
            used.add(int(value))
    return used


_SHOWN = tuple(tag("x14:" + name) for name in ("conditionalFormattings", "sparklineGroups", "dataValidations"))


def _keep_shown(extensions: etree._Element) -> None:
    """Of all extensions only those that are seen in the cells stay."""
    for one in list(extensions):
        if not len(one) or one[0].tag not in _SHOWN:
            extensions.remove(one)
    if not len(extensions):
        extensions.getparent().remove(extensions)


def blank_unused(strings: etree._Element, used: set[int]) -> bool:
    """Empties the shared strings that no kept cell shows, left over from earlier; whether there were any."""
    found = False
    for at, one in enumerate(strings.findall(tag("x:si"))):
        if at not in used and any(child.text for child in one.iter()):
            found = True
            for child in list(one):
                one.remove(child)
            etree.SubElement(one, tag("x:t"))
    return found
