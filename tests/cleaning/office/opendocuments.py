"""OpenDocument files written by hand, with a canary wherever a program would put something about its writer."""

from tests.cleaning.office import canaries as c
from tests.cleaning.office.packages import photo

_ONE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": _ONE + "office:1.0",
        "text": _ONE + "text:1.0",
        "table": _ONE + "table:1.0",
        "draw": _ONE + "drawing:1.0",
        "style": _ONE + "style:1.0",
        "svg": _ONE + "svg-compatible:1.0",
        "fo": _ONE + "xsl-fo-compatible:1.0",
        "presentation": _ONE + "presentation:1.0",
        "meta": _ONE + "meta:1.0",
        "config": _ONE + "config:1.0",
        "chart": _ONE + "chart:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "officeooo": "http://openoffice.org/2009/office",
        "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    }.items()
)
_META = (
    f"<office:document-meta {SPACES}><office:meta><meta:initial-creator>{c.AUTHOR}</meta:initial-creator>"
    f"<dc:creator>{c.EDITOR}</dc:creator><dc:date>{c.TIME}</dc:date>"
    f'<meta:user-defined meta:name="{c.VARIABLE}">{c.COMPANY}</meta:user-defined></office:meta>'
    f"</office:document-meta>"
)
_SETTINGS = (
    f"<office:document-settings {SPACES}><office:settings>"
    f'<config:config-item-set config:name="ooo:configuration-settings">'
    f'<config:config-item config:name="PrinterName" config:type="string">{c.VARIABLE}</config:config-item>'
    f'<config:config-item config:name="Rsid" config:type="int">{int(c.RSID, 16)}</config:config-item>'
    '<config:config-item config:name="AddParaTableSpacing" config:type="boolean">true</config:config-item>'
    "</config:config-item-set></office:settings></office:document-settings>"
)
_STYLES = (
    f"<office:document-styles {SPACES}><office:styles/><office:master-styles>"
    f'<style:master-page style:name="Standard"><style:header><text:p>Head by {c.AUTHOR}</text:p></style:header>'
    "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p></style:footer></style:master-page>"
    "</office:master-styles></office:document-styles>"
)
_ANNOTATION = (
    f"<office:annotation><dc:creator>{c.AUTHOR}</dc:creator><dc:date>{c.TIME}</dc:date>"
    f"<text:p>{c.COMMENT}</text:p></office:annotation>"
)
TEXT = f"""<office:text><text:tracked-changes><text:changed-region xml:id="ct1" text:id="ct1"><text:deletion>
<office:change-info>
<dc:creator>{c.AUTHOR}</dc:creator></office:change-info><text:p>{c.DELETED}</text:p></text:deletion>
</text:changed-region></text:tracked-changes>
<text:user-field-decls>
<text:user-field-decl office:value-type="string" office:string-value="{c.VARIABLE}" text:name="{c.VARIABLE}"/>
</text:user-field-decls>
<text:p xml:id="{c.VARIABLE}">Kept words.<text:change text:change-id="ct1"/>{_ANNOTATION}</text:p>
<text:p>By <text:author-name text:fixed="false">Shown Person</text:author-name>,
<text:file-name>Shown file</text:file-name>.</text:p>
<text:p><text:a xlink:href="https://example.org/rules" office:title="{c.PATH}">Web link.</text:a>
<text:a xlink:href="{c.FILE_URL}">File link.</text:a>
<loext:content-control loext:alias="{c.VARIABLE}">Controlled words.</loext:content-control></text:p>
<text:section text:name="S" text:display="none"><text:p>Folded words.</text:p></text:section>
<text:p><draw:frame draw:name="{c.ALT_TEXT}"><draw:image xlink:href="Pictures/canary.jpg"/>
<svg:title>{c.ALT_TEXT}</svg:title></draw:frame>
<draw:frame><draw:object-ole xlink:href="./{c.EMBEDDED}"/>
<draw:image xlink:href="./ObjectReplacements/{c.EMBEDDED}"/></draw:frame>
<draw:frame><draw:object xlink:href="./Object 7"/><draw:image xlink:href="./ObjectReplacements/Object 7"/>
</draw:frame></text:p></office:text>"""
SHEET = f"""<office:spreadsheet><table:tracked-changes><table:cell-content-change><office:change-info>
<dc:creator>{c.AUTHOR}</dc:creator>
</office:change-info></table:cell-content-change></table:tracked-changes>
<table:table table:name="Open" table:protected="true" table:protection-key="{c.VARIABLE}">
<table:table-row table:visibility="collapse">
<table:table-cell office:value-type="string">{_ANNOTATION}<text:p>Folded cell</text:p></table:table-cell>
</table:table-row>
<table:table-row><table:table-cell table:formula="of:='{c.FILE_URL}'#$May.A1" office:value-type="float"
office:value="17"><text:p>17</text:p></table:table-cell>
<table:table-cell table:formula="of:=SUM([.A1:.A2])" office:value-type="float" office:value="42"><text:p>42</text:p>
</table:table-cell></table:table-row>
</table:table></office:spreadsheet>"""
SLIDES = f"""<office:presentation><draw:page draw:name="One">
<office:forms/>{_ANNOTATION}<draw:frame presentation:class="title"><draw:text-box>
<text:p>Shown slide.</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame><draw:text-box>
<text:p>Notes.</text:p></draw:text-box></draw:frame>
</presentation:notes></draw:page></office:presentation>"""
BODIES = {"text": TEXT, "spreadsheet": SHEET, "presentation": SLIDES}


def members(kind: str) -> dict[str, str | bytes]:
    """All members of an ODT, ODS or ODP, by the word in its media type."""
    chart = (
        f'<office:document-content {SPACES}><office:body><office:chart><chart:chart chart:class="chart:bar">'
        "<chart:title><text:p>Chart words.</text:p></chart:title></chart:chart></office:chart></office:body>"
        "</office:document-content>"
    )
    return {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "content.xml": f'<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>'
        f'<style:style style:name="T1" style:family="text">'
        f'<style:text-properties fo:language="de" officeooo:rsid="{c.RSID}"/></style:style>'
        f"</office:automatic-styles><office:body>{BODIES[kind]}</office:body></office:document-content>",
        "styles.xml": _STYLES,
        "meta.xml": _META,
        "settings.xml": _SETTINGS,
        "manifest.rdf": c.VARIABLE,
        "Thumbnails/thumbnail.png": photo() + bytes(4_000),
        "Pictures/canary.jpg": photo(),
        "Object 7/content.xml": chart,
        "Object 7/meta.xml": _META,
        "ObjectReplacements/Object 7": c.EMBEDDED,
        c.EMBEDDED: c.EMBEDDED,
        "Basic/Standard/Module1.xml": c.MACRO,
        "Configurations2/accelerator/current.xml": c.VARIABLE,
        "META-INF/documentsignatures.xml": c.AUTHOR,
        "META-INF/manifest.xml": "<manifest/>",
    }


def opendocument(kind: str) -> bytes:
    """The archive of `members`."""
    return c.zipped(members(kind))
