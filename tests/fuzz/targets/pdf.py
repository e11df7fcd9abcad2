"""Documents of pages: as a program writes them, and laid open, where a changed byte changes a meaning."""

from random import Random

from reporting.cleaning.pdf import sample
from tests.cleaning.pdf.documents import one_page
from tests.cleaning.pdf.test_mutants import mutate as changed
from tests.cleaning.pdf.test_mutants import originals
from tests.fuzz.blind import neighbour
from tests.fuzz.cleaner import check
from tests.fuzz.target import Target


def seeds() -> list[bytes]:
    return [*originals(), sample(), one_page(b"0 0 m 9 9 l S")]


def mutate(data: bytes, dice: Random) -> bytes:
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        changed(made, dice)
    return bytes(made) if dice.random() < 0.8 else neighbour(bytes(made), dice, WORDS)


WORDS = (
    b"<<",
    b">>",
    b"/Type",
    b"/Page",
    b"/Font",
    b"/XObject",
    b"/Filter",
    b"/FlateDecode",
    b"/LZWDecode",
    b"/JBIG2Decode",
    b"/JPXDecode",
    b"/DCTDecode",
    b"/CCITTFaxDecode",
    b"/ObjStm",
    b"/Encrypt",
    b"/Length",
    b"BT",
    b"ET",
    b"Do",
    b"BI",
    b"ID",
    b"EI",
    b"sh",
    b"/Pattern",
    b"/Function",
    b"/Indexed",
    b"stream",
    b"endstream",
    b"xref",
    b"trailer",
    b"startxref",
    b" 0 R",
    b"/Annots",
    b"/Kids",
    b"/Parent",
)
TARGET = Target("cleaner: PDF, as pages and flattened", seeds, check, WORDS, mutate, largest=64 * 1024, in_short=25)
