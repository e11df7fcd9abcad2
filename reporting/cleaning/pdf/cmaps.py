"""CMaps (ISO 32000-1, 9.7.5 and 9.10.3): the tables are kept, the PostScript around them is written anew."""

import re

SECTIONS = rb"codespacerange|bfchar|bfrange|cidchar|cidrange|notdefchar|notdefrange"
SECTION = re.compile(rb"begin(" + SECTIONS + rb")\b(.*?)end\1\b", re.DOTALL)
ITEM = re.compile(rb"<([0-9A-Fa-f\s]*)>|([0-9]+)|/([A-Za-z0-9._+-]+)|([\[\]])")
COMMENT = re.compile(rb"%[^\r\n]*")
MODE = re.compile(rb"/WMode\s+([01])\s+def")
OTHER = re.compile(rb"/([A-Za-z0-9-]{1,64})\s+usecmap")
MOST_IN_SECTION = 100
BEFORE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CMapName /Map def
/CMapType 2 def
"""
AFTER = b"""endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def clean_cmap(untrusted: bytes) -> bytes:
    text = COMMENT.sub(b"", untrusted)
    out = [BEFORE]
    if other := OTHER.search(text):
        out.append(b"/%b usecmap\n" % other[1])
    if mode := MODE.search(text):
        out.append(b"/WMode %b def\n" % mode[1])
    for kind, body in SECTION.findall(text):
        rows = rows_of(body, 2 if kind in (b"codespacerange", b"bfchar", b"cidchar", b"notdefchar") else 3)
        for at in range(0, len(rows), MOST_IN_SECTION):
            some = rows[at : at + MOST_IN_SECTION]
            out.append(b"%d begin%b\n%b\nend%b\n" % (len(some), kind, b"\n".join(some), kind))
    return b"".join([*out, AFTER])


def rows_of(body: bytes, width: int) -> list[bytes]:
    """`width` items each, an array in brackets counting as one."""
    items: list[bytes] = []
    inside: list[bytes] | None = None
    for digits, number, name, bracket in ITEM.findall(body):
        if bracket == b"[":
            inside = []
            continue
        if bracket == b"]":
            item = b"[%b]" % b" ".join(inside or [])
            inside = None
        elif number:
            item = number
        else:
            item = b"/" + name if name else b"<%b>" % b"".join(digits.split())
        (items if inside is None else inside).append(item)
    return [b" ".join(items[at : at + width]) for at in range(0, len(items) - width + 1, width)]
