"""Things with a content stream of their own: forms, tiling patterns, soft masks; and the states of graphics."""

from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream

from reporting.cleaning.pdf.budget import CONTENT
from reporting.cleaning.pdf.colours import copy_space
from reporting.cleaning.pdf.content import rewrite
from reporting.cleaning.pdf.functions import copy_function
from reporting.cleaning.pdf.images import copy_image
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.resources import Resources
from reporting.cleaning.pdf.shadings import copy_shading
from reporting.cleaning.pdf.streams import data_of, put
from reporting.cleaning.pdf.values import box, copy_plain, dictionary, flag, name, number, some_numbers, words

BLEND_MODES = words(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference "
    "Exclusion Hue Saturation Color Luminosity"
)
STATE = {
    "/LW": number, "/LC": number, "/LJ": number, "/ML": number, "/OP": flag, "/op": flag, "/OPM": number, "/FL": number,
    "/SM": number, "/SA": flag, "/CA": number, "/ca": number, "/AIS": flag, "/TK": flag,
}  # fmt: skip


def content_of(job: Job, source: Stream) -> bytes:
    data = data_of(source, CONTENT + 1, job.budget) or b""
    job.budget.spend(content=len(data))
    return data


def fill(job: Job, source: Stream, target: Stream, beside: Resources) -> None:
    """Content and resources; a form of old that has none uses those of the page it is drawn on."""
    own = source.get("/Resources")
    names = Resources(job, own if dictionary(own) is not None else beside.source)
    put(target, rewrite(content_of(job, source), names))
    target["/Resources"] = names.written


def copy_xobject(job: Job, source: object, beside: Resources) -> Stream | None:
    if not isinstance(source, Stream):
        return None
    if job.layers.hides(source.get("/OC")):
        return None
    match str(source.get("/Subtype")):
        case "/Image":
            return copy_image(job, source, beside)
        case "/Form":
            return copy_form(job, source, beside)
    return None


def inherits(source: Stream, beside: Resources) -> object:
    return None if dictionary(source.get("/Resources")) is not None else beside.serial


def copy_form(job: Job, source: Stream, beside: Resources) -> Stream:
    def make() -> Stream:
        form = job.stream()
        job.begin("form", source, form, inherits(source, beside))
        form["/Type"], form["/Subtype"] = Name.XObject, Name.Form
        copy_plain(source, form, {"/BBox": box, "/Matrix": matrix})
        if "/BBox" not in form:
            form["/BBox"] = Array([0, 0, 0, 0])
        group = copy_group(job, source.get("/Group"), beside)
        if group is not None:
            form["/Group"] = group
        fill(job, source, form, beside)
        return form

    made: Stream = job.once("form", source, make, inherits(source, beside))
    return made


def matrix(untrusted: object) -> list[Any] | None:
    found = some_numbers(untrusted)
    return found if found is not None and len(found) == 6 else None


def copy_group(job: Job, untrusted: object, beside: Resources) -> Object | None:
    group = dictionary(untrusted)
    if group is None or str(group.get("/S")) != "/Transparency":
        return None
    made = Dictionary(Type=Name.Group, S=Name.Transparency)
    copy_plain(group, made, {"/I": flag, "/K": flag})
    space = copy_space(job, group.get("/CS"), beside)
    if space is not None:
        made["/CS"] = space
    return made


def copy_pattern(job: Job, untrusted: object, beside: Resources) -> Object | None:
    source = dictionary(untrusted)
    if source is None:
        return None
    if isinstance(source, Stream):
        tiling = source

        def tile() -> Stream:
            target = job.stream()
            job.begin("pattern", tiling, target, inherits(tiling, beside))
            target["/Type"], target["/PatternType"] = Name.Pattern, 1
            plain = {"/PaintType": number, "/TilingType": number, "/XStep": number, "/YStep": number}
            copy_plain(tiling, target, plain | {"/BBox": box, "/Matrix": matrix})
            fill(job, tiling, target, beside)
            return target

        made: Object = job.once("pattern", source, tile, inherits(source, beside))
        return made
    shading = copy_shading(job, source.get("/Shading"), beside)
    if shading is None:
        return None
    target = Dictionary(Type=Name.Pattern, PatternType=2, Shading=shading)
    copy_plain(source, target, {"/Matrix": matrix})
    return target


def copy_state(job: Job, untrusted: object, beside: Resources) -> Object | None:
    source = dictionary(untrusted)
    if source is None:
        return None

    def make() -> Object:
        state = job.dictionary()
        job.begin("state", source, state)
        copy_plain(source, state, STATE | {"/BM": blend_mode, "/D": dash})
        mask = copy_soft_mask(job, source.get("/SMask"), beside)
        if mask is not None:
            state["/SMask"] = mask
        if isinstance(font := source.get("/Font"), Array) and len(font) == 2 and number(font[1]) is not None:
            made = job.copiers["Font"](job, font[0], beside)
            if made is not None:
                state["/Font"] = Array([made, number(font[1])])
        return state

    made: Object = job.once("state", source, make)
    return made


def blend_mode(untrusted: object) -> Name | None:
    """The first that is known of several."""
    several = list(untrusted)[:16] if isinstance(untrusted, Array) else [untrusted]
    return next((found for one in several if (found := name(one, BLEND_MODES)) is not None), None)


def dash(untrusted: object) -> Array | None:
    if not isinstance(untrusted, Array) or len(untrusted) != 2:
        return None
    lengths, phase = some_numbers(untrusted[0]), number(untrusted[1])
    return Array([Array(lengths), phase]) if lengths is not None and phase is not None else None


def copy_soft_mask(job: Job, untrusted: object, beside: Resources) -> Object | None:
    if isinstance(untrusted, Name):
        return Name("/None")
    source = dictionary(untrusted)
    group = source.get("/G") if source is not None else None
    if source is None or not isinstance(group, Stream):
        return None
    mask = Dictionary(S=name(source.get("/S"), frozenset(("Alpha", "Luminosity"))) or Name.Luminosity)
    mask["/G"] = copy_form(job, group, beside)
    copy_plain(source, mask, {"/BC": some_numbers})
    transfer = copy_function(job, source.get("/TR"))
    if transfer is not None:
        mask["/TR"] = transfer
    return mask
