"""Charts of Office 2007 look the same after cleaning: which Office it was stays, and nothing else of the properties."""

import re
import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.office import ooxml
from reporting.cleaning.office import zip as archive
from reporting.cleaning.office.formulas import within
from tests.cleaning.office import canaries
from tests.cleaning.office.packages import A, R, X, package, rels

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
APP = "docProps/app.xml"
OF_2007 = ("Microsoft Office Excel", "12.0000")


def points(kind: str, values: tuple[str, ...]) -> str:
    rows = "".join(f'<c:pt idx="{at}"><c:v>{one}</c:v></c:pt>' for at, one in enumerate(values))
    return f'<c:{kind}><c:ptCount val="{len(values)}"/>{rows}</c:{kind}>'


CHART = (
    f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart><c:plotArea><c:barChart><c:barDir val="col"/><c:ser>'
    f'<c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>A!A9</c:f>{points("strCache", ("Row",))}</c:strRef></c:tx>'
    '<c:dLbls><c:showVal val="1"/></c:dLbls>'
    f"<c:cat><c:strRef><c:f>A!A1:A2</c:f>{points('strCache', ('Left', 'Right'))}</c:strRef></c:cat>"
    f"<c:val><c:numRef><c:f>A!B1:B2</c:f>{points('numCache', ('4711', '1174'))}</c:numRef></c:val></c:ser>"
    '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
    '<c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
    '<c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
    "</c:plotArea></c:chart></c:chartSpace>"
)
ANCHOR = (
    '<xdr:absoluteAnchor><xdr:pos x="0" y="0"/><xdr:ext cx="5000000" cy="4000000"/><xdr:graphicFrame>'
    '<xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="x"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
    '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="5000000" cy="4000000"/></xdr:xfrm>'
    f'<a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{R}" r:id="rId1"/></a:graphicData>'
    "</a:graphic>"
    "</xdr:graphicFrame><xdr:clientData/></xdr:absoluteAnchor>"
)


CELLS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Left</t></is></c><c r="B1"><v>4711</v></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Right</t></is></c><c r="B2"><v>1174</v></c></row>'
    '<row r="9"><c r="A9" t="inlineStr"><is><t>Row</t></is></c></row>'
)


def properties(application: str, version: str) -> str:
    return (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
        f"<Application>{application}</Application><Company>{canaries.COMPANY}</Company>"
        f"<AppVersion>{version}</AppVersion></Properties>"
    )


def sheet(application: str, version: str, anchor: str = ANCHOR) -> bytes:
    """A workbook with one chart, of which only the values are labelled."""
    return package(
        "xl",
        f'<workbook xmlns="{X}" xmlns:r="{R}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>',
        {
            APP: properties(application, version),
            "xl/_rels/workbook.xml.rels": rels(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{X}" xmlns:r="{R}"><sheetData>{CELLS}</sheetData>'
            '<drawing r:id="rId1"/></worksheet>',
            "xl/worksheets/_rels/sheet1.xml.rels": rels(("rId1", "drawing", "../drawings/drawing1.xml")),
            "xl/drawings/drawing1.xml": f'<xdr:wsDr xmlns:xdr="{DRAWING}" xmlns:a="{A}">{anchor}</xdr:wsDr>',
            "xl/drawings/_rels/drawing1.xml.rels": rels(("rId1", "chart", "../charts/chart1.xml")),
            "xl/charts/chart1.xml": CHART,
        },
    )


def cleaned(untrusted: bytes) -> bytes:
    """Through the gate as well."""
    new = ooxml.clean(untrusted).data
    ooxml.check(new, untrusted)
    return new


def test_a_document_with_charts_says_that_it_is_of_2007_and_no_more() -> None:
    one, other = (cleaned(sheet(f"Microsoft {name}", f"12.{build}")) for name, build in (("Rosa", 4711), ("Excel", 0)))
    said = canaries.unpacked(one)[APP].decode()
    assert re.findall(r">([^<>\n]+)<", said) == ["Microsoft Office", "12.0000"]
    assert one == other


@pytest.mark.parametrize(
    ("application", "version", "anchor"),
    [
        ("Microsoft Office Excel", "12.0000", ""),
        ("Microsoft Excel", "16.0300", ANCHOR),
        ("Microsoft Excel", "112.0", ANCHOR),
        ("LibreOffice", "12.0000", ANCHOR),
        ("", "", ANCHOR),
    ],
)
def test_other_documents_have_no_properties(application: str, version: str, anchor: str) -> None:
    new = canaries.unpacked(cleaned(sheet(application, version, anchor)))
    assert bool(anchor) == ("xl/charts/chart1.xml" in new)
    assert not [name for name in new if name.startswith("docProps/")]


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (APP, "12.0000", "12.0001"),
        (APP, "Microsoft Office", "Microsoft Rosa"),
        (APP, "</Properties>", "<Company>A</Company></Properties>"),
        (APP, "</Properties>", "</Properties>\n"),
        ("[Content_Types].xml", "/docProps/app.xml", "/xl/styles.xml"),
        ("_rels/.rels", "docProps/app.xml", "xl/workbook.xml"),
        ("_rels/.rels", "extended-properties", "theme"),
    ],
)
def test_the_gate_knows_these_properties_and_no_others(part: str, old: str, new: str) -> None:
    untrusted = sheet(*OF_2007)
    members = canaries.unpacked(cleaned(untrusted))
    text = members[part].decode()
    assert old in text
    with pytest.raises(NotProvenClean):
        ooxml.check(archive.write(members | {part: text.replace(old, new, 1).encode()}), untrusted)


def test_the_gate_lets_no_properties_through_without_a_chart() -> None:
    untrusted = sheet(*OF_2007, anchor="")
    said = canaries.unpacked(cleaned(sheet(*OF_2007)))[APP]
    members = canaries.unpacked(cleaned(untrusted))
    with pytest.raises(NotProvenClean, match="properties"):
        ooxml.check(archive.write(members | {APP: said}), untrusted)


@pytest.mark.parametrize(
    ("refers", "becomes"),
    [
        ("A!$B$1:$B$2", "A!$B$1:$B$2"),
        ("'Rosa''s plan'!B1", "'Rosa''s plan'!B1"),
        ("(A!B1,sheet1!B1)", "(A!B1,sheet1!B1)"),
        ("Gone!$B$1", "Sheet2!$B$1"),
        ("(A!B1,Gone!B1)", "(Sheet2!B1,Sheet2!B1)"),
        ("[1]A!B1", "Sheet2!$A$1"),
        ("'C:\\rosa\\[books.xlsx]A'!B1", "Sheet2!$A$1"),
    ],
)
def test_a_chart_refers_to_the_sheets_that_stay_and_to_no_other(refers: str, becomes: str) -> None:
    sheets = ("A", "Rosa's plan", "sheet1")
    assert within(refers, sheets) == becomes
    assert within("Gone!$B$1") == "Sheet1!$B$1"


def test_a_chart_counts_the_cells_of_its_own_sheet() -> None:
    chart = canaries.unpacked(cleaned(sheet(*OF_2007)))["xl/charts/chart1.xml"].decode()
    assert re.findall("<c:f>([^<]*)", chart) == ["A!A9", "A!A1:A2", "A!B1:B2"]


def words_on_paper(document: bytes, folder: Path) -> list[str]:
    """What LibreOffice prints."""
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(document)
    profile = f"-env:UserInstallation={(folder.parent / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "a.xlsx")]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    pdf = pypdfium2.PdfDocument(folder / "a.pdf")
    return sorted(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LEFT OUT: LibreOffice is not installed")
@pytest.mark.parametrize("version", ["12.0000", "14.0300"])
def test_a_chart_has_the_same_labels_as_before(version: str, tmp_path: Path) -> None:
    document = sheet("Microsoft Excel", version)
    before = words_on_paper(document, tmp_path / "before")
    assert "4711" in before
    assert words_on_paper(cleaned(document), tmp_path / "after") == before


@pytest.mark.skipif(not CORPUS.exists(), reason="LEFT OUT: the corpus of real files is not there")
def test_real_charts_of_2007_keep_their_year() -> None:
    kept = set()
    for file in [*CORPUS.glob("*.pptx"), *CORPUS.glob("*.xlsx")]:
        new = canaries.unpacked(cleaned(file.read_bytes()))
        if APP in new:
            kept.add(file.name)
            assert any("/charts/" in name for name in new)
    assert kept
