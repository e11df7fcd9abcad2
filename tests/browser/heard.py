"""What a screen reader is told of a page: the browser's own accessibility tree, in reading order.

heard = heard_on(page)
[one.name for one in heard if one.role == "textbox"]
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from playwright.sync_api import Page

CONTROLS = ("button", "checkbox", "combobox", "link", "radio", "textbox", "DisclosureTriangle")
MARKS = ("alert", "group", "heading", "navigation", "radiogroup", "region", "status")


class Heard(NamedTuple):
    """One thing that is read out: what it is, what it is called, what is said beside it, and whether it is wrong."""

    role: str
    name: str
    description: str
    invalid: bool


def heard_on(page: Page) -> list[Heard]:
    """Everything that is not hidden and is a control or a mark on the way; raises nothing for a page without any."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()
    root = next(node for node in nodes.values() if "parentId" not in node)
    return [one for node in walked(root, nodes) if (one := said(node)) and one.role in CONTROLS + MARKS]


def walked(node: dict[str, Any], nodes: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("childIds", ()):
        if child in nodes:
            yield from walked(nodes[child], nodes)


def said(node: dict[str, Any]) -> Heard | None:
    if node.get("ignored"):
        return None
    marks = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
    words = (str(node.get(key, {}).get("value", "")).strip() for key in ("role", "name", "description"))
    return Heard(*words, marks.get("invalid") == "true")
