"""The gate of OpenDocument files: parts, manifest and settings by a list of its own.

check_odf(cleaned, untrusted)
"""

import re
from collections.abc import Mapping

from reporting.cleaning.gates.refusing import must
from reporting.cleaning.office.allowed import ODF, Rule
from reporting.cleaning.office.gate.container import unpack
from reporting.cleaning.office.gate.markup import Walk
from reporting.cleaning.office.gate.parts import check_parts

_MEDIA_TYPE = re.compile(rb"application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)")
_PART = re.compile(r"(?:Object \d+/)?(?:content|styles)\.xml")
_IMAGES = ("Pictures",)
_HREF = re.compile(r"#.*|(?:https?://|mailto:)[^\s\"<>\\]+|Pictures/image\d+\.[a-z]+|\./Object \d+", re.I | re.S)
_MANIFEST: Mapping[str, Rule] = {
    "manifest:manifest": Rule(False, {"manifest:version": False}),
    "manifest:file-entry": Rule(False, {"manifest:full-path": False, "manifest:media-type": False}),
}
_SETTINGS: Mapping[str, Rule] = {
    "office:document-settings": Rule(False, {"office:version": False}),
    "office:settings": Rule(False, {}),
    "config:config-item-set": Rule(False, {"config:name": False}),
    "config:config-item": Rule(True, {"config:name": False, "config:type": False}),
}


def check_odf(cleaned: bytes, untrusted: bytes) -> None:
    """Raises NotProvenClean unless each byte of `cleaned` is accounted for and nothing telling is left."""
    members = unpack(cleaned)
    must(next(iter(members), "") == "mimetype", "a type that is not first")

    def known(name: str, data: bytes) -> bool:
        if name == "mimetype":
            must(_MEDIA_TYPE.fullmatch(data) is not None, "a type that does not stay")
        elif name == "META-INF/manifest.xml":
            Walk(_MANIFEST, lambda _, found: _listed(found, members)).part(data)
        elif name == "settings.xml":
            _settings(data)
        else:
            return False
        return True

    check_parts(members, untrusted, Walk(ODF, _link), known, _IMAGES, _PART)


def _link(element: str, attributes: Mapping[str, str]) -> None:
    href = attributes.get("xlink:href", "#")
    must(_HREF.fullmatch(href) is not None, f"a link of {element} that leads elsewhere")
    must("fo:clip" not in attributes, "a picture of which a part is not shown")
    named = attributes.get("xml:id", "l0")
    must(
        re.fullmatch(r"l\d+", named) is not None and (element == "text:list" or "xml:id" not in attributes), "a number"
    )
    if element in {"draw:frame", "draw:custom-shape", "text:bookmark", "text:bookmark-start", "text:reference-mark"}:
        name = attributes.get("draw:name") or attributes.get("text:name") or "b0"
        must(re.fullmatch(r"(?:Object|b)\d+", name) is not None, f"a name of {element}")


def _listed(attributes: Mapping[str, str], members: Mapping[str, bytes]) -> None:
    path = attributes.get("manifest:full-path", "/")
    must(path in members or path == "/" or re.fullmatch(r"Object \d+/", path) is not None, "a part that is not there")


def _settings(data: bytes) -> None:
    walk = Walk(_SETTINGS)
    walk.part(data)
    must(set(walk.shown) <= {"true", "false"}, "odd settings")
    for value in walk.hidden:
        must(re.fullmatch(r"[A-Za-z]{1,60}|1\.3|ooo:configuration-settings", value) is not None, "odd settings")
