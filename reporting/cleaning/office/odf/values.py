"""Values of OpenDocument that may stay but say too much as they are.

hands = hands_for(names, picture, object_, is_text)      # for `rebuild`
"""

from collections.abc import Callable

from reporting.cleaning.office.allowed import ODF_UNWRAPPED
from reporting.cleaning.office.formulas import outside
from reporting.cleaning.office.links import web_address
from reporting.cleaning.office.names import Names
from reporting.cleaning.office.rebuilding import Hands

_MARKS = frozenset(f"text:{kind}{end}" for kind in ("bookmark", "reference-mark") for end in ("", "-start", "-end"))
_REFERENCES = frozenset({"text:bookmark-ref", "text:reference-ref"})
_PICTURED = frozenset({"draw:image", "draw:fill-image", "style:background-image", "text:list-level-style-image"})
_NAMED = frozenset({"draw:page", "draw:layer", "draw:fill-image", "draw:gradient", "draw:hatch", "draw:marker"}) | {
    "draw:opacity",
    "draw:stroke-dash",
}
_ELSEWHERE = frozenset({"draw:image", "style:background-image", "text:list-level-style-image", "draw:object"})


def hands_for(
    names: Names, picture: Callable[[str], str | None], object_: Callable[[str], str | None], is_text: bool
) -> Hands:
    """`picture` and `object_` give the new address of what an address leads to, or None when it does not stay."""

    def href(element: str, value: str) -> str | None:
        if element in _PICTURED:
            return picture(value)
        if element == "draw:object":
            return object_(value)
        if element in {"text:a", "draw:a", "draw:area-rectangle"}:
            return _anchor(names, value, is_text) if value.startswith("#") else web_address(value)
        return None

    def attribute(element: str, name: str, value: str) -> str | None:
        if name == "xlink:href":
            return href(element, value)
        if name == "xml:id":
            return f"l{names.number('list', value)}" if element == "text:list" else None
        if name == "text:continue-list":
            return f"l{names.number('list', value)}"
        if (name == "text:name" and element in _MARKS) or (name == "text:ref-name" and element in _REFERENCES):
            return f"b{names.number('mark', value)}"
        if name == "draw:name" and element not in _NAMED:
            return f"Object{names.number('shape', value)}"
        if name in {"table:formula", "table:expression", "table:condition", "draw:formula"} and outside(value):
            return None
        return value

    return Hands(
        attribute=attribute,
        essential=lambda element, name: name == "xlink:href" and element in _ELSEWHERE,
        unwrapped=lambda one: one is not None and (one in ODF_UNWRAPPED or one.startswith(("loext:", "field:"))),
    )


def _anchor(names: Names, value: str, is_text: bool) -> str:
    """A place in the document: a bookmark gets its number, a heading, table or slide is named by what is seen."""
    if is_text and "|" not in value:
        return f"#b{names.number('mark', value[1:])}"
    return value
