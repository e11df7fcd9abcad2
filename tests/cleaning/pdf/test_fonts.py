"""Fonts tell who made them, when, and for whom. The letters stay."""

import re

import pytest

from reporting.cleaning.pdf import clean
from reporting.cleaning.pdf.cff import blank_cff
from reporting.cleaning.pdf.cmaps import clean_cmap
from reporting.cleaning.pdf.functions import program
from reporting.cleaning.pdf.sfnt import blank_sfnt
from reporting.cleaning.pdf.type1 import blank_type1
from tests.cleaning.pdf.documents import one_page, stream
from tests.cleaning.pdf.looking import everything_in


def sfnt(**tables: bytes) -> bytes:
    """A TrueType file of tables as given, `_` in a name standing for a space."""
    directory, body = b"", b""
    for name, data in tables.items():
        place = 12 + 16 * len(tables) + len(body)
        directory += (
            name.replace("_", " ").encode() + bytes(4) + place.to_bytes(4, "big") + len(data).to_bytes(4, "big")
        )
        body += data + bytes(-len(data) % 4)
    return b"\0\1\0\0" + len(tables).to_bytes(2, "big") + bytes(6) + directory + body


def test_a_truetype_font_loses_names_dates_and_the_tables_of_tools() -> None:
    head = b"\0\1\0\0" + b"\0\1\2\3" + bytes(12) + b"RosaDateRosaDate" + bytes(18)
    blank = blank_sfnt(
        sfnt(glyf=b"outlines", head=head, name=b"Rosa Traceable", FFTM=b"Rosa", PfEd=b"Rosa", DSIG=b"Rosa")
    )
    assert b"outlines" in blank and b"Rosa" not in blank
    assert re.findall(rb"glyf|head|name|FFTM|PfEd|DSIG", blank[:60]) == [b"glyf", b"head"]


def test_an_opentype_font_loses_the_words_of_the_font_within() -> None:
    blank = blank_sfnt(sfnt(CFF_=cff(b"Rosa-Font", b"Copyright Rosa Traceable")))
    assert b"Rosa" not in blank


def cff(name: bytes, notice: bytes) -> bytes:
    """Header, names, one Top DICT that calls string 391 its notice, strings, no subroutines."""
    return b"\1\0\4\1" + index(name) + index(b"\xf8\x1b\x01") + index(notice, b"glyphname") + b"\0\0"


def index(*items: bytes) -> bytes:
    offsets = [1 + sum(map(len, items[:n])) for n in range(len(items) + 1)]
    return len(items).to_bytes(2, "big") + b"\1" + bytes(offsets) + b"".join(items)


def test_a_cff_font_keeps_its_length_and_its_letters_and_loses_its_words() -> None:
    font = cff(b"QWERTY+Rosa", b"Copyright Rosa Traceable")
    blank = blank_cff(font)
    assert len(blank) == len(font) and b"Rosa" not in blank and b"glyphname" in blank


@pytest.mark.parametrize("broken", [b"\1", b"\1\0\4\1", b"\1\0\4\1\0\1\4\0\0\0", b"\1\0\4\1\0\1\1\xff\xff"])
def test_a_broken_cff_font_is_noticed(broken: bytes) -> None:
    with pytest.raises((ValueError, IndexError)):
        blank_cff(broken)


def test_a_type_1_font_loses_comments_strings_and_numbers() -> None:
    clear = (
        b"%!PS-AdobeFont-1.0: RosaFont 001.001\n%%CreationDate: Tue Mar 17 2026\n% by Rosa\n11 dict begin\n"
        b"/FontInfo 4 dict dup begin /Notice (Copyright (c) Rosa) readonly def /Weight (Rosa \\) Bold) def end def\n"
        b"/FontName /QWERTY+RosaFont def /UniqueID 5012345 def /XUID [1 2 3] def currentfile eexec\n"
    )
    blank, lengths = blank_type1(clear + b"\x80\x01encrypted" + b"0" * 512 + b"\ncleartomark\nRosa")
    assert b"encrypted" in blank and sum(lengths) == len(blank)
    assert b"Rosa" not in blank and b"2026" not in blank and b"5012345" not in blank


def test_a_map_to_unicode_is_written_anew_from_its_tables() -> None:
    untrusted = (
        b"%!PS-Adobe-3.0 Resource-CMap\n%%Title: (Rosa)\n"
        b"/CIDSystemInfo << /Registry (Rosa) >> def\n/CMapName /Rosa def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        b"2 beginbfchar <0001> <0041> % Rosa\n<0002> <0042> endbfchar\n"
        b"1 beginbfrange <0003> <0004> [<0043> <0044>] endbfrange\n(Rosa) pop\n"
    )
    cleaned = clean_cmap(untrusted)
    assert b"Rosa" not in cleaned
    assert b"2 beginbfchar\n<0001> <0041>\n<0002> <0042>\nendbfchar" in cleaned
    assert b"1 beginbfrange\n<0003> <0004> [<0043> <0044>]\nendbfrange" in cleaned


def test_a_small_program_keeps_known_words_only() -> None:
    assert program(b"{ dup 0.5 mul % Rosa\n rosa (Rosa) pop exch }") == b"{ dup 0.5 mul pop exch }"


def test_the_letters_of_a_subset_are_counted_not_copied() -> None:
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /QWERTY+Lato /FontDescriptor <</Type /FontDescriptor /Flags 4"
    font += b" /FontName /QWERTY+Lato /FontFamily (Rosa) /CharSet (/Rosa)>>>>"
    content = stream(b"", b"BT /F 20 Tf 10 10 Td (Hello) Tj ET")
    inside = everything_in(clean(one_page(content, b"<</Font <</F 5 0 R>>>>", font)).data)
    assert b"QWERTY" not in inside and b"Rosa" not in inside
    assert re.search(rb"/BaseFont /AAAA[A-Z]{2}\+Lato", inside)
