"""A PDF made anew from what can be seen in another: pages, what is drawn on them, links.

    rebuilt(untrusted)        # the new document's bytes, and what kinds of things it is without

Nothing is deleted here. We walk from the pages down and carry over what we know, key by key; whatever hangs elsewhere
(who, when, with what, scripts, files, forms, signatures, earlier versions, outlines, tags) is never reached.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Object, ObjectStreamMode, Pdf, Stream, StreamDecodeLevel

from reporting.cleaning.cleaned import Kind, MalformedFile, TooLarge
from reporting.cleaning.pdf.annotations import copy_annotations
from reporting.cleaning.pdf.budget import PAGES
from reporting.cleaning.pdf.colours import copy_space
from reporting.cleaning.pdf.content import rewrite
from reporting.cleaning.pdf.fonts import copy_font
from reporting.cleaning.pdf.forms import content_of, copy_group, copy_pattern, copy_state, copy_xobject
from reporting.cleaning.pdf.found import found
from reporting.cleaning.pdf.images import copy_image
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.opening import DAMAGED, opened
from reporting.cleaning.pdf.resources import Resources
from reporting.cleaning.pdf.shadings import copy_shading
from reporting.cleaning.pdf.streams import put
from reporting.cleaning.pdf.targets import Targets
from reporting.cleaning.pdf.values import box, dictionary, flag, number, whole

COPIERS: Mapping[str, Callable[..., Any]] = {
    "XObject": copy_xobject,
    "Image": copy_image,
    "Font": copy_font,
    "ExtGState": copy_state,
    "ColorSpace": copy_space,
    "Pattern": copy_pattern,
    "Shading": copy_shading,
}
LETTER: list[Any] = [0, 0, 612, 792]
MOST_PARENTS = 64


def rebuilt(untrusted: bytes, *, for_pictures: bool = False) -> tuple[bytes, frozenset[Kind]]:
    """With `for_pictures` parts that cannot be proven clean stay, for drawing only."""
    with opened(untrusted) as source:
        kinds = found(source, untrusted)
        draw_fields(source)
        job = Job(source, COPIERS, for_pictures=for_pictures)
        theirs = [page.obj for page in source.pages]
        if not theirs:
            raise MalformedFile("This PDF has no pages.")
        if len(theirs) > PAGES:
            raise TooLarge(f"This PDF has more than {PAGES} pages. Send the ones that matter.")
        for _ in theirs:
            job.out.add_blank_page()
        ours = [page.obj for page in job.out.pages]
        targets = Targets(source, {one.objgen: other for one, other in zip(theirs, ours, strict=True)})
        for one, other in zip(theirs, ours, strict=True):
            carry_over(job, one, other, targets)
        return written(job.out), kinds | job.removed


def draw_fields(untrusted: Pdf) -> None:
    """A form may leave it to the viewer to draw what was filled in; then qpdf does it first."""
    fields = dictionary(untrusted.Root.get("/AcroForm"))
    if fields is not None and flag(fields.get("/NeedAppearances")):
        untrusted.generate_appearance_streams()


def inherited(page: Object, key: str) -> Any:
    """From the page or from the nearest of those above it."""
    node: Object | None = page
    for _ in range(MOST_PARENTS):
        if node is None:
            return None
        if key in node:
            return node.get(key)
        node = dictionary(node.get("/Parent"))
    return None


def carry_over(job: Job, source: Object, page: Object, targets: Targets) -> None:
    page["/MediaBox"] = Array(visible_box(source))
    turned = whole(inherited(source, "/Rotate")) // 90 * 90 % 360
    if turned:
        page["/Rotate"] = turned
    unit = number(source.get("/UserUnit"))
    if unit is not None and 0 < unit <= 100:
        page["/UserUnit"] = unit
    names = Resources(job, inherited(source, "/Resources"))
    content = rewrite(page_content(job, source.get("/Contents")), names, lettered=False)
    drawn, links = copy_annotations(job, source, names, targets)
    page["/Contents"] = stream = job.stream()
    put(stream, b"q\n" + content + b"Q\n" + drawn if drawn else content)
    page["/Resources"] = names.written
    group = copy_group(job, source.get("/Group"), names)
    if group is not None:
        page["/Group"] = group
    if links:
        page["/Annots"] = Array([job.out.make_indirect(one) for one in links])


def visible_box(source: Object) -> list[Any]:
    """What a viewer shows of the page: where the crop box and the sheet meet."""
    sheet = box(inherited(source, "/MediaBox")) or LETTER
    crop = box(inherited(source, "/CropBox")) or sheet
    seen: list[Any] = [max(sheet[0], crop[0]), max(sheet[1], crop[1]), min(sheet[2], crop[2]), min(sheet[3], crop[3])]
    seen = seen if seen[0] < seen[2] and seen[1] < seen[3] else sheet
    return seen if seen[0] < seen[2] and seen[1] < seen[3] else LETTER


def page_content(job: Job, untrusted: object) -> bytes:
    """Several streams are read as one: an instruction may be cut in two between them."""
    parts = list(untrusted)[:10_000] if isinstance(untrusted, Array) else [untrusted]
    return b"\n".join(content_of(job, one) for one in parts if isinstance(one, Stream))


def written(document: Pdf) -> bytes:
    """The same bytes for the same pages: no date, no number drawn at random, one object after the other."""
    root = document.Root
    for key in [one for one in root.keys() if one not in ("/Type", "/Pages")]:  # noqa: SIM118
        del root[key]
    out = BytesIO()
    try:
        document.save(
            out,
            static_id=True,
            fix_metadata_version=False,
            force_version="1.7",
            object_stream_mode=ObjectStreamMode.disable,
            stream_decode_level=StreamDecodeLevel.none,
            compress_streams=False,
        )
    except pikepdf.PdfError as error:
        raise MalformedFile(DAMAGED) from error
    return out.getvalue()
