"""Drawings inside documents stay where they are, cleaned; what cannot be cleaned costs the document nothing else."""

import gzip
from collections.abc import Callable

import pytest

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.metafiles import Budget, clean
from reporting.cleaning.metafiles import emf as emf_records
from reporting.cleaning.office import media, odf, ooxml
from tests.cleaning.metafiles.drawings import (
    CANARY,
    WIDE,
    comment,
    emf,
    emf_plus,
    font,
    polyline,
    rectangle,
    text,
    wmf,
    words,
)
from tests.cleaning.metafiles.test_wmf import BOX
from tests.cleaning.office import canaries
from tests.cleaning.office.opendocuments import SPACES
from tests.cleaning.office.packages import P, R, W, package, rels, workbook

EMF = emf(comment(CANARY), font(more=WIDE), text("Words that Rosa drew"), polyline(), title=CANARY)
WMF = wmf(words(0x0626, b"\x0f\0\x10\0" + CANARY.encode()), BOX)
ONLY_PLUS = emf(emf_plus(0x4001), emf_plus(0x400A), rectangle())
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def blip(one: str) -> str:
    return f'<a:blip xmlns:a="{A}" xmlns:r="{R}" r:embed="{one}"/>'


def word(*drawings: tuple[str, bytes]) -> bytes:
    shapes = "".join(
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        f'<v:imagedata xmlns:r="{R}" r:id="rId{at}"/></v:shape></w:pict></w:r></w:p>'
        for at in range(len(drawings))
    )
    rows = rels(*((f"rId{at}", "image", f"media/{name}") for at, (name, _) in enumerate(drawings)))
    return package(
        "word",
        f'<w:document xmlns:w="{W}"><w:body>{shapes}</w:body></w:document>',
        {"word/_rels/document.xml.rels": rows} | {f"word/media/{name}": data for name, data in drawings},
    )


def powerpoint(*drawings: tuple[str, bytes]) -> bytes:
    pictures = "".join(
        '<p:pic><p:nvPicPr><p:cNvPr id="2" name="x"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr>'
        f"<p:blipFill>{blip(f'rId{at}')}</p:blipFill><p:spPr/></p:pic>"
        for at in range(len(drawings))
    )
    rows = rels(*((f"rId{at}", "image", f"../media/{name}") for at, (name, _) in enumerate(drawings)))
    return package(
        "ppt",
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst>'
        '<p:notesSz cx="1" cy="1"/></p:presentation>',
        {
            "ppt/_rels/presentation.xml.rels": rels(("rId1", "slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": f'<p:sld xmlns:p="{P}"><p:cSld><p:spTree>{pictures}</p:spTree></p:cSld></p:sld>',
            "ppt/slides/_rels/slide1.xml.rels": rows,
        }
        | {f"ppt/media/{name}": data for name, data in drawings},
    )


def excel(*drawings: tuple[str, bytes]) -> bytes:
    space = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
    pictures = "".join(
        '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="9" cy="9"/><xdr:pic><xdr:nvPicPr>'
        '<xdr:cNvPr id="2" name="x"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        f"<xdr:blipFill>{blip(f'rId{at}')}</xdr:blipFill><xdr:spPr/></xdr:pic><xdr:clientData/></xdr:absoluteAnchor>"
        for at in range(len(drawings))
    )
    rows = rels(*((f"rId{at}", "image", f"../media/{name}") for at, (name, _) in enumerate(drawings)))
    shown = {f"xl/media/{name}": data for name, data in drawings}
    drawing = f'<xdr:wsDr xmlns:xdr="{space}">{pictures}</xdr:wsDr>'
    return workbook(drawing, {"xl/drawings/_rels/drawing1.xml.rels": rows} | shown)


def opendocument(kind: str) -> Callable[..., bytes]:
    around = {
        "text": ("<office:text><text:p>", "</text:p></office:text>"),
        "spreadsheet": (
            '<office:spreadsheet><table:table table:name="A"><table:table-row><table:table-cell>',
            "</table:table-cell></table:table-row></table:table></office:spreadsheet>",
        ),
        "presentation": ('<office:presentation><draw:page draw:name="A">', "</draw:page></office:presentation>"),
    }[kind]

    def made(*drawings: tuple[str, bytes]) -> bytes:
        frames = "".join(f'<draw:frame><draw:image xlink:href="Pictures/{name}"/></draw:frame>' for name, _ in drawings)
        content = (
            f'<office:document-content {SPACES} office:version="1.3"><office:body>{around[0]}{frames}{around[1]}'
            "</office:body></office:document-content>"
        )
        members: dict[str, str | bytes] = {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
        }
        return canaries.zipped(members | {f"Pictures/{name}": data for name, data in drawings})

    return made


DOCUMENTS = {
    "DOCX": (ooxml, word),
    "PPTX": (ooxml, powerpoint),
    "XLSX": (ooxml, excel),
    "ODT": (odf, opendocument("text")),
    "ODS": (odf, opendocument("spreadsheet")),
    "ODP": (odf, opendocument("presentation")),
}


def inside(kind: str, *drawings: tuple[str, bytes]) -> tuple[dict[str, bytes], frozenset[Kind]]:
    """The pictures of a document with these drawings by their endings, cleaned and through its gate."""
    room, made = DOCUMENTS[kind]
    untrusted = made(*drawings)
    cleaned = room.clean(untrusted)
    room.check(cleaned.data, untrusted)
    members = canaries.unpacked(cleaned.data)
    assert not [name for name, data in members.items() if WIDE in data or CANARY.encode() in data]
    found = {name: data for name, data in members.items() if "image" in name.rpartition("/")[2]}
    return {name.rpartition(".")[2]: data for name, data in found.items()}, cleaned.removed


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_drawings_stay_in_a_document_and_lose_what_stood_beside(kind: str) -> None:
    pictures, removed = inside(kind, ("a.emf", EMF), ("b.wmf", WMF))
    assert pictures == {"emf": clean(EMF, Budget()).data, "wmf": clean(WMF, Budget()).data}
    assert {Kind.SOFTWARE, Kind.TITLE, Kind.OTHER} <= removed
    assert not {Kind.EMBEDDED, Kind.BLANK} & removed


@pytest.mark.parametrize("kind", ["DOCX", "PPTX", "XLSX"])
def test_a_packed_drawing_stays_unpacked(kind: str) -> None:
    pictures, _ = inside(kind, ("a.emz", gzip.compress(EMF)), ("b.wmz", gzip.compress(WMF)))
    assert pictures == {"emf": clean(EMF, Budget()).data, "wmf": clean(WMF, Budget()).data}


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize(
    "drawing",
    [ONLY_PLUS, EMF[:-40], WMF[:-8], gzip.compress(EMF)[:-9], gzip.compress(bytes(40_000_000))[:100_000]],
)
def test_one_that_cannot_be_cleaned_becomes_an_empty_picture_and_the_document_stays(kind: str, drawing: bytes) -> None:
    pictures, removed = inside(kind, ("a.emf", drawing))
    assert pictures == {"png": media.EMPTY}
    assert Kind.BLANK in removed, "its sender has to know that something can no longer be seen"


def test_one_that_the_gate_does_not_pass_becomes_an_empty_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here the cleaner leaves the full name of a font."""
    monkeypatch.setitem(emf_records.KEPT, 82, lambda record: record[8:])
    pictures, _ = inside("DOCX", ("a.emf", EMF))
    assert pictures == {"png": media.EMPTY}


@pytest.mark.parametrize(("limit", "most"), [("MOST_RECORDS", 15), ("MOST_BYTES", len(EMF) + 10)])
def test_more_drawings_than_a_document_may_have_become_empty_pictures(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(f"reporting.cleaning.metafiles.reading.{limit}", most)
    pictures, _ = inside("DOCX", ("a.emf", EMF), ("b.wmf", WMF))
    assert set(pictures) == {"emf", "png"}
