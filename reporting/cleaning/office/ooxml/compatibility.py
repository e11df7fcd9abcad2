"""Alternate content: one thing said in several vocabularies, of which a reader takes the first it knows (ECMA-376-3).

    settle(root)      # choices in vocabularies that are not kept are gone; where none is left, the fallback stays

What older programs would show stays beside what newer ones show: both are seen by somebody.
"""

from lxml import etree

from reporting.cleaning.office.namespaces import OOXML, short, tag
from reporting.cleaning.office.ooxml.fields import unwrap

_BOTH, _CHOICE, _FALLBACK = tag("mc:AlternateContent"), tag("mc:Choice"), tag("mc:Fallback")
_KNOWN = frozenset(OOXML) - {"mc", "r", "xml"}


def settle(root: etree._Element) -> None:
    """Leaves only choices in kept vocabularies, which name them by the prefixes that we write."""
    for both in list(root.iter(_BOTH)):
        for choice in both.findall(_CHOICE):
            spaces = _required(choice)
            if spaces and set(spaces) <= _KNOWN:
                choice.set("Requires", " ".join(spaces))
            else:
                both.remove(choice)
        if both.find(_CHOICE) is None:
            fallback = both.find(_FALLBACK)
            if fallback is not None:
                unwrap(fallback)
            unwrap(both)


def _required(choice: etree._Element) -> list[str]:
    """The usual prefixes of the vocabularies that a choice asks for; "" for one that is not kept."""
    uris = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
    return [(short(f"{{{uri}}}x") or "").partition(":")[0] for uri in uris]


def required_prefixes(root: etree._Element) -> set[str]:
    """The prefixes that choices of a rebuilt tree name, which must stay declared."""
    return {prefix for choice in root.iter(_CHOICE) for prefix in choice.get("Requires", "").split()}


def keep_drawings(root: etree._Element) -> None:
    """Of the extensions of a diagram only the one stays that names its drawing."""
    for one in list(root.iter(tag("dgm:extLst"))):
        if one.find(f"{tag('a:ext')}/{tag('dsp:dataModelExt')}") is None and one.getparent() is not None:
            one.getparent().remove(one)
