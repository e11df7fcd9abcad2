"""OpenDocuments that show a part of a picture, in each place where they can."""

from collections.abc import Callable
from functools import partial

from tests.cleaning.office import canaries
from tests.cleaning.office.cropped import picture
from tests.cleaning.office.opendocuments import SPACES


def opendocument(
    kind: str, body: str, styles: str = "", common: str = "", master: str = "", data: bytes = b""
) -> bytes:
    """`styles` are those of the text, `common` those of the whole document, `master` what each page repeats."""
    return canaries.zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f'<office:document-content {SPACES} office:version="1.3"><office:automatic-styles>{styles}'
            f"</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
            "</office:document-content>",
            "styles.xml": f'<office:document-styles {SPACES} office:version="1.3"><office:styles>{common}'
            f"</office:styles>{master}</office:document-styles>",
            "Pictures/a.png": data or picture(),
            "META-INF/manifest.xml": "<manifest:manifest xmlns:manifest="
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
            '<manifest:file-entry manifest:full-path="/" manifest:media-type='
            f'"application/vnd.oasis.opendocument.{kind}"/><manifest:file-entry manifest:full-path="content.xml"'
            ' manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml"'
            ' manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="Pictures/a.png"'
            ' manifest:media-type="image/png"/></manifest:manifest>',
        }
    )


def frame(style: str, kind: str = "draw") -> str:
    return (
        f'<draw:frame {kind}:style-name="{style}" text:anchor-type="paragraph" svg:width="0.8333in"'
        ' svg:height="0.625in"><draw:image xlink:href="Pictures/a.png" xlink:type="simple" xlink:show="embed"'
        ' xlink:actuate="onLoad"/></draw:frame>'
    )


def style(name: str, clip: str = "", parent: str = "", family: str = "graphic") -> str:
    clipped, derived = (
        (f' fo:clip="{clip}"' if clip else ""),
        (f' style:parent-style-name="{parent}"' if parent else ""),
    )
    return (
        f'<style:style style:name="{name}" style:family="{family}"{derived}>'
        f'<style:graphic-properties draw:luminance="0%"{clipped}/></style:style>'
    )


def text(clip: str, *, data: bytes = b"") -> bytes:
    return opendocument("text", f"<text:p>{frame('fr1')}</text:p>", style("fr1", clip), data=data)


def derived(clip: str) -> bytes:
    body = f"<text:p>{frame('fr1')}</text:p>"
    both = style("Mine", clip) + style("Mine", family="paragraph")
    return opendocument("text", body, style("fr1", parent="Other"), style("Other", parent="Mine") + both)


def default(clip: str) -> bytes:
    looks = f'<style:graphic-properties fo:clip="{clip}"/>'
    one = f'<style:default-style style:family="graphic">{looks}</style:default-style>'
    return opendocument("text", f"<text:p>{frame('fr1')}</text:p>", style("fr1"), one)


def repeated(clip: str) -> bytes:
    """In the header of each page, whose style has the name of another one in the text."""
    header = (
        f"<office:automatic-styles>{style('fr1', clip)}</office:automatic-styles><office:master-styles>"
        f'<style:master-page style:name="Standard"><style:header><text:p>{frame("fr1")}</text:p></style:header>'
        "</style:master-page></office:master-styles>"
    )
    return opendocument("text", "<text:p>Words.</text:p>", style("fr1"), master=header)


def presented(clip: str) -> bytes:
    body = f'<draw:page draw:name="One">{frame("pr1", "presentation")}</draw:page>'
    return opendocument("presentation", body, style("pr1", clip, family="presentation"))


def tabled(clip: str) -> bytes:
    body = (
        '<table:table table:name="A"><table:table-row><table:table-cell>'
        f"{frame('gr1')}</table:table-cell></table:table-row></table:table>"
    )
    return opendocument("spreadsheet", body, style("gr1", clip))


ODF_WHERE: dict[str, Callable[[str], bytes]] = {
    "a text": partial(text),
    "a style that is derived": derived,
    "a style for all": default,
    "a header": repeated,
    "a slide": presented,
    "a table": tabled,
}
