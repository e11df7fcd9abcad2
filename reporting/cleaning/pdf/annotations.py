"""What lies on a page: seen, it becomes part of the page; a link that leads somewhere harmless stays; the rest goes.

Fields of a form, stamps, highlights, drawings are drawn where they stood (ISO 32000-1, 12.5.5). Comments, their
bubbles, attached files and sounds, authors and dates stay behind.
"""

import re
from decimal import Decimal
from typing import Any

from pikepdf import Array, Dictionary, Name, Object, Stream, String

from reporting.cleaning.pdf.forms import copy_form, matrix
from reporting.cleaning.pdf.job import Job
from reporting.cleaning.pdf.resources import Resources
from reporting.cleaning.pdf.targets import Targets
from reporting.cleaning.pdf.values import box, copy_plain, dictionary, name, number, some_numbers, whole, words

HIDDEN, NO_VIEW = 2, 32
GONE = words("/Popup /Text /FileAttachment /Sound /Movie /TrapNet")
ADDRESS = re.compile(r"(?:https?://[^\s@\\<>\"]+|mailto:[^\s\\<>\"?]+)", re.IGNORECASE)
MOST = 5_000
MOST_ADDRESS = 2_000


def copy_annotations(job: Job, page: Object, names: Resources, targets: Targets) -> tuple[bytes, list[Object]]:
    """Instructions that draw the ones that are seen, and the links."""
    listed = page.get("/Annots")
    drawn, links = [], []
    for one in list(listed)[:MOST] if isinstance(listed, Array) else []:
        source = dictionary(one)
        if source is None or str(source.get("/Subtype")) in GONE or unseen(job, source):
            continue
        drawn.append(drawing(job, source, names))
        if str(source.get("/Subtype")) == "/Link" and (made := link(source, targets)) is not None:
            links.append(made)
    return b"".join(drawn), links


def unseen(job: Job, source: Object) -> bool:
    return bool(whole(source.get("/F")) & (HIDDEN | NO_VIEW)) or job.layers.hides(source.get("/OC"))


def appearance(source: Object) -> Stream | None:
    states = dictionary(source.get("/AP"))
    normal = states.get("/N") if states is not None else None
    if isinstance(normal, Stream):
        return normal
    chosen = source.get("/AS")
    if isinstance(normal, Dictionary) and isinstance(chosen, Name):
        form = normal.get(str(chosen))
        return form if isinstance(form, Stream) else None
    return None


def drawing(job: Job, source: Object, names: Resources) -> bytes:
    form, place = appearance(source), box(source.get("/Rect"))
    if form is None or place is None or job.layers.hides(form.get("/OC")):
        return b""
    bounds = transformed(box(form.get("/BBox")) or [0, 0, 0, 0], matrix(form.get("/Matrix")))
    wide, high = bounds[2] - bounds[0], bounds[3] - bounds[1]
    if not wide or not high:
        return b""
    across, up = (float(place[2]) - float(place[0])) / wide, (float(place[3]) - float(place[1])) / high
    right, over = float(place[0]) - bounds[0] * across, float(place[1]) - bounds[1] * up
    new = names.add("XObject", copy_form(job, form, names))
    return b"q\n%b 0 0 %b %b %b cm\n/%b Do\nQ\n" % (*map(plain, (across, up, right, over)), new or b"")


def plain(value: float) -> bytes:
    return f"{Decimal(value):.5f}".encode("ascii")


def transformed(bounds: list[Any], by: list[Any] | None) -> tuple[float, float, float, float]:
    a, b, c, d, e, f = map(float, by or (1, 0, 0, 1, 0, 0))
    corners = [(float(x), float(y)) for x in bounds[::2] for y in bounds[1::2]]
    xs, ys = zip(*[(a * x + c * y + e, b * x + d * y + f) for x, y in corners], strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def link(source: Object, targets: Targets) -> Object | None:
    place = box(source.get("/Rect"))
    action = dictionary(source.get("/A"))
    made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array(place or [0, 0, 0, 0]), F=4)
    copy_plain(source, made, {"/C": some_numbers, "/QuadPoints": some_numbers, "/Border": some_numbers, "/BS": style})
    kind = str(action.get("/S")) if action is not None else ""
    if action is not None and kind == "/URI":
        address = str(action.get("/URI", ""))
        if not isinstance(action.get("/URI"), String) or not harmless(address):
            return None
        made["/A"] = Dictionary(S=Name.URI, URI=String(address))
        return made
    inside = targets.find(action.get("/D") if action is not None and kind == "/GoTo" else source.get("/Dest"))
    if inside is None:
        return None
    made["/Dest"] = inside
    return made


def harmless(address: str) -> bool:
    return len(address) <= MOST_ADDRESS and address.isascii() and ADDRESS.fullmatch(address) is not None


def style(untrusted: object) -> Dictionary | None:
    given = dictionary(untrusted)
    if given is None:
        return None
    made = Dictionary()
    copy_plain(given, made, {"/W": number, "/D": some_numbers})
    kind = name(given.get("/S"), frozenset("SDBIU"))
    if kind is not None:
        made["/S"] = kind
    return made
