"""The smallest document of each kind, for a box to try its cleaners on before it closes.

clean(word())        # a document with a word in it
"""

from reporting.cleaning.office import zip as archive
from reporting.cleaning.office.namespaces import OOXML, URIS
from reporting.cleaning.office.ooxml.kinds import KINDS, relationship_type
from reporting.cleaning.office.ooxml.opc import content_types_xml, relationships_xml

_BODIES = {
    "word": f'<w:document xmlns:w="{OOXML["w"]}"><w:body><w:p><w:r><w:t>A</w:t></w:r></w:p></w:body></w:document>',
    "xl": f'<workbook xmlns="{OOXML["x"]}"><sheets/></workbook>',
    "ppt": f'<p:presentation xmlns:p="{OOXML["p"]}"><p:notesSz cx="1" cy="1"/></p:presentation>',
}
_ODF_BODIES = {"text": "<text:p>A</text:p>", "spreadsheet": "", "presentation": ""}


def _ooxml(family: str) -> bytes:
    kind = KINDS[family]["officeDocument"]
    name = f"{family}/{kind.name}"
    return archive.write(
        {
            "[Content_Types].xml": content_types_xml({name: kind.content_type}),
            "_rels/.rels": relationships_xml([("rId1", relationship_type("officeDocument"), name, False)]),
            name: _BODIES[family].encode(),
        }
    )


def word() -> bytes:
    """A DOCX."""
    return _ooxml("word")


def excel() -> bytes:
    """An XLSX."""
    return _ooxml("xl")


def powerpoint() -> bytes:
    """A PPTX."""
    return _ooxml("ppt")


def opendocument(kind: str) -> bytes:
    """An ODT, ODS or ODP, by the word in its media type: text, spreadsheet, presentation."""
    spaces = f'xmlns:office="{URIS["office"]}" xmlns:text="{URIS["text"]}"'
    body = f"<office:body><office:{kind}>{_ODF_BODIES[kind]}</office:{kind}></office:body>"
    content = f'<office:document-content {spaces} office:version="1.3">{body}</office:document-content>'
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return archive.write({"mimetype": mimetype.encode(), "content.xml": content.encode()}, stored={"mimetype"})


def text() -> bytes:
    """A text of one word."""
    return b"A\n"
