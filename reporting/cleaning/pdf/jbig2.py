"""Cut comments out of a JBIG2 picture (ITU-T T.88, 7.2): its segments, one by one, without the extensions."""

from reporting.cleaning.pdf.budget import checked_pixels

EXTENSION, PAGE = 62, 48
KNOWN = frozenset((0, 4, 6, 7, 16, 20, 22, 23, 36, 38, 39, 40, 42, 43, 48, 49, 50, 51, 52, 53))
UNTOLD = 0xFFFFFFFF  # a length or height that is known only at the end


def cut_jbig2(untrusted: bytes) -> bytes | None:
    """None when the segments cannot be told apart."""
    out, at = bytearray(), 0
    while at + 11 <= len(untrusted):
        kind, body = untrusted[at + 4] & 63, at + 5
        number = int.from_bytes(untrusted[at : at + 4], "big")
        count = untrusted[body] >> 5
        if count == 7:
            count = int.from_bytes(untrusted[body : body + 4], "big") & 0x1FFFFFFF
            body += 4 + (count + 8) // 8
        else:
            body += 1
        body += count * (1 if number <= 256 else 2 if number <= 65536 else 4)
        body += 4 if untrusted[at + 4] & 64 else 1
        length = int.from_bytes(untrusted[body : body + 4], "big")
        if length == UNTOLD:
            length = len(untrusted) - body - 4
        end = body + 4 + length
        if kind not in KNOWN | {EXTENSION} or body + 4 > len(untrusted):
            return None
        if kind == PAGE:
            width, height = (int.from_bytes(untrusted[body + n : body + n + 4], "big") for n in (4, 8))
            checked_pixels(width, 1 if height == UNTOLD else height)
        if kind != EXTENSION:
            out += untrusted[at:end]
        at = end
    return bytes(out)
