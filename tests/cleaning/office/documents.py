"""One rich document of each kind, with a canary wherever a program would put something about its writer."""

from tests.cleaning.office import canaries as c
from tests.cleaning.office.packages import A, P, R, W, X, package, photo, rels

_COMMENT_PART = (
    f'<w:comments xmlns:w="{W}"><w:comment w:id="1" w:author="{c.AUTHOR}">'
    f"<w:p><w:r><w:t>{c.COMMENT}</w:t></w:r></w:p></w:comment></w:comments>"
)
_PICTURE = (
    f"<w:drawing>"
    f'<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="{A}">'
    f'<wp:extent cx="9" cy="9"/><wp:docPr id="1" name="{c.ALT_TEXT}" descr="{c.ALT_TEXT}"/><a:graphic><a:graphicData'
    ' uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic xmlns:pic='
    '"http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
    f'<pic:cNvPr id="1" name="{c.ALT_TEXT}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="rId7"/>'
    f"</pic:blipFill>"
    "<pic:spPr/></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
)


def _field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'<w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


WORD_BODY = f"""<w:p w:rsidR="{c.RSID}" w14:paraId="{c.PARA_ID}"><w:r><w:t>Kept words.</w:t></w:r>
<w:ins w:id="1" w:author="{c.AUTHOR}" w:date="{c.TIME}"><w:r><w:t>Inserted words.</w:t></w:r></w:ins>
<w:del w:id="2" w:author="{c.AUTHOR}"><w:r><w:delText>{c.DELETED} by hand</w:delText></w:r></w:del>
<w:moveFrom w:id="3" w:author="{c.AUTHOR}"><w:r><w:t>{c.DELETED}</w:t></w:r></w:moveFrom>
<w:commentRangeStart w:id="1"/><w:r><w:rPr><w:vanish/><w:rPrChange w:id="9" w:author="{c.AUTHOR}"><w:rPr/>
</w:rPrChange></w:rPr>
<w:t>Folded words.</w:t></w:r><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>
<w:p><w:pPr><w:rPr><w:del w:id="4" w:author="{c.AUTHOR}"/></w:rPr></w:pPr><w:r><w:t>Joined </w:t></w:r></w:p>
<w:p><w:r><w:t>paragraphs.</w:t></w:r></w:p>
<w:p>{_field("FILENAME", "Shown field.")}{_field(" PAGE ", "1")}
{_field(f' INCLUDEPICTURE "{c.FILE_URL}" ', "Shown link.")}
<w:hyperlink r:id="rId5"><w:r><w:t>Web link.</w:t></w:r></w:hyperlink>
<w:hyperlink r:id="rId6" w:tooltip="{c.PATH}"><w:r><w:t>File link.</w:t></w:r></w:hyperlink>
<w:sdt><w:sdtPr><w:alias w:val="{c.VARIABLE}"/></w:sdtPr><w:sdtContent><w:r><w:t>Controlled words.</w:t></w:r>
</w:sdtContent></w:sdt>
<w:r><w:object><v:shape xmlns:v="urn:schemas-microsoft-com:vml" id="{c.ALT_TEXT}" alt="{c.ALT_TEXT}">
<v:imagedata r:id="rId7"/></v:shape>
<o:OLEObject xmlns:o="urn:schemas-microsoft-com:office:office" ProgID="{c.EMBEDDED}" r:id="rId8"/></w:object></w:r>
<w:r>{_PICTURE}</w:r></w:p>
<w:tbl><w:tr><w:trPr><w:del w:id="5" w:author="{c.AUTHOR}"/></w:trPr><w:tc><w:p><w:r><w:t>{c.DELETED}</w:t></w:r>
</w:p></w:tc></w:tr></w:tbl>"""


def word() -> bytes:
    """A DOCM with tracked changes, comments, fields, a photo, a macro, an embedded object and settings."""
    main = (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">'
        f"<!-- {c.COMMENT} --><w:body>{WORD_BODY}</w:body></w:document>"
    )
    links = rels(
        ("rId1", "settings", "settings.xml"),
        ("rId2", "comments", "comments.xml"),
        ("rId3", "vbaProject", "vbaProject.bin"),
        ("rId4", "customXml", "../customXml/item1.xml"),
        ("rId5", "hyperlink", "https://example.org/rules"),
        ("rId6", "hyperlink", c.FILE_URL),
        ("rId7", "image", "media/rosa-canary.jpg"),
        ("rId8", "oleObject", "embeddings/oleObject1.bin"),
    )
    settings = (
        f'<w:settings xmlns:w="{W}" xmlns:r="{R}"><w:attachedTemplate r:id="rId1"/><w:rsids>'
        f'<w:rsid w:val="{c.RSID}"/></w:rsids>'
        f'<w:docVars><w:docVar w:name="a" w:val="{c.VARIABLE}"/></w:docVars><w:evenAndOddHeaders/></w:settings>'
    )
    return package(
        "word",
        main,
        {
            "word/_rels/document.xml.rels": links,
            "word/settings.xml": settings,
            "word/_rels/settings.xml.rels": rels(("rId1", "attachedTemplate", c.FILE_URL)),
            "word/comments.xml": _COMMENT_PART,
            "word/vbaProject.bin": c.MACRO,
            "customXml/item1.xml": f"<a>{c.VARIABLE}</a>",
            "word/media/rosa-canary.jpg": photo(),
            "word/embeddings/oleObject1.bin": c.EMBEDDED,
        },
    )


def excel() -> bytes:
    """An XLSX with a sheet folded away, one that no menu shows, formulas that lead out, comments and old strings."""
    main = (
        f'<workbook xmlns="{X}" xmlns:r="{R}"><fileVersion appName="xl" codeName="{{{c.VARIABLE}}}"/>'
        f'<workbookPr codeName="{c.MACRO}"/>'
        f'<sheets><sheet name="{c.HIDDEN_SHEET}" sheetId="1" state="veryHidden" r:id="rId1"/>'
        '<sheet name="Folded" sheetId="2" state="hidden" r:id="rId2"/>'
        '<sheet name="Open" sheetId="3" r:id="rId3"/></sheets>'
        f'<definedNames><definedName name="canary_name" hidden="1">{c.VARIABLE}</definedName>'
        '<definedName name="_xlnm.Print_Area" localSheetId="2">Open!$A$1:$B$9</definedName></definedNames></workbook>'
    )
    cells = (
        '<row r="1" hidden="1"><c r="A1" t="s"><v>0</v></c></row>'
        '<row r="2"><c r="A2"><f>\'C:\\Users\\rosa\\[canary.xlsx]May\'!A1</f><v>17</v></c><c r="B2">'
        "<f>SUM(A1:A9)</f><v>42</v></c></row>"
    )
    sheet = (
        f'<worksheet xmlns="{X}" xmlns:r="{R}"><sheetData>{cells}</sheetData>'
        f'<sheetProtection algorithmName="SHA-512" hashValue="{c.VARIABLE}"/>'
        f'<hyperlinks><hyperlink ref="A1" r:id="rId1" tooltip="{c.PATH}"/></hyperlinks>'
        f'<pageSetup orientation="landscape" r:id="rId9"/>'
        f"<headerFooter><oddHeader>&amp;L{c.AUTHOR}</oddHeader><oddFooter>Page &amp;P</oddFooter></headerFooter>"
        f"</worksheet>"
    )
    hidden = f'<worksheet xmlns="{X}"><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c></row></sheetData></worksheet>'
    strings = (
        f'<sst xmlns="{X}"><si><t>Kept cell</t></si><si><t>{c.HIDDEN_SHEET}</t></si><si><t>{c.DELETED}</t></si></sst>'
    )
    return package(
        "xl",
        main,
        {
            "xl/_rels/workbook.xml.rels": rels(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "worksheet", "worksheets/sheet2.xml"),
                ("rId3", "worksheet", "worksheets/canary.xml"),
                ("rId4", "sharedStrings", "sharedStrings.xml"),
                ("rId5", "connections", "connections.xml"),
            ),
            "xl/worksheets/sheet1.xml": hidden,
            "xl/worksheets/sheet2.xml": sheet.replace("Kept", "Also"),
            "xl/worksheets/canary.xml": sheet,
            "xl/worksheets/_rels/canary.xml.rels": rels(
                ("rId1", "hyperlink", c.FILE_URL),
                ("rId2", "comments", "../comments1.xml"),
                ("rId9", "printerSettings", "../printerSettings/printerSettings1.bin"),
            ),
            "xl/sharedStrings.xml": strings,
            "xl/connections.xml": f'<connections xmlns="{X}"><connection name="{c.VARIABLE}"/></connections>',
            "xl/comments1.xml": f'<comments xmlns="{X}"><authors><author>{c.AUTHOR}</author></authors></comments>',
            "xl/printerSettings/printerSettings1.bin": c.VARIABLE,
        },
    )


def _slide(words: str, more: str = "", show: str = "") -> str:
    return (
        f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"{show}><p:cSld name="{c.VARIABLE}"><p:spTree>'
        f'<p:nvGrpSpPr><p:cNvPr id="1" name=""/>'
        f"<p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/><p:sp><p:nvSpPr>"
        f'<p:cNvPr id="2" name="{c.ALT_TEXT}" descr="{c.ALT_TEXT}"/>'
        f'<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p><a:r><a:rPr lang="de-CH"/>'
        f"<a:t>{words}</a:t></a:r></a:p>"
        f"</p:txBody></p:sp>{more}</p:spTree></p:cSld></p:sld>"
    )


def powerpoint() -> bytes:
    """A PPSX with a slide that is not shown, an embedded object with its picture, comments and notes."""
    main = (
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/>'
        f'<p:sldId id="257" r:id="rId2"/>'
        f'</p:sldIdLst><p:notesSz cx="9" cy="9"/><p:modifyVerifier cryptProvider="{c.VARIABLE}"/></p:presentation>'
    )
    embedded = (
        '<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="3" name="x"/></p:nvGraphicFramePr><a:graphic><a:graphicData'
        f' uri="http://schemas.openxmlformats.org/presentationml/2006/ole">'
        f'<p:oleObj name="{c.EMBEDDED}" r:id="rId2"><p:embed/>'
        '<p:pic><p:nvPicPr><p:cNvPr id="4" name=""/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        '<a:blip r:embed="rId3"/>'
        "</p:blipFill><p:spPr/></p:pic></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>"
    )
    return package(
        "ppt",
        main,
        {
            "ppt/_rels/presentation.xml.rels": rels(
                ("rId1", "slide", "slides/slide1.xml"),
                ("rId2", "slide", "slides/slide2.xml"),
                ("rId3", "commentAuthors", "commentAuthors.xml"),
            ),
            "ppt/slides/slide1.xml": _slide("Shown slide.", embedded),
            "ppt/slides/slide2.xml": _slide("Folded slide.", show=' show="0"'),
            "ppt/slides/_rels/slide1.xml.rels": rels(
                ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml"),
                ("rId2", "oleObject", "../embeddings/oleObject1.bin"),
                ("rId3", "image", "../media/rosa.jpg"),
                ("rId4", "comments", "../comments/comment1.xml"),
            ),
            "ppt/notesSlides/notesSlide1.xml": _slide(f"Notes by {c.AUTHOR}")
            .replace("p:sld", "p:notes")
            .replace("notesSz", "sldSz"),
            "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{P}">'
            f'<p:cmAuthor id="1" name="{c.AUTHOR}"/></p:cmAuthorLst>',
            "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{P}"><p:cm><p:text>{c.COMMENT}</p:text></p:cm></p:cmLst>',
            "ppt/media/rosa.jpg": photo(),
            "ppt/embeddings/oleObject1.bin": c.EMBEDDED,
        },
    )
