"""A small PDF to try the cleaner on, so that whatever is loaded late is loaded before a box closes."""

from io import BytesIO

import pikepdf
from pikepdf import Dictionary, Name, Stream


def sample() -> bytes:
    """One page with a line of text and an author, locked against changes as many programs do it (ISO 32000-2, 7.6).

    The ciphers are loaded when the first locked document is opened.
    """
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(72, 72)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=document.make_indirect(font)))
    page.Contents = Stream(document, b"BT /F1 12 Tf 9 36 Td (sample) Tj ET")
    document.docinfo["/Author"] = "nobody in particular"
    out = BytesIO()
    document.save(out, encryption=pikepdf.Encryption(user="", owner="sample", R=6))
    return out.getvalue()
