"""PowerPoint: an embedded object becomes the picture that stands for it on the slide.

prepare(root)      # in place, before the tree is rebuilt; returns the kinds found
"""

from lxml import etree

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.office.namespaces import tag

_MASTERS = frozenset(tag(one) for one in ("p:sldMaster", "p:sldLayout", "p:notesMaster"))


def prepare(root: etree._Element) -> set[Kind]:
    """Slides, layouts, masters and notes."""
    found: set[Kind] = set()
    for frame in list(root.iter(tag("p:graphicFrame"))):
        if next(frame.iter(tag("p:oleObj"), tag("p:control")), None) is None or frame.getparent() is None:
            continue
        found.add(Kind.EMBEDDED)
        shown = next(frame.iter(tag("p:pic")), None)
        if shown is None:
            frame.getparent().remove(frame)
        else:
            frame.getparent().replace(frame, shown)
    if root.tag in _MASTERS:
        _silence_prompts(root)
    if next(root.iter(tag("p:timing"), tag("p:transition")), None) is not None:
        found.add(Kind.OTHER)
    return found


def _silence_prompts(root: etree._Element) -> None:
    """Words in the placeholders of a master are shown on no slide: they ask for words, or are left over."""
    for shape in root.iter(tag("p:sp")):
        if next(shape.iter(tag("p:ph")), None) is not None:
            for text in shape.iter(tag("a:t")):
                if text.getparent().tag != tag("a:fld"):  # the number of the slide comes from there
                    text.text = None
