"""Charts keep what they count; which Office drew them goes with all other properties."""

import re

import pytest

from reporting.cleaning.office import ooxml
from reporting.cleaning.office.formulas import within
from tests.cleaning.office import canaries
from tests.cleaning.office.packages import A, R, X, package, rels

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


@pytest.mark.parametrize("version", ["12.0000", "16.0300"])
def test_no_document_says_which_office_it_is_of(version: str) -> None:
    new = canaries.unpacked(cleaned(sheet("Microsoft Office Excel", version)))
    assert "xl/charts/chart1.xml" in new
    assert not [name for name in new if name.startswith("docProps/")]


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
