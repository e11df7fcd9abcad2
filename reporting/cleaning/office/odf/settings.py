"""The settings of a document that change how it is laid out: switches, on or off, and nothing that holds words.

switches(root)      # the new settings.xml
"""

import re

from lxml import etree

from reporting.cleaning.office.namespaces import tag
from reporting.cleaning.office.xml import serialise

_NAME = re.compile(r"[A-Za-z]{1,60}")
_LAYOUT = "ooo:configuration-settings"


def switches(old: etree._Element) -> bytes:
    """Only the switches of the layout, each once; printers, windows, cursors, databases and numbers of saves go."""
    spaces = {one: tag(f"{one}:x")[1:].partition("}")[0] for one in ("office", "config")}
    root = etree.Element(tag("office:document-settings"), {tag("office:version"): "1.3"}, nsmap=spaces)
    settings = etree.SubElement(root, tag("office:settings"))
    group = etree.SubElement(settings, tag("config:config-item-set"), {tag("config:name"): _LAYOUT})
    seen: set[str] = set()
    for one in old.iter(tag("config:config-item")):
        name, value = one.get(tag("config:name"), ""), (one.text or "").strip()
        if value not in ("true", "false") or not _NAME.fullmatch(name) or name in seen:
            continue
        if one.getparent().get(tag("config:name")) == _LAYOUT:
            seen.add(name)
            kind = {tag("config:name"): name, tag("config:type"): "boolean"}
            etree.SubElement(group, tag("config:config-item"), kind).text = value
    return serialise(root)
