"""Fields of Word: what they show stays, and their code only where it tells nothing (ECMA-376 part 1, 17.16).

unlink(root, bookmark)     # AUTHOR, FILENAME, INCLUDEPICTURE, ADDIN … are plain text now; PAGE, TOC, REF stay fields
code(' HYPERLINK "file:///C:/Users/rosa/a.docx" ', bookmark)    # None: it goes
"""

import re
from collections.abc import Callable

from lxml import etree

from reporting.cleaning.office.links import web_address
from reporting.cleaning.office.namespaces import tag

_KEPT = frozenset(
    [
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "PAGEREF",
        "REF",
        "NOTEREF",
        "TOC",
        "SEQ",
        "STYLEREF",
        "SYMBOL",
        "EQ",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "ADVANCE",
        "HYPERLINK",
        "LISTNUM",
        "AUTONUM",
        "AUTONUMLGL",
        "AUTONUMOUT",
        "=",
    ]
)
_WORDS = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_SAFE = re.compile(r"[\w\s\\*#\-.,:;()=+/@{}%&!?$§]*")
_CHAR, _CODE = tag("w:fldChar"), tag("w:instrText")
_TYPE = tag("w:fldCharType")


def code(instruction: str, bookmark: Callable[[str], str]) -> str | None:
    """The code as it may stay, with bookmarks renamed; None when the field must become text."""
    words = [quoted or bare for quoted, bare in _WORDS.findall(instruction)]
    kind = words[0].upper() if words else ""
    if kind not in _KEPT and not kind.startswith("="):
        return None
    if kind == "HYPERLINK":
        return _hyperlink(words, bookmark)
    if kind in {"PAGEREF", "REF", "NOTEREF"} and len(words) > 1:
        words[1] = bookmark(words[1])
        instruction = " ".join(words)
    return f" {instruction.strip()} " if _SAFE.fullmatch(instruction.replace('"', "")) else None


def _hyperlink(words: list[str], bookmark: Callable[[str], str]) -> str | None:
    if "\\l" in words[:-1]:
        anchor = bookmark(words[words.index("\\l") + 1])
        return f' HYPERLINK \\l "{anchor}" ' if words[1] == "\\l" else None
    address = web_address(words[1]) if len(words) > 1 else None
    return f' HYPERLINK "{address}" ' if address and '"' not in address else None


def unlink(root: etree._Element, bookmark: Callable[[str], str]) -> bool:
    """Turns telling fields into what they show, in place; whether there were any."""
    found = False
    for field in list(root.iter(tag("w:fldSimple"))):
        kept = code(field.get(tag("w:instr"), ""), bookmark)
        if kept is None:
            found = True
            unwrap(field)
        else:
            field.set(tag("w:instr"), kept)
    return _complex(root, bookmark) or found


def _complex(root: etree._Element, bookmark: Callable[[str], str]) -> bool:
    """Fields whose begin, code, separator and end are runs of their own, nested and over many paragraphs."""
    found = False
    open_fields: list[list[etree._Element]] = []
    for element in list(root.iter(_CHAR, _CODE)):
        kind = element.get(_TYPE) if element.tag == _CHAR else "code"
        if kind == "begin":
            open_fields.append([element])
        elif not open_fields:
            _drop(element)
        else:
            open_fields[-1].append(element)
            if kind == "end":
                found = _settle(open_fields.pop(), bookmark) or found
    for left in open_fields:
        found = True
        for element in left:
            _drop(element)
    return found


def _settle(parts: list[etree._Element], bookmark: Callable[[str], str]) -> bool:
    codes = [part for part in parts if part.tag == _CODE]
    kept = code("".join(part.text or "" for part in codes), bookmark)
    if kept is None:
        for part in parts:
            _drop(part)
        return True
    for part in codes[1:]:
        _drop(part)
    codes[0].text = kept
    codes[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return False


def _drop(element: etree._Element) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)


def unwrap(element: etree._Element) -> None:
    """Puts the children of `element` in its place."""
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at, child)
    parent.remove(element)
