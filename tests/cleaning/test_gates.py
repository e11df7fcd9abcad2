"""The gate: whatever is smuggled into a clean picture is refused, wherever a format has room for it."""

import configparser
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from reporting.cleaning import NotProvenClean
from reporting.cleaning.gates import check_picture
from reporting.cleaning.gates.hidden import hidden_in
from reporting.cleaning.pictures import clean
from tests.cleaning.made import ARTIST, FORMATS, NOTE, SERIAL, chunk, iptc, picture, saved, secretive

NOTHING = b""
ROOT = Path(__file__).parents[2]


def made(form: str) -> bytes:
    return clean(saved(picture(), form)).data


def in_png(name: bytes, data: bytes) -> Callable[[bytes], bytes]:
    return lambda file: file[:33] + chunk(name, data) + file[33:]


def in_jpeg(marker: int, data: bytes) -> Callable[[bytes], bytes]:
    return lambda file: file[:20] + bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data + file[20:]


def in_webp(name: bytes, data: bytes) -> Callable[[bytes], bytes]:
    def add(file: bytes) -> bytes:
        body = file[8:] + name + struct.pack("<I", len(data)) + data
        return file[:4] + struct.pack("<I", len(body)) + body

    return add


def in_gif(extension: bytes) -> Callable[[bytes], bytes]:
    return lambda file: file[:13] + extension + file[13:]


def longer_idat(file: bytes) -> bytes:
    at = file.index(b"IDAT")
    length = int.from_bytes(file[at - 4 : at], "big")
    return file[: at - 4] + chunk(b"IDAT", file[at + 4 : at + 4 + length] + b"more") + file[at + 8 + length :]


def more_rows(file: bytes) -> bytes:
    at = file.index(b"IDAT")
    length = int.from_bytes(file[at - 4 : at], "big")
    rows = zlib.decompress(file[at + 4 : at + 4 + length]) + b"a row that nobody sees"
    return file[: at - 4] + chunk(b"IDAT", zlib.compress(rows)) + file[at + 8 + length :]


def other_tables(file: bytes) -> bytes:
    return saved(picture(), "JPEG", quality=89, subsampling=0)


def fitted_codes(file: bytes) -> bytes:
    return saved(picture(), "JPEG", quality=90, subsampling=0, optimize=True)


def density(file: bytes) -> bytes:
    return saved(picture(), "JPEG", quality=90, subsampling=0, dpi=(72, 72))


def tiff_with(**options: object) -> Callable[[bytes], bytes]:
    return lambda _: saved(picture(), "TIFF", compression="tiff_lzw", **options)


def between(file: bytes) -> bytes:
    """A TIFF whose first directory was moved to make room for something."""
    at = int.from_bytes(file[4:8], "little")
    return file[:4] + struct.pack("<I", len(file) + 6) + file[8:] + b"hidden" + file[at:]


def bmp_gap(file: bytes) -> bytes:
    moved = bytearray(file[:54] + b"gap!" + file[54:])
    moved[2:6], moved[10:14] = struct.pack("<I", len(moved)), struct.pack("<I", 58)
    return bytes(moved)


def in_bmp(at: int, data: bytes) -> Callable[[bytes], bytes]:
    return lambda file: file[:at] + data + file[at + len(data) :]


@pytest.mark.parametrize(
    ("form", "smuggle"),
    [
        *((form, lambda file: file + b"\0") for form in ("JPEG", "PNG", "GIF", "WEBP", "BMP")),
        *((form, lambda file: file + b"some trailing words") for form in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")),
        *((form, lambda file: file + file) for form in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")),
        *((form, lambda file: file.rstrip(b"\0")[:-3]) for form in ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP")),
        ("JPEG", in_jpeg(0xFE, b"a comment")),
        ("JPEG", in_jpeg(0xE1, b"Exif\0\0II*\0")),
        ("JPEG", in_jpeg(0xE0, b"JFXX\0\x10")),
        ("JPEG", in_jpeg(0xDB, bytes(65))),
        ("JPEG", lambda file: file[:2] + iptc() + file[2:]),
        ("JPEG", lambda file: file[:-2] + b"\xff\xd0" + file[-2:]),
        ("JPEG", lambda file: file[:-2] + b"\xff\xfe\0\x08hidden" + file[-2:]),
        ("JPEG", other_tables),
        ("JPEG", fitted_codes),
        ("JPEG", density),
        *(("PNG", in_png(name, b"words\0words")) for name in (b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME", b"pHYs")),
        *(("PNG", in_png(name, b"words\0words")) for name in (b"iCCP", b"prVt", b"sPLT", b"hIST", b"gAMA", b"IDOT")),
        ("PNG", in_png(b"PLTE", b"secret")),
        ("PNG", longer_idat),
        ("PNG", more_rows),
        ("PNG", lambda file: file[:29] + b"\0\0\0\0" + file[33:]),
        ("GIF", in_gif(b"\x21\xfe\x05hello\0")),
        ("GIF", in_gif(b"\x21\xff\x0bXMP DataXMP\x02hi\0")),
        ("GIF", in_gif(b"\x21\x01\x0c" + bytes(12) + b"\x02hi\0")),
        ("GIF", lambda file: file[:11] + b"\x07" + file[12:]),
        *(("WEBP", in_webp(name, b"words!")) for name in (b"EXIF", b"XMP ", b"ICCP", b"junk")),
        ("TIFF", tiff_with(description="words")),
        ("TIFF", tiff_with(software="a program")),
        ("TIFF", tiff_with(dpi=(300, 300))),
        ("TIFF", tiff_with(icc_profile=b"profile")),
        ("TIFF", between),
        ("BMP", in_bmp(6, b"XY")),
        ("BMP", in_bmp(14, struct.pack("<I", 124))),
        ("BMP", bmp_gap),
    ],
)
def test_what_does_not_belong_to_a_bare_picture_is_refused(form: str, smuggle: Callable[[bytes], bytes]) -> None:
    clean_one = made(form)
    check_picture(clean_one, NOTHING)
    with pytest.raises(NotProvenClean, match="Send a screenshot"):
        check_picture(smuggle(clean_one), NOTHING)


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_a_moving_picture_is_refused_with_anything_between_its_frames(form: str) -> None:
    frames = [ImageChops.offset(picture(), 9 * at) for at in range(3)]
    file = clean(saved(frames[0], form, save_all=True, append_images=frames[1:], lossless=True)).data
    check_picture(file, NOTHING)
    begin = {"GIF": b"\x21\xf9\x04", "PNG": b"fcTL", "WEBP": b"ANMF"}[form]
    at = file.rindex(begin) - (4 if form == "PNG" else 0)
    extra = {"GIF": b"\x21\xfe\x05hello\0", "PNG": chunk(b"tEXt", b"a\0b"), "WEBP": b"junk\x04\0\0\0hide"}[form]
    smuggled = file[:at] + extra + file[at:]
    if form == "WEBP":
        smuggled = smuggled[:4] + struct.pack("<I", len(smuggled) - 8) + smuggled[8:]
    with pytest.raises(NotProvenClean):
        check_picture(smuggled, NOTHING)


@pytest.mark.parametrize("form", FORMATS)
def test_all_words_beside_the_pixels_are_known_to_the_search(form: str) -> None:
    told = b"\n".join(hidden_in(secretive(form)))
    expected = {"GIF": (ARTIST, NOTE), "BMP": ()}.get(form, (ARTIST, SERIAL))
    assert all(secret.encode() in told for secret in expected)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_word_that_stood_beside_the_pixels_is_found_among_them(encoding: str) -> None:
    untrusted = saved(picture(), "BMP") + f"  {SERIAL}  ".encode(encoding)
    file = bytearray(made("BMP"))
    check_picture(bytes(file), untrusted)
    secret = SERIAL.encode(encoding)
    file[2000 : 2000 + len(secret)] = secret
    with pytest.raises(NotProvenClean, match="words that stood beside"):
        check_picture(bytes(file), untrusted)


def test_words_in_another_script_are_found_too() -> None:
    name = "Розалинда Кукс 漢字".encode()
    file = bytearray(made("BMP"))
    check_picture(bytes(file), saved(picture(), "BMP") + name)
    file[2000 : 2000 + len(name)] = name
    with pytest.raises(NotProvenClean, match="words that stood beside"):
        check_picture(bytes(file), saved(picture(), "BMP") + name)


def test_a_thumbnails_tables_are_no_secret() -> None:
    untrusted = saved(picture(), "JPEG") + saved(picture(16, 16), "JPEG")
    check_picture(made("JPEG"), untrusted)


def test_what_is_no_picture_is_refused() -> None:
    for file in (b"", b"%PDF-1.7", b"MM\0*", b"\x00"):
        with pytest.raises(NotProvenClean):
            check_picture(file, NOTHING)


def test_a_still_picture_is_not_kept_as_a_moving_one() -> None:
    with pytest.raises(NotProvenClean):
        check_picture(saved(Image.new("RGB", (4, 4)), "WEBP")[:12] + b"ANIM" + bytes(10), NOTHING)


SHARED = {"office.allowed", "office.namespaces", "pdf.library"}
"""What a gate may take from beside it; setup.cfg gives the reason."""


def test_every_module_that_cleans_is_one_that_no_gate_may_import() -> None:
    """The contract in setup.cfg names modules, and a new one is easily forgotten."""
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / "setup.cfg")
    forbidden = contracts["importlinter:contract:gates"]["forbidden_modules"].split()
    room = ROOT / "reporting" / "cleaning"
    beside = {
        f"{path.parent.name}.{path.stem}"
        for family in ("media", "office", "pdf")
        for path in (room / family).iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.stem not in ("__init__", "gate")
    }
    assert {f"reporting.cleaning.{name}" for name in beside - SHARED} <= set(forbidden)
    assert beside > SHARED
