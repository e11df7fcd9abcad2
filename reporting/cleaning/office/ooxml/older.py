"""Slides of PowerPoint 2007: the picture that stands for an object is in a drawing of an older kind beside the slide.

relationships |= pictures(root, package, relationships)     # before `powerpoint.prepare`, which takes the picture

The object names a shape there (`spid`), the shape names its picture. Newer files hold the picture in the object itself.
"""

import copy
from collections.abc import Iterator, Mapping

from lxml import etree

from reporting.cleaning.cleaned import CleaningError
from reporting.cleaning.office.namespaces import tag
from reporting.cleaning.office.ooxml.opc import Package, Relationship
from reporting.cleaning.office.xml import parse

_OFFICE = "{urn:schemas-microsoft-com:office:office}"
_SHAPE, _IMAGE = "{urn:schemas-microsoft-com:vml}shape", "{urn:schemas-microsoft-com:vml}imagedata"


def pictures(
    root: etree._Element, package: Package, relationships: Mapping[str, Relationship]
) -> dict[str, Relationship]:
    """Gives each object its picture, and the relationships that lead to these pictures."""
    bare = [
        (frame, one)
        for frame in root.iter(tag("p:graphicFrame"))
        for one in frame.iter(tag("p:oleObj"))
        if one.get("spid") and next(frame.iter(tag("p:pic")), None) is None
    ]
    shown = dict(_shapes(package, relationships)) if bare else {}
    found = {}
    for frame, one in bare:
        name = one.get("spid", "")
        if name in shown:
            found["older " + name] = shown[name]
            one.append(_picture(frame, "older " + name))
    return found


def _shapes(package: Package, relationships: Mapping[str, Relationship]) -> Iterator[tuple[str, Relationship]]:
    """Each shape of the older drawings, by both of its names, with its picture."""
    for one in relationships.values():
        if one.kind != "vmlDrawing" or one.external or one.target not in package:
            continue
        try:
            root, images = parse(package[one.target]), package.relationships(one.target)
        except CleaningError:
            continue  # often it is not well-formed; the slide is worth more than a picture on it
        for shape in root.iter(_SHAPE):
            image = shape.find(_IMAGE)
            picture = None if image is None else images.get(image.get(_OFFICE + "relid", ""))
            if picture is not None and picture.kind == "image":
                yield from ((name, picture) for name in (shape.get("id"), shape.get(_OFFICE + "spid")) if name)


def _picture(frame: etree._Element, link: str) -> etree._Element:
    """In the place and size of the object."""
    picture = etree.Element(tag("p:pic"))
    about = etree.SubElement(picture, tag("p:nvPicPr"))
    number = next(frame.iter(tag("p:cNvPr")), None)
    etree.SubElement(about, tag("p:cNvPr"), id="1" if number is None else number.get("id", "1"), name="")
    etree.SubElement(about, tag("p:cNvPicPr"))
    etree.SubElement(about, tag("p:nvPr"))
    filled = etree.SubElement(picture, tag("p:blipFill"))
    etree.SubElement(filled, tag("a:blip")).set(tag("r:embed"), link)
    etree.SubElement(etree.SubElement(filled, tag("a:stretch")), tag("a:fillRect"))
    looks = etree.SubElement(picture, tag("p:spPr"))
    place = frame.find(tag("p:xfrm"))
    if place is not None:
        moved = etree.SubElement(looks, tag("a:xfrm"))
        moved.extend(copy.deepcopy(edge) for edge in place)
    etree.SubElement(etree.SubElement(looks, tag("a:prstGeom"), prst="rect"), tag("a:avLst"))
    return picture
