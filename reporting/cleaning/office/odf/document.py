"""One document: its words, its looks, its pictures and its charts, each rebuilt into a new package.

document = Document(read(untrusted), "application/vnd.oasis.opendocument.text")
document.rebuilt()      # the new archive's members; document.found are the kinds taken out
"""

import posixpath
from collections.abc import Mapping
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from reporting.cleaning.cleaned import Kind, MalformedFile
from reporting.cleaning.metafiles import Budget
from reporting.cleaning.office import media
from reporting.cleaning.office.allowed import ODF
from reporting.cleaning.office.cuts import Cut
from reporting.cleaning.office.margins import properties, silence
from reporting.cleaning.office.names import Names
from reporting.cleaning.office.namespaces import tag
from reporting.cleaning.office.odf.contents import prepare
from reporting.cleaning.office.odf.cropping import Clips
from reporting.cleaning.office.odf.settings import switches
from reporting.cleaning.office.odf.values import hands_for
from reporting.cleaning.office.rebuilding import rebuild
from reporting.cleaning.office.refusals import DAMAGED
from reporting.cleaning.office.xml import parse, serialise

_ROOTS = frozenset(tag(one) for one in ("office:document-content", "office:document-styles", "math:math"))
_OBJECTS = {
    b"office:chart": "application/vnd.oasis.opendocument.chart",
    b"MathML": "application/vnd.oasis.opendocument.formula",
}
_WORDS = frozenset({"text:p", "text:span", "text:h", "text:a"})
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


class Document:
    """A package on its way into a new one; pictures and charts are taken along as the text names them."""

    def __init__(self, members: Mapping[str, bytes], media_type: str) -> None:
        self.found: set[Kind] = set()
        self._old = members
        self._names = Names()
        self._types = {"/": media_type}
        self._new: dict[str, bytes] = {"mimetype": media_type.encode()}
        self._said = properties(members)
        self._budget = Budget()
        self._clips: dict[str, Clips] = {}
        self._text = media_type.endswith("text")

    def rebuilt(self) -> dict[str, bytes]:
        """The members of the new archive, `mimetype` first."""
        if "content.xml" not in self._old:
            raise MalformedFile(DAMAGED)
        self._part("", "")
        if "settings.xml" in self._old:
            self._add("settings.xml", switches(parse(self._old["settings.xml"])), "text/xml")
        new = {"mimetype": self._new.pop("mimetype")} | dict(sorted(self._new.items()))
        return new | {"META-INF/manifest.xml": self._manifest()}

    def _add(self, name: str, data: bytes, media_type: str) -> None:
        self._new[name] = data
        self._types[name] = media_type

    def _part(self, old: str, new: str) -> None:
        """The content and styles in the folder `old`, into the folder `new`."""
        for base in ("styles.xml", "content.xml"):
            if old + base in self._old:
                self._add(new + base, serialise(self._tree(old + base, old)), "text/xml")

    def _tree(self, name: str, folder: str) -> etree._Element:
        root = parse(self._old[name])
        if root.tag not in _ROOTS:
            raise MalformedFile(DAMAGED)
        nested = bool(folder)
        self.found |= prepare(root, lambda href: not nested and self._object(href) is not None, self._said)
        if name.endswith("styles.xml"):
            self._clips[folder] = Clips(root.find(tag("office:styles")))
        cuts = Clips(root.find(tag("office:automatic-styles")), self._clips.get(folder)).settle(root)

        def picture(href: str) -> str | None:
            old, cut = cuts.get(href, (href, None))
            return self._picture(old, folder, cut)

        pictured = hands_for(self._names, picture, self._object, self._text)
        new = rebuild(root, ODF, pictured)
        if new is None:
            raise MalformedFile(DAMAGED)
        if name.endswith("styles.xml") and silence(new, self._said, _WORDS):
            self.found.add(Kind.PERSON)
        etree.cleanup_namespaces(new)
        return new

    def _picture(self, href: str, folder: str, cut: Cut | None) -> str | None:
        """The new place of a picture in the package; None for one that is elsewhere or missing."""
        old = posixpath.normpath(posixpath.join(folder, unquote(href)))
        if old not in self._old:
            self.found.add(Kind.PATH)
            return None
        stem = f"Pictures/image{self._names.number('picture', f'{old}|{cut}' if cut else old)}"
        known = [name for name in self._new if name.startswith(stem + ".")]
        if known:
            return known[0]
        cleaned = media.picture(self._old[old], self._budget, cut)
        self.found |= cleaned.removed
        name = f"{stem}.{media.ENDINGS[cleaned.media_type]}"
        self._add(name, cleaned.data, cleaned.media_type)
        return name

    def _object(self, href: str) -> str | None:
        """The new place of a chart or formula; None for any other object, and for objects within objects."""
        old = posixpath.normpath(unquote(href)) + "/"
        start = self._old.get(old + "content.xml", b"")
        media_type = next((one for word, one in _OBJECTS.items() if word in start), None)
        if media_type is None or old == "./":
            return None
        new = f"Object {self._names.number('object', old)}/"
        if new not in self._types:
            self._types[new] = media_type
            self._part(old, new)
        return "./" + new.rstrip("/")

    def _manifest(self) -> bytes:
        rows = "".join(
            f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>"
            for name, kind in sorted(self._types.items())
        )
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        space = f'xmlns:manifest="{_MANIFEST}" manifest:version="1.3"'
        return f"{head}<manifest:manifest {space}>{rows}</manifest:manifest>".encode()
