"""Layers that are switched off are as good as secret, so they stay behind; what they cover is drawn as before."""

import pytest

from reporting.cleaning.pdf import clean
from tests.cleaning.pdf.documents import stream, written_by_hand
from tests.cleaning.pdf.looking import everything_in

ON, OFF = b"5 0 R", b"6 0 R"
SHOWN: dict[bytes, bool] = {
    ON: True,
    OFF: False,
    b"<</Type /OCMD /OCGs [5 0 R 6 0 R]>>": True,
    b"<</Type /OCMD /OCGs [5 0 R 6 0 R] /P /AllOn>>": False,
    b"<</Type /OCMD /OCGs [5 0 R 6 0 R] /P /AnyOff>>": True,
    b"<</Type /OCMD /OCGs 6 0 R /P /AllOff>>": True,
    b"<</Type /OCMD /VE [/Not 5 0 R]>>": False,
    b"<</Type /OCMD /VE [/And 5 0 R [/Not 6 0 R]]>>": True,
    b"<</Type /OCMD /VE [/Or 6 0 R [/Not 5 0 R]]>>": False,
}


def layered(group: bytes, default: bytes = b"<</OFF [6 0 R]>>") -> bytes:
    font = b"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>"
    resources = b"<</Properties <</L %b>> /Font <</F %b>>>>" % (group, font)
    return written_by_hand(
        b"<</Type /Catalog /Pages 2 0 R /OCProperties <</OCGs [5 0 R 6 0 R] /D %b>>>>" % default,
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources %b>>" % resources,
        stream(b"", b"/OC /L BDC BT /F 9 Tf (secret) Tj ET 1 2 3 4 re f EMC BT /F 9 Tf (seen) Tj ET"),
        b"<</Type /OCG /Name (Rosa's notes)>>",
        b"<</Type /OCG /Name (Rosa's notes)>>",
    )


@pytest.mark.parametrize("group", SHOWN)
def test_what_a_viewer_shows_stays_and_what_it_hides_goes(group: bytes) -> None:
    inside = everything_in(clean(layered(group)).data)
    assert (b"secret" in inside) == SHOWN[group]
    assert b"seen" in inside and b"Rosa" not in inside


def test_everything_may_be_off_but_for_a_few() -> None:
    default = b"<</BaseState /OFF /ON [5 0 R]>>"
    assert b"secret" in everything_in(clean(layered(ON, default)).data)
    assert b"secret" not in everything_in(clean(layered(OFF, default)).data)
