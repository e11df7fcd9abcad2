"""One document, walked from its main part along the relationships that may stay, and written anew as it is walked.

document = Document(read(untrusted))
document.rebuild()
document.members()      # what to put into the new archive; document.found are the kinds taken out
"""

import posixpath
from collections import deque
from collections.abc import Mapping

from lxml import etree

from reporting.cleaning.cleaned import Kind, MalformedFile, Unsupported
from reporting.cleaning.metafiles import Budget
from reporting.cleaning.office import media
from reporting.cleaning.office.allowed import OOXML
from reporting.cleaning.office.links import web_address
from reporting.cleaning.office.margins import properties, silence
from reporting.cleaning.office.names import Names
from reporting.cleaning.office.namespaces import loosen, tag
from reporting.cleaning.office.ooxml import compatibility, cropping, excel, older, powerpoint, word
from reporting.cleaning.office.ooxml.kinds import KINDS, WRITTEN, family, relationship_type
from reporting.cleaning.office.ooxml.opc import Package, Relationship, content_types_xml, relationships_xml
from reporting.cleaning.office.ooxml.values import hands_for
from reporting.cleaning.office.rebuilding import rebuild
from reporting.cleaning.office.refusals import DAMAGED
from reporting.cleaning.office.xml import parse, serialise

_PRINTED = frozenset(f"x:{one}{where}" for one in ("odd", "even", "first") for where in ("Header", "Footer"))
_MARGINS: Mapping[str, frozenset[str]] = {
    "worksheet": _PRINTED,
    "chartsheet": _PRINTED,
    "slideMaster": frozenset({"a:t"}),
    "slideLayout": frozenset({"a:t"}),
    "notesMaster": frozenset({"a:t"}),
    "notesSlide": frozenset({"a:t"}),
}
_Row = tuple[str, str, str, bool]


class Document:
    """A package on its way into a new one. Parts get new names, relationships new ids, counted as they are met."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self.package = Package(members)
        self._main = self.package.main()
        one = family(self.package.content_type(self._main))
        if one is None:
            raise Unsupported("We do not take this kind of Office document. Save it as DOCX, XLSX, PPTX or PDF.")
        self.family = one
        self.found: set[Kind] = set()
        self._kinds = KINDS[one]
        self._names = Names()
        self._strings: set[int] = set()
        self._sheets: list[str] = []
        self._new_names: dict[str, str] = {}
        self._waiting: deque[tuple[str, str]] = deque()
        self._types: dict[str, str] = {}
        self._trees: dict[str, etree._Element] = {}
        self._parts: dict[str, bytes] = {}
        self._rows: dict[str, list[_Row]] = {}
        self._drawings: dict[str, str | None] = {}
        self._said = properties(members)
        self._budget = Budget()

    def rebuild(self) -> None:
        """Walks and rebuilds all that is reachable; raises a CleaningError for what cannot be read."""
        self._know_styles()
        main = self._part(Relationship("officeDocument", self._main, False))
        self._rows[""] = [("rId1", relationship_type("officeDocument"), str(main), False)]
        while self._waiting:
            old, kind = self._waiting.popleft()
            self._trees[self._new_names[old]] = self._tree(old, kind)
        self._write_missed(str(main))
        strings = self._trees.get("xl/sharedStrings.xml")
        if strings is not None and excel.blank_unused(strings, self._strings):
            self.found.add(Kind.HISTORY)

    def members(self) -> dict[str, bytes]:
        """The new archive's members in a fixed order."""
        new = {"[Content_Types].xml": content_types_xml(dict(sorted(self._types.items())))}
        for source, rows in sorted(self._rows.items()):
            folder, base = posixpath.split(source)
            new[posixpath.join(folder, "_rels", base + ".rels")] = relationships_xml(rows)
        for name, tree in self._trees.items():
            keep = compatibility.required_prefixes(tree)
            etree.cleanup_namespaces(tree, keep_ns_prefixes=sorted(keep))
            self._parts[name] = serialise(tree)
        return new | dict(sorted(self._parts.items()))

    def _write_missed(self, main: str) -> None:
        for kind, (content_type, data) in WRITTEN.get(self.family, {}).items():
            rows = self._rows.setdefault(main, [])
            rows.append((f"rId{len(rows) + 1}", relationship_type(kind), f"{kind}.xml", False))
            self._parts[f"{self.family}/{kind}.xml"] = data
            self._types[f"{self.family}/{kind}.xml"] = content_type

    def _know_styles(self) -> None:
        """Styles that somebody made carry somebody's words: they are known before anything names them."""
        for one in self.package.relationships(self._main).values():
            if self.family == "word" and one.kind == "styles" and one.target in self.package:
                root = parse(self.package[one.target])
                loosen(root)
                for style in root.iter(tag("w:style")):
                    if style.get(tag("w:customStyle")) in ("1", "true", "on"):
                        self._names.number("style", style.get(tag("w:styleId"), ""))
                        name = style.find(tag("w:name"))
                        self._names.number("style name", "" if name is None else name.get(tag("w:val"), ""))

    def _tree(self, old: str, kind: str) -> etree._Element:
        root = parse(self.package[old])
        loosen(root)
        compatibility.settle(root)
        compatibility.keep_drawings(root)
        relationships = self.package.relationships(old)
        if self.family == "word":
            self.found |= word.prepare(root, self._names)
        elif self.family == "xl":
            self.found |= excel.prepare(root, self._strings)
            if kind == "officeDocument":
                self._sheets = [one.get("name", "") for one in root.iter(tag("x:sheet"))]
        else:
            relationships |= older.pictures(root, self.package, relationships)
            self.found |= powerpoint.prepare(root)
        relationships |= cropping.settle(root, relationships)
        rows: list[_Row] = []
        # A diagram names its drawing by the id that the slide or text around it gave to it.
        ids: dict[str, str | None] = self._drawings if kind == "diagramData" else {}

        def link(one: str) -> str | None:
            if one not in ids:
                ids[one] = self._link(relationships[one], old, rows) if one in relationships else None
            return ids[one]

        new = rebuild(root, OOXML, hands_for(self._names, link, self._sheets))
        if new is None:
            raise MalformedFile(DAMAGED)
        if kind in _MARGINS and silence(new, self._said, _MARGINS[kind]):
            self.found.add(Kind.PERSON)
        for one, relationship in relationships.items():
            if self._implicit(relationship, kind):
                new_id = link(one)
                if relationship.kind == "diagramDrawing":
                    self._drawings[one] = new_id
        if rows:
            self._rows[self._new_names[old]] = rows
        return new

    def _implicit(self, relationship: Relationship, kind: str) -> bool:
        if relationship.kind == "slide":
            return kind == "notesSlide"
        return relationship.kind in self._kinds and self._kinds[relationship.kind].implicit

    def _link(self, relationship: Relationship, old: str, rows: list[_Row]) -> str | None:
        """Adds a row for what may stay and gives its id."""
        target: str | None
        if relationship.external:
            target = web_address(relationship.target) if relationship.kind == "hyperlink" else None
            target = None if target and any(word in target for word in self._said) else target
            if target is None:
                self.found.add(Kind.PATH)
        else:
            part = self._part(relationship)
            target = part and posixpath.relpath(part, posixpath.dirname(self._new_names[old]))
        if target is None:
            return None
        rows.append((f"rId{len(rows) + 1}", relationship_type(relationship.kind), target, relationship.external))
        return rows[-1][0]

    def _part(self, relationship: Relationship) -> str | None:
        """The new name of a part that may stay, which is put in the queue; None for any other."""
        kind, old = self._kinds.get(relationship.kind), relationship.target
        if kind is None or old not in self.package or (relationship.kind == "officeDocument" and self._new_names):
            return None
        pictured = relationship.kind == "image"
        one = f"{old}|{relationship.cut}" if pictured and relationship.cut else old
        if one not in self._new_names:
            number = self._names.number(relationship.kind, one)
            name = posixpath.join(self.family, kind.name.format(number))
            if pictured:
                name, content_type = self._picture(name, relationship)
            else:
                content_type = kind.content_type
                self._waiting.append((old, relationship.kind))
            if name in self._types:
                return None
            self._new_names[one] = name
            self._types[name] = content_type
        return self._new_names[one]

    def _picture(self, name: str, relationship: Relationship) -> tuple[str, str]:
        cleaned = media.picture(self.package[relationship.target], self._budget, relationship.cut)
        self.found |= cleaned.removed
        name = f"{name}.{media.ENDINGS[cleaned.media_type]}"
        self._parts[name] = cleaned.data
        return name, cleaned.media_type
