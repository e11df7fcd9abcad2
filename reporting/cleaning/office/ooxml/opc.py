"""The package of an Office Open XML document: its parts, and which points to which (ECMA-376 part 2).

package = Package(read(untrusted))
main = package.main()                                   # "word/document.xml"
package.relationships(main)["rId4"]                     # Relationship("image", "word/media/image1.png", False)
"""

import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from reporting.cleaning.cleaned import MalformedFile
from reporting.cleaning.office.cuts import Cut
from reporting.cleaning.office.refusals import DAMAGED
from reporting.cleaning.office.xml import parse

_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DECLARATION = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"


@dataclass(frozen=True, slots=True)
class Relationship:
    """`kind` is the last word of its type (`image`, `hyperlink`); `target` a part's name, or an address if external.

    `cut` is what the element that points there cuts off from a picture.
    """

    kind: str
    target: str
    external: bool
    cut: Cut | None = None


class Package:
    """What an archive's members mean to each other; nothing in it is trusted to be there."""

    def __init__(self, members: Mapping[str, bytes]) -> None:
        self._members = {name.casefold(): data for name, data in members.items()}

    def __contains__(self, name: str) -> bool:
        return name.casefold() in self._members

    def __getitem__(self, name: str) -> bytes:
        return self._members[name.casefold()]

    def main(self) -> str:
        """The part that everything else hangs on."""
        for one in self.relationships("").values():
            if one.kind == "officeDocument" and not one.external and one.target in self:
                return one.target
        raise MalformedFile(DAMAGED)

    def content_type(self, name: str) -> str:
        """The type a part is declared to have; empty when it has none."""
        root = parse(self._members.get("[content_types].xml", b""))
        extension = posixpath.splitext(name)[1].lstrip(".").casefold()
        default = ""
        for one in root:
            if one.get("PartName", "").lstrip("/").casefold() == name.casefold():
                return str(one.get("ContentType", ""))
            if one.get("Extension", "").casefold() == extension:
                default = one.get("ContentType", "")
        return str(default)

    def relationships(self, source: str) -> dict[str, Relationship]:
        """What the part `source` (empty: the package itself) points to, by id."""
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", base + ".rels")
        if name not in self:
            return {}
        found = {}
        for one in parse(self[name]):
            target, external = one.get("Target", ""), one.get("TargetMode") == "External"
            if not external:
                target = _resolve(folder, target)
            found[one.get("Id", "")] = Relationship(one.get("Type", "").rpartition("/")[2], target, external)
        return found


def _resolve(folder: str, target: str) -> str:
    path = unquote(target.partition("#")[0])
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def relationships_xml(rows: Iterable[tuple[str, str, str, bool]]) -> bytes:
    """The relationships part for rows of id, whole type, target and whether it is external."""
    lines = [
        f"<Relationship Id={quoteattr(one)} Type={quoteattr(kind)} Target={quoteattr(target)}"
        + (' TargetMode="External"' if external else "")
        + "/>"
        for one, kind, target, external in rows
    ]
    return (_DECLARATION + f'<Relationships xmlns="{_RELS}">' + "".join(lines) + "</Relationships>").encode()


def content_types_xml(parts: Mapping[str, str]) -> bytes:
    """The types part: `rels` and `xml` by default, every other part by its name."""
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    lines = [f'<Default Extension="{one}" ContentType="{kind}"/>' for one, kind in defaults.items()]
    lines += [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items()]
    return (_DECLARATION + f'<Types xmlns="{_TYPES}">' + "".join(lines) + "</Types>").encode()
