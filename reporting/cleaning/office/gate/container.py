"""An archive as we write it and no other, each byte accounted for (APPNOTE 4.3).

members = unpack(cleaned)      # {"word/document.xml": b"<…"}
"""

import struct
import zlib

from reporting.cleaning.gates.refusing import must

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DATE_1980 = 0x21


def unpack(cleaned: bytes) -> dict[str, bytes]:
    """The members in their order; raises NotProvenClean for a gap, a time, an extra field, a comment or a flag."""
    must(len(cleaned) >= _END.size, "no archive")
    end = _END.unpack_from(cleaned, len(cleaned) - _END.size)
    sign, disk, start_disk, here, members, size, at, comment = end
    must(sign == b"PK\x05\x06" and not (disk or start_disk or comment) and here == members, "an odd end of the archive")
    must(at + size + _END.size == len(cleaned), "bytes around the archive")
    found: dict[str, bytes] = {}
    local_at, central_at = 0, at
    for _ in range(members):
        name, data, local_at, central_at = _member(cleaned, local_at, central_at)
        must(name not in found, "a member twice")
        found[name] = data
    must(local_at == at and central_at == at + size, "bytes between the members")
    return found


def _member(cleaned: bytes, local_at: int, central_at: int) -> tuple[str, bytes, int, int]:
    """One member by both of its records, which must say the same; and where the next ones begin."""
    must(local_at + _LOCAL.size <= len(cleaned) and central_at + _CENTRAL.size <= len(cleaned), "a cut-short archive")
    local = _LOCAL.unpack_from(cleaned, local_at)
    central = _CENTRAL.unpack_from(cleaned, central_at)
    must(local[0] == b"PK\x03\x04" and central[0] == b"PK\x01\x02", "an odd record in the archive")
    _, _, flags, method, time, date, crc, packed, size, name_size, extra = local
    must(central[3:11] == local[2:10] and central[1] >> 8 == 3, "two records that differ")
    must(flags == 0 and method in (0, 8) and time == 0 and date == _DATE_1980 and extra == 0, "a flag, a time or more")
    must(not any(central[11:15]), "an extra field or a comment")
    must(central[15] == 0o600 << 16 and central[16] == local_at, "an odd mode or place")
    start = local_at + _LOCAL.size
    name = cleaned[start : start + name_size]
    must(
        name == cleaned[central_at + _CENTRAL.size : central_at + _CENTRAL.size + name_size], "two names of one member"
    )
    must(name.isascii(), "a name that is not ASCII")
    data = cleaned[start + name_size : start + name_size + packed]
    plain = _inflated(data, size) if method else data
    must(len(plain) == size and zlib.crc32(plain) == crc, "a damaged member")
    return name.decode(), plain, start + name_size + packed, central_at + _CENTRAL.size + name_size


def _inflated(data: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj(-15)
    try:
        plain = inflater.decompress(data, size + 1)
    except zlib.error:
        must(False, "a damaged member")
    must(inflater.eof and not inflater.unused_data, "bytes after a member")
    return plain
