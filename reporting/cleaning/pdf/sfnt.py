"""TrueType and OpenType: a new file of the tables that draw (https://learn.microsoft.com/typography/opentype/spec/).

`name` (owner, licence, designer, a unique id), `DSIG`, `meta`, FontForge's `FFTM` and `PfEd` and whatever else a tool
adds stay behind; the dates in `head` become zero.
"""

from reporting.cleaning.pdf.cff import blank_cff

KEPT = frozenset(
    b"CFF |OS/2|cmap|cvt |fpgm|gasp|glyf|head|hhea|hmtx|kern|loca|maxp|post|prep|vhea|vmtx|VORG|GDEF|GSUB|GPOS".split(
        b"|"
    )
)


def blank_sfnt(data: bytes) -> bytes:
    """ValueError when it is no font."""
    count = int.from_bytes(data[4:6], "big")
    tables: dict[bytes, bytes] = {}
    for at in range(12, 12 + 16 * count, 16):
        tag, offset = data[at : at + 4], int.from_bytes(data[at + 8 : at + 12], "big")
        table = data[offset : offset + int.from_bytes(data[at + 12 : at + 16], "big")]
        if tag in KEPT and table and tag not in tables:
            tables[tag] = BLANKERS.get(tag, as_it_is)(table)
    if not tables or sum(map(len, tables.values())) > len(data) + 4096:
        raise ValueError("no tables, or tables that overlap")
    return written(data[:4], tables)


def as_it_is(table: bytes) -> bytes:
    return table


def blank_head(table: bytes) -> bytes:
    """fontRevision and both dates to zero."""
    return table[:4] + bytes(4) + table[8:20] + bytes(16) + table[36:] if len(table) >= 54 else table


def blank_os2(table: bytes) -> bytes:
    """achVendID to four spaces."""
    return table[:58] + b"    " + table[62:] if len(table) >= 62 else table


BLANKERS = {b"head": blank_head, b"OS/2": blank_os2, b"CFF ": blank_cff}


def checksum(table: bytes) -> int:
    padded = table + bytes(-len(table) % 4)
    return sum(int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)) & 0xFFFFFFFF


def written(version: bytes, tables: dict[bytes, bytes]) -> bytes:
    count = len(tables)
    power = count.bit_length() - 1
    head = version + b"".join(n.to_bytes(2, "big") for n in (count, 16 << power, power, 16 * count - (16 << power)))
    offset, directory, body = 12 + 16 * count, b"", b""
    for tag in sorted(tables):
        table = tables[tag]
        directory += tag + b"".join(n.to_bytes(4, "big") for n in (checksum(table), offset + len(body), len(table)))
        body += table + bytes(-len(table) % 4)
    return head + directory + body
