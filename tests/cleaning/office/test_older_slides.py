"""Slides of PowerPoint 2007, whose objects have their pictures in a drawing beside the slide."""

import pytest

from reporting.cleaning.office import ooxml
from tests.cleaning.office import canaries
from tests.cleaning.office.packages import A, P, R, package, photo, rels

VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
    '<v:shape id="{id}" o:spid="{spid}"><v:imagedata o:relid="rId1" o:title="{title}"/></v:shape></xml>'
)
FRAME = (
    '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="7" name="x"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>'
    '<p:xfrm><a:off x="11" y="22"/><a:ext cx="33" cy="44"/></p:xfrm><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole">'
    f'<p:oleObj spid="_x0000_s1026" name="{canaries.EMBEDDED}" r:id="rId2"><p:embed/></p:oleObj></a:graphicData>'
    "</a:graphic></p:graphicFrame>"
)


def slides(vml: str) -> bytes:
    slide = f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"><p:cSld><p:spTree>{FRAME}</p:spTree></p:cSld></p:sld>'
    return package(
        "ppt",
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
        '<p:notesSz cx="1" cy="1"/></p:presentation>',
        {
            "ppt/_rels/presentation.xml.rels": rels(("rId1", "slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": slide,
            "ppt/slides/_rels/slide1.xml.rels": rels(
                ("rId1", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
                ("rId2", "oleObject", "../embeddings/oleObject1.bin"),
            ),
            "ppt/drawings/vmlDrawing1.vml": vml,
            "ppt/drawings/_rels/vmlDrawing1.vml.rels": rels(("rId1", "image", "../media/rosa.jpg")),
            "ppt/media/rosa.jpg": photo(),
            "ppt/embeddings/oleObject1.bin": canaries.EMBEDDED,
        },
    )


def cleaned(untrusted: bytes) -> dict[str, bytes]:
    new = ooxml.clean(untrusted)
    ooxml.check(new.data, untrusted)
    assert canaries.left(new.data) == []
    return canaries.unpacked(new.data)


@pytest.mark.parametrize("names", [{"id": "_x0000_s1026", "spid": ""}, {"id": "Chart of Rosa", "spid": "_x0000_s1026"}])
def test_the_picture_of_an_object_takes_its_place_and_size(names: dict[str, str]) -> None:
    members = cleaned(slides(VML.format(title=canaries.ALT_TEXT, **names)))
    assert "ppt/media/image1.jpeg" in members
    slide = members["ppt/slides/slide1.xml"].decode()
    assert '<a:off x="11" y="22"/><a:ext cx="33" cy="44"/>' in slide
    assert "p:pic" in slide
    assert "oleObj" not in slide
    assert not [name for name in members if "vml" in name or "embeddings" in name]


@pytest.mark.parametrize(
    "vml", [VML.format(id="other", spid="other", title=""), "<xml><br></xml>", "", "<!DOCTYPE a><a/>"]
)
def test_without_a_picture_the_object_goes_and_the_slide_stays(vml: str) -> None:
    members = cleaned(slides(vml))
    assert "ppt/slides/slide1.xml" in members
    assert not [name for name in members if "media" in name]
