"""Documents of offices, both families, mostly changed within their members."""

from tests.cleaning.office import documents
from tests.cleaning.office.opendocuments import opendocument
from tests.fuzz.cleaner import check, in_the_archive
from tests.fuzz.target import Target


def seeds() -> list[bytes]:
    kinds = ("text", "spreadsheet", "presentation")
    return [documents.word(), documents.excel(), documents.powerpoint(), *map(opendocument, kinds)]


WORDS = (
    b"<",
    b"/>",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>",
    b"&b;",
    b"<![CDATA[",
    b"xmlns:a=",
    b"w:p",
    b"w:tbl",
    b"r:id=",
    b"rId1",
    b"../",
    b"mc:AlternateContent",
    b"Target=",
    b"TargetMode=",
    b"PartName=",
    b"ContentType=",
    b"text:p",
    b"draw:frame",
    b"xlink:href=",
    b"table:formula=",
    b"<f>",
    b"HYPERLINK",
    b"INCLUDEPICTURE",
    b"w:fldChar",
    b"1e999",
    b"-1",
)
TARGET = Target(
    "cleaner: office documents", seeds, check, WORDS, in_the_archive(WORDS), largest=128 * 1024, in_short=60
)
