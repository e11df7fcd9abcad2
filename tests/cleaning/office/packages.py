"""Office Open XML written by hand: `package("word", main, parts…)` with the properties that programs add."""

import io
import re

from PIL import Image

from tests.cleaning.office import canaries as c

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
X = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    "word": ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
    "xl": ("xl/workbook.xml", _TYPE + "spreadsheetml.sheet.main+xml"),
    "ppt": ("ppt/presentation.xml", _TYPE + "presentationml.slideshow.main+xml"),
}
_CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    f"<dc:creator>{c.AUTHOR}</dc:creator><cp:lastModifiedBy>{c.EDITOR}</cp:lastModifiedBy>"
    f"<dcterms:created>{c.TIME}</dcterms:created></cp:coreProperties>"
)
_APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    f"<Company>{c.COMPANY}</Company><Template>{c.PATH}</Template></Properties>"
)


def photo(artist: str = c.AUTHOR) -> bytes:
    """A JPEG whose EXIF names its maker."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = artist
    Image.new("RGB", (40, 30), "teal").save(out, "JPEG", exif=exif)
    return out.getvalue()


def rels(*rows: tuple[str, str, str]) -> str:
    """A relationships part of rows of id, kind and target; targets with a colon are external."""
    lines = "".join(
        f'<Relationship Id="{one}" Type="{R}/{kind}" Target="{target}"'
        + (' TargetMode="External"' if ":" in target else "")
        + "/>"
        for one, kind, target in rows
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def package(family: str, main: str, more: dict[str, str | bytes]) -> bytes:
    """A document whose main part is `main`; `more` are the other parts by name."""
    return c.zipped(members(family, main, more))


def members(family: str, main: str, more: dict[str, str | bytes]) -> dict[str, str | bytes]:
    """The members of a document whose main part is `main`."""
    name, kind = _MAIN[family]
    types = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}x+xml"/>' for part in more if re.search(r"\.xml$", part)
    )
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{name}" ContentType="{kind}"/>'
        f"{types}</Types>",
        "_rels/.rels": rels(
            ("rId1", "officeDocument", name),
            ("rId2", "extended-properties", "docProps/app.xml"),
            ("rId3", "metadata/core-properties", "docProps/core.xml"),
            ("rId4", "metadata/thumbnail", "docProps/thumbnail.jpeg"),
        ),
        "docProps/core.xml": _CORE,
        "docProps/app.xml": _APP,
        "docProps/thumbnail.jpeg": photo(),
        name: main,
        **more,
    }


def workbook(drawing: str, more: dict[str, str | bytes]) -> bytes:
    """One sheet that shows this drawing."""
    return package(
        "xl",
        f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        {
            "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{X}" xmlns:r="{R}"><sheetData/><drawing r:id="rId1"/>'
            "</worksheet>",
            "xl/worksheets/_rels/sheet1.xml.rels": rels(("rId1", "drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": drawing,
        }
        | more,
    )
