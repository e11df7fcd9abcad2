"""JPEG as we write it (ITU-T T.81): every byte before the pixels is known in advance, but for width and height.

SOI · APP0 JFIF · DQT × 1 or 2 · SOF0 · DHT × 2 or 4 · SOS · coded pixels · EOI
"""

import re

from reporting.cleaning.gates.refusing import must, number

_JFIF = bytes.fromhex("4a46494600010100000100010000")
_QUALITY_SCALE = 20
"""Per cent of the tables of T.81, annex K.1: what quality 90 means."""
_LUMA = bytes.fromhex(
    "100b0c0e0c0a100e0d0e1211101318281a181616183123251d283a333d3c3933383740485c4e404457453738506d51575f626768673e4d71797064785c656763"
)
_CHROMA = bytes.fromhex("1112121815182f1a1a2f634238426363636363636363" + "63" * 42)
_DC_BITS = (bytes.fromhex("00010501010101010100000000000000"), bytes.fromhex("00030101010101010101010000000000"))
_DC = bytes(range(12))
_AC_BITS = (bytes.fromhex("0002010303020403050504040000017d"), bytes.fromhex("00020102040403040705040400010277"))
_AC = (
    bytes.fromhex(
        "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a"
        "434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9"
        "aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
    ),
    bytes.fromhex(
        "0001020311040521310612415107617113223281081442"
        "91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738"
        "393a434445464748494a535455565758595a636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6"
        "a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa"
    ),
)
_APP0, _DQT, _SOF0, _DHT, _SOS = 0xE0, 0xDB, 0xC0, 0xC4, 0xDA
_MARKER = re.compile(rb"\xff[^\x00]")


def check(cleaned: bytes) -> None:
    """Raises NotProvenClean unless the file is of this form, to the last byte."""
    must(cleaned[:2] == b"\xff\xd8", "another beginning")
    segments: list[tuple[int, bytes]] = []
    at = 2
    while not segments or segments[-1][0] != _SOS:
        must(number(cleaned, at, "B") == 0xFF, "bytes between segments")
        name, length = number(cleaned, at + 1, "B"), number(cleaned, at + 2, ">H")
        must(length >= 2 and at + 2 + length <= len(cleaned), "a segment that is cut short")
        segments.append((name, cleaned[at + 4 : at + 2 + length]))
        at += 2 + length
    _check_order(segments)
    end = _MARKER.search(cleaned, at)
    must(end is not None and end[0] == b"\xff\xd9" and end.end() == len(cleaned), "bytes after the picture")


def _check_order(segments: list[tuple[int, bytes]]) -> None:
    grey = [_APP0, _DQT, _SOF0, _DHT, _DHT, _SOS]
    colour = [_APP0, _DQT, _DQT, _SOF0, _DHT, _DHT, _DHT, _DHT, _SOS]
    names = [name for name, _ in segments]
    must(names in (grey, colour), "segments that a bare picture does not have")
    _check_segments([data for _, data in segments], 1 if names == grey else 3)


def _check_segments(data: list[bytes], components: int) -> None:
    tables = min(components, 2)
    expected = [_JFIF, *(bytes([which]) + _scaled((_LUMA, _CHROMA)[which]) for which in range(tables))]
    must(data[: tables + 1] == expected, "other tables than ours")
    frame = data[tables + 1]
    parts = b"".join(bytes([which + 1, 0x11, 1 if which else 0]) for which in range(components))
    must(frame[:1] == b"\x08" and frame[5:] == bytes([components]) + parts, "another form of picture")
    codes = []
    for which in range(tables):
        codes += [bytes([which]) + _DC_BITS[which] + _DC, bytes([0x10 | which]) + _AC_BITS[which] + _AC[which]]
    must(data[tables + 2 : -1] == codes, "other codes than the standard's")
    scan = b"".join(bytes([which + 1, 0x11 if which else 0]) for which in range(components))
    must(data[-1] == bytes([components]) + scan + b"\x00\x3f\x00", "another scan than one over all")


def _scaled(table: bytes) -> bytes:
    return bytes(max(1, (level * _QUALITY_SCALE + 50) // 100) for level in table)
