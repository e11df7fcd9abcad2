"""Pages as pictures: what a printout would show and nothing else. The strongest way, at the price of the text.

flatten(untrusted)        # a PDF of one JPEG a page, 150 dots an inch
"""

from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Pdf

from reporting.cleaning.cleaned import Kind, MalformedFile, TooLarge
from reporting.cleaning.pdf.jpeg import cut_jpeg
from reporting.cleaning.pdf.rebuild import rebuilt, written
from reporting.cleaning.pdf.streams import put

DOTS = 150
POINTS = 72
PAGES = 200
PIXELS_A_PAGE = 20_000_000
PIXELS = 600_000_000
QUALITY = 85
SHORTEST, LONGEST = 3, 14_400
"""Points: the sides that a page may have (ISO 32000-1, annex C). One of less is shown on a page of that size."""
CUT = "This PDF has more or larger pages than we can turn into pictures. Send the pages that matter instead."


def flatten(untrusted: bytes) -> tuple[bytes, frozenset[Kind]]:
    """We draw from the rebuilt document: there every part is bounded, and hidden layers are gone."""
    bounded, kinds = rebuilt(untrusted, for_pictures=True)
    return pictures_of(bounded), kinds


def pictures_of(bounded: bytes) -> bytes:
    out = pikepdf.new()
    try:
        with pypdfium2.PdfDocument(bounded) as document:
            if len(document) > PAGES:
                raise TooLarge(CUT)
            left = PIXELS
            for page in document:
                left -= add_page(out, page)
                page.close()
                if left < 0:
                    raise TooLarge(CUT)
    except pypdfium2.PdfiumError as error:
        raise MalformedFile("This PDF cannot be shown. Send a screenshot instead.") from error
    return written(out)


def add_page(out: Pdf, page: pypdfium2.PdfPage) -> int:
    """Number of pixels drawn."""
    wide, high = page.get_size()
    scale = DOTS / POINTS
    pixels = int(wide * scale) * int(high * scale)
    if pixels > PIXELS_A_PAGE or max(wide, high) > LONGEST:
        raise TooLarge(CUT)
    picture = page.render(scale=scale).to_pil().convert("RGB")
    samples = BytesIO()
    picture.save(samples, "JPEG", quality=QUALITY)
    wide, high = (max(round(side, 2), SHORTEST) for side in (wide, high))
    added = out.add_blank_page(page_size=(wide, high)).obj
    image = out.make_stream(b"")
    image["/Type"], image["/Subtype"], image["/ColorSpace"] = Name.XObject, Name.Image, Name.DeviceRGB
    image["/Width"], image["/Height"], image["/BitsPerComponent"] = picture.width, picture.height, 8
    image.write(cut_jpeg(samples.getvalue()) or b"", filter=Name.DCTDecode)
    added["/Resources"] = Dictionary(XObject=Dictionary(X0=image))
    added["/MediaBox"] = Array([0, 0, wide, high])
    added["/Contents"] = content = out.make_stream(b"")
    put(content, b"q\n%.2f 0 0 %.2f 0 0 cm\n/X0 Do\nQ\n" % (wide, high))
    return pixels
