"""Documents of Office that show a part of a picture, in each place where they can.

OOXML_WHERE["a slide"]('<a:srcRect l="50000"/>')      # a PPTX; the left half of its picture is FACE, the right GREEN
"""

import io
from collections.abc import Callable

from PIL import Image

from tests.cleaning.office.packages import A, P, R, W, package, rels, workbook

FACE, GREEN = (200, 30, 30), (30, 160, 60)
SIZE = (80, 60)
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
WHOLE = "<a:fillRect/>"
WIDE = 9_525
"""What a pixel of 96 to an inch measures in Office."""
FORM = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
FRAME = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{SIZE[0] * WIDE}" cy="{SIZE[1] * WIDE}"/></a:xfrm>'


def picture(kind: str = "PNG", *, dots: int = 0, orientation: int = 0) -> bytes:
    """The left half is what must not go along."""
    seen, out = Image.new("RGB", SIZE, GREEN), io.BytesIO()
    seen.paste(FACE, (0, 0, SIZE[0] // 2, SIZE[1]))
    if kind.endswith("indices"):
        seen = seen.quantize(16)
    elif kind.endswith("grey"):
        seen = seen.convert("L")
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    seen.save(
        out, kind.split()[0], **({"dpi": (dots, dots)} if dots else {}), **({"exif": exif} if orientation else {})
    )
    return out.getvalue()


def fill(prefix: str, rectangle: str, place: str = WHOLE, link: str = "rId1") -> str:
    return (
        f'<{prefix}:blipFill><a:blip r:embed="{link}"/>{rectangle}<a:stretch>{place or WHOLE}</a:stretch>'
        f"</{prefix}:blipFill>"
    )


def word(
    rectangle: str, place: str = WHOLE, *, twice: str | None = None, data: bytes = b"", ending: str = "png"
) -> bytes:
    """A letter; with `twice` it shows its picture in a second place."""
    shown = "".join(
        f'<w:p><w:r><w:drawing><wp:inline><wp:extent cx="{SIZE[0] * WIDE}" cy="{SIZE[1] * WIDE}"/>'
        f'<wp:docPr id="1" name="x"/><a:graphic><a:graphicData uri="{PIC}"><pic:pic><pic:nvPicPr>'
        '<pic:cNvPr id="1" name="x"/><pic:cNvPicPr/></pic:nvPicPr>'
        f"{fill('pic', one, place)}<pic:spPr>{FRAME}{FORM}</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline>"
        "</w:drawing></w:r></w:p>"
        for one in (rectangle, twice)
        if one is not None
    )
    return letter(shown, data or picture(), ending)


def letter(shown: str, data: bytes, ending: str = "png") -> bytes:
    return package(
        "word",
        f'<w:document xmlns:w="{W}" xmlns:a="{A}" xmlns:r="{R}" xmlns:pic="{PIC}" xmlns:wp="{WP}"'
        f' xmlns:v="urn:schemas-microsoft-com:vml"><w:body>{shown}</w:body></w:document>',
        {
            "word/_rels/document.xml.rels": rels(("rId1", "image", f"media/image1.{ending}")),
            f"word/media/image1.{ending}": data,
        },
    )


def older(crop: str) -> bytes:
    """VML, as Word writes it for compatibility; a rectangle of the newer kind is put into its words."""
    crop = crop.replace("<a:srcRect", "").replace("/>", "").replace(' l="50000"', 'cropleft="32768f"')
    crop = crop.replace(' l="-50000"', 'cropleft="-32768f"').replace(' l="0" t="0" r="0" b="0"', 'cropleft="0"')
    return letter(
        f'<w:p><w:r><w:pict><v:shape id="a" style="width:60pt;height:45pt"><v:imagedata r:id="rId1" {crop}/></v:shape>'
        "</w:pict></w:r></w:p>",
        picture(),
    )


def slides(on_slide: str = "", background: str = "") -> bytes:
    return package(
        "ppt",
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
        '<p:sldSz cx="9144000" cy="6858000"/><p:notesSz cx="1" cy="1"/></p:presentation>',
        {
            "ppt/_rels/presentation.xml.rels": rels(("rId1", "slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"><p:cSld>{background}<p:spTree>'
            '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
            f"{on_slide}</p:spTree></p:cSld></p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": rels(("rId1", "image", "../media/image1.png")),
            "ppt/media/image1.png": picture(),
        },
    )


def slide(rectangle: str) -> bytes:
    return slides(
        '<p:pic><p:nvPicPr><p:cNvPr id="2" name="x"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
        f"{fill('p', rectangle)}<p:spPr>{FRAME}{FORM}</p:spPr></p:pic>"
    )


def shape(rectangle: str) -> bytes:
    return slides(
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f"<p:spPr>{FRAME}{FORM}{fill('a', rectangle)}</p:spPr></p:sp>"
    )


def background(rectangle: str) -> bytes:
    return slides(background=f"<p:bg><p:bgPr>{fill('a', rectangle)}<a:effectLst/></p:bgPr></p:bg>")


def sheet(drawn: str, more: dict[str, str | bytes]) -> bytes:
    anchor = (
        f'<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="{SIZE[0] * WIDE}" cy="{SIZE[1] * WIDE}"/>'
        f"{drawn}<xdr:clientData/></xdr:absoluteAnchor>"
    )
    drawing = f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{R}">{anchor}</xdr:wsDr>'
    return workbook(drawing, {"xl/media/image1.png": picture()} | more)


def spreadsheet(rectangle: str) -> bytes:
    drawn = (
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="x"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f"{fill('xdr', rectangle)}<xdr:spPr>{FRAME}{FORM}</xdr:spPr></xdr:pic>"
    )
    return sheet(drawn, {"xl/drawings/_rels/drawing1.xml.rels": rels(("rId1", "image", "../media/image1.png"))})


def chart(rectangle: str) -> bytes:
    drawn = (
        '<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="x"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="9" cy="9"/></xdr:xfrm><a:graphic>'
        f'<a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="rId1"/></a:graphicData></a:graphic></xdr:graphicFrame>'
    )
    charted = (
        f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}"><c:chart><c:plotArea/></c:chart>'
        f"<c:spPr>{fill('a', rectangle)}</c:spPr></c:chartSpace>"
    )
    return sheet(
        drawn,
        {
            "xl/drawings/_rels/drawing1.xml.rels": rels(("rId1", "chart", "../charts/chart1.xml")),
            "xl/charts/chart1.xml": charted,
            "xl/charts/_rels/chart1.xml.rels": rels(("rId1", "image", "../media/image1.png")),
        },
    )


OOXML_WHERE: dict[str, Callable[[str], bytes]] = {
    "a letter": word,
    "an older drawing": older,
    "a slide": slide,
    "a shape": shape,
    "a background": background,
    "a sheet": spreadsheet,
    "a chart": chart,
}
