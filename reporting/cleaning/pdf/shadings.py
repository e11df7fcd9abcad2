"""Shadings (ISO 32000-1, 8.7.4.5): gradients and meshes."""

from typing import Any

from pikepdf import Array, Dictionary, Object, Stream

from reporting.cleaning.pdf.colours import copy_space
from reporting.cleaning.pdf.functions import copy_function
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.streams import data_of, put
from reporting.cleaning.pdf.values import box, copy_plain, dictionary, flag, number, some_numbers

MOST_MESH = 2**23
KEYS = {
    "/ShadingType": number, "/Background": some_numbers, "/BBox": box, "/AntiAlias": flag, "/Domain": some_numbers,
    "/Matrix": some_numbers, "/Coords": some_numbers, "/BitsPerCoordinate": number, "/BitsPerComponent": number,
    "/BitsPerFlag": number, "/Decode": some_numbers, "/VerticesPerRow": number,
}  # fmt: skip


def copy_shading(job: Job, untrusted: object, beside: Any) -> Object | None:
    source = dictionary(untrusted)
    if source is None:
        return None

    def make() -> Object | None:
        space = copy_space(job, source.get("/ColorSpace"), beside)
        if space is None:
            return None
        target: Object = Dictionary()
        if isinstance(source, Stream):
            target = job.stream()
            put(target, data_of(source, MOST_MESH, job.budget) or b"")
        copy_plain(source, target, KEYS | {"/Extend": both})
        target["/ColorSpace"] = space
        function = copy_function(job, source.get("/Function"))
        if function is not None:
            target["/Function"] = function
        return target

    made: Object | None = job.once("shading", source, make)
    return made


def both(untrusted: object) -> Array | None:
    if isinstance(untrusted, Array) and len(untrusted) == 2 and all(isinstance(one, bool) for one in untrusted):
        return Array([bool(untrusted[0]), bool(untrusted[1])])
    return None
