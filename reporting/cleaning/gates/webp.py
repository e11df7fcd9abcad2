"""WebP (RFC 9649): chunks of pixels, transparency and animation; no profile, no EXIF, no XMP, nothing unknown."""

from reporting.cleaning.gates.refusing import must, number

_STILL = ([b"VP8 "], [b"VP8L"], [b"ALPH", b"VP8 "])
_ALPHA, _ANIMATED = 0x10, 0x02


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is a bare picture, to the last byte."""
    must(cleaned[:4] == b"RIFF" and cleaned[8:12] == b"WEBP", "another beginning")
    must(number(cleaned, 4, "<I") + 8 == len(cleaned), "bytes after the picture")
    chunks = _chunks(cleaned[12:])
    names = [name for name, _ in chunks]
    if names[:1] == [b"VP8X"]:
        header = chunks.pop(0)[1]
        must(len(header) == 10 and header[0] & ~(_ALPHA | _ANIMATED) == 0 and header[1:4] == bytes(3), "other contents")
        names = names[1:]
    if names[:1] != [b"ANIM"]:
        _check_still(chunks)
        return
    must(len(chunks[0][1]) == 6 and len(chunks) > 1, "another animation header")
    for name, data in chunks[1:]:
        must(name == b"ANMF" and len(data) > 16 and data[15] & ~0x03 == 0, "something that is no frame")
        _check_still(_chunks(data[16:]))


def _check_still(chunks: list[tuple[bytes, bytes]]) -> None:
    must([name for name, _ in chunks] in _STILL, "chunks that a bare picture does not need")
    name, data = chunks[-1]
    if name == b"VP8 ":
        _check_lossy(data)
    if chunks[0][0] == b"ALPH":
        must(chunks[0][1][:1] != b"" and chunks[0][1][0] & 0xC0 == 0, "another transparency")


def _check_lossy(data: bytes) -> None:
    """The partitions of a VP8 key frame fill the chunk (RFC 6386, 9.1 and 9.5): there is no room behind them."""
    tag = int.from_bytes(data[:3], "little")
    must(tag & 1 == 0 and data[3:6] == b"\x9d\x01\x2a" and 10 + (tag >> 5) <= len(data), "another form of pixels")


def _chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, at = [], 0
    while at < len(data):
        size = number(data, at + 4, "<I")
        end = at + 8 + size
        must(end + (size & 1) <= len(data) and data[end : end + (size & 1)] in (b"", b"\0"), "a cut-short chunk")
        chunks.append((data[at : at + 4], data[at + 8 : end]))
        at = end + (size & 1)
    return chunks
