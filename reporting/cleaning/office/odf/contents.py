"""What must change in an OpenDocument tree before it is rebuilt: links into folders, and objects with their pictures.

prepare(root, keeps_object, said)      # in place; returns the kinds found
"""

from collections.abc import Callable, Collection

from lxml import etree

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.office.links import web_address
from reporting.cleaning.office.namespaces import tag

_HREF = tag("xlink:href")
_HISTORY = tuple(
    tag(one) for one in ("text:tracked-changes", "text:change", "text:change-start", "table:tracked-changes")
)


def prepare(root: etree._Element, keeps_object: Callable[[str], bool], said: Collection[str]) -> set[Kind]:
    """`keeps_object` tells of an object's address whether it is a chart or formula that stays.

    A link whose address holds one of `said`, the properties of the document, becomes text.
    """
    found: set[Kind] = set()
    if next(root.iter(*_HISTORY), None) is not None:
        found.add(Kind.HISTORY)
    for link in list(root.iter(tag("text:a"), tag("draw:a"))):
        href = link.get(_HREF, "")
        telling = any(word in href for word in said)
        if not href.startswith("#") and (telling or web_address(href) is None):
            found.add(Kind.PATH)
            _unlink(link)
    for frame in list(root.iter(tag("draw:frame"))):
        found |= _settle(frame, keeps_object)
    if next(root.iter(tag("office:annotation")), None) is not None:
        found |= {Kind.COMMENT, Kind.PERSON}
    return found


def _unlink(link: etree._Element) -> None:
    """Text keeps its place in a span; a shape takes the place of the link around it."""
    if link.tag == tag("text:a"):
        link.tag = tag("text:span")
    elif len(link) and link.getparent() is not None:
        shape = link[0]
        shape.tail = link.tail
        link.getparent().replace(link, shape)


def _settle(frame: etree._Element, keeps_object: Callable[[str], bool]) -> set[Kind]:
    """A frame shows a chart, or the picture of an object, not both."""
    found: set[Kind] = set()
    objects = [one for one in frame if one.tag in (tag("draw:object"), tag("draw:object-ole"))]
    for one in objects:
        if one.tag == tag("draw:object") and keeps_object(one.get(_HREF, "")):
            for picture in frame.findall(tag("draw:image")):
                frame.remove(picture)
        else:
            found.add(Kind.EMBEDDED)
            frame.remove(one)
    return found
