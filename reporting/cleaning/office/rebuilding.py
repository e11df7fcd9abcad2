"""A tree built anew, of nothing but the elements, attributes and texts that may stay.

    new = rebuild(old, OOXML, Hands(element=…, attribute=…, text=…))

What is not on the list is not copied, so that a vocabulary nobody here has heard of cannot come through.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from reporting.cleaning.office import allowed
from reporting.cleaning.office.allowed import Rule, plain
from reporting.cleaning.office.characters import visible
from reporting.cleaning.office.namespaces import ODF, OOXML, short, tag


def _as_is(_: str, __: str, value: str) -> str | None:
    return value


@dataclass(frozen=True, slots=True)
class Hands:
    """What a format does with values that may stay but say too much; None drops them.

    `attribute(element, attribute, value)` and `text(element, "", words)` get short names (`w:hyperlink`, `r:id`).
    `essential` names attributes without which their element goes as well.
    """

    attribute: Callable[[str, str, str], str | None] = _as_is
    text: Callable[[str, str, str], str | None] = _as_is
    essential: Callable[[str, str], bool] = lambda _, __: False
    unwrapped: Callable[[str | None], bool] = lambda _: False


def rebuild(old: etree._Element, rules: Mapping[str, Rule], hands: Hands) -> etree._Element | None:
    """The new root; None when the root itself may not stay."""
    name = short(old.tag)
    if name is None or name not in rules:
        return None
    new = etree.Element(tag(name), nsmap=ODF if rules is allowed.ODF else OOXML)
    attributes = _attributes(old, name, rules[name], hands)
    new.attrib.update(attributes or {})
    _children(old, new, name, rules, hands)
    return new


def _children(old: etree._Element, new: etree._Element, name: str, rules: Mapping[str, Rule], hands: Hands) -> None:
    """Copies what `old` holds to the end of `new`, whose short name is `name`; libxml2 allows a depth of 256."""
    keeps = rules[name].text
    _words(new, name, old.text if keeps else None, hands)
    for child in old:
        one = short(child.tag) if isinstance(child.tag, str) else None
        if isinstance(child.tag, str) and hands.unwrapped(one):
            _children(child, new, name, rules, hands)
        elif one in rules:
            assert one is not None  # noqa: S101 - for the type checker: None is no key
            attributes = _attributes(child, one, rules[one], hands)
            if attributes is not None:
                _children(child, etree.SubElement(new, tag(one), attributes), one, rules, hands)
        _words(new, name, child.tail if keeps else None, hands)


def _words(new: etree._Element, name: str, text: str | None, hands: Hands) -> None:
    kept = hands.text(name, "", visible(text)) if text else None
    if not kept:
        return
    if len(new):
        new[-1].tail = (new[-1].tail or "") + kept
    else:
        new.text = (new.text or "") + kept


def _attributes(old: etree._Element, name: str, rule: Rule, hands: Hands) -> dict[str, str] | None:
    """The attributes that stay, in the order of their names; None when the element must go for want of one."""
    kept = {}
    for key in sorted(old.attrib):
        one = short(key)
        free = rule.attributes.get(one) if one else None
        value = visible(old.attrib[key]) if free else old.attrib[key]
        if one is None or free is None or not plain(value, free):
            continue
        new = hands.attribute(name, one, value)
        if new is not None:
            kept[tag(one)] = new
        elif hands.essential(name, one):
            return None
    return kept
