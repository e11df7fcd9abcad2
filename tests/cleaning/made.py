"""Pictures made for tests, with a secret in every place where a format has room for one.

photo = secretive("JPEG")       # bytes; each of SECRETS stands in it
"""

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()

ARTIST, PLACE, SERIAL, NOTE = "Rosalind Quux-Artist", "Quuxburgh Backyard 7", "SN-QUUX-008471", "quux-note-to-self"
TAIL, PROFILE, XMP = "quux trailing words", "QuuxProfile of Rosalind", "QuuxXmpCreatorTool"
SECRETS = (ARTIST, PLACE, SERIAL, NOTE, TAIL, PROFILE, XMP)
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "HEIF", "AVIF")


def picture(width: int = 96, height: int = 64) -> Image.Image:
    """Three soft ramps: nothing in it is alike when it is turned or its colours are exchanged."""
    down = Image.linear_gradient("L").resize((width, height))
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    return Image.merge("RGB", (down, across, Image.radial_gradient("L").resize((width, height))))


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def exif(orientation: int = 1) -> Image.Exif:
    """Artist, serial number, place, date, comment in UTF-16, and a thumbnail's worth of another picture."""
    tags = Image.Exif()
    tags[315], tags[271], tags[306], tags[274] = ARTIST, "Quuxon", "2026:11:20 23:59:58", orientation
    tags[0x9C9C] = NOTE.encode("utf-16-le")
    inner = tags.get_ifd(0x8769)
    inner[0xA431], inner[0x9003] = SERIAL, "2026:11:20 23:59:58"
    place = tags.get_ifd(0x8825)
    place[1], place[2], place[29] = "N", (52.0, 31.0, 12.0), "2026:11:20"
    place[27] = b"ASCII\0\0\0" + PLACE.encode()
    return tags


def xmp() -> bytes:
    return (
        '<?xpacket begin="" id="W5M0"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description '
        f'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="{XMP}"/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def profile(description: str = PROFILE) -> bytes:
    """An sRGB profile under a name of its own."""
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    wide = "sRGB built-in".encode("utf-16-be")
    at = plain.index(wide)
    name = description.encode("utf-16-be")[: len(wide)]
    return plain[:at] + name + plain[at + len(name) :]


def iptc() -> bytes:
    """An APP13 segment as Photoshop writes it, with a by-line and a city."""
    records = b"".join(
        struct.pack(">BBBH", 0x1C, 2, number, len(text)) + text.encode() for number, text in ((80, ARTIST), (90, PLACE))
    )
    body = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def secretive(form: str, image: Image.Image | None = None) -> bytes:
    """A file of a format with secrets in all its places, and behind its end."""
    seen = image or picture()
    tail = TAIL.encode()
    match form:
        case "JPEG":
            file = saved(seen, form, exif=exif(), xmp=xmp(), icc_profile=profile(), comment=NOTE, quality=95)
            return file[:2] + iptc() + file[2:] + tail
        case "PNG":
            told = PngImagePlugin.PngInfo()
            told.add_text("Author", ARTIST)
            told.add_text("Comment", NOTE, zip=True)
            told.add_itxt("XML:com.adobe.xmp", xmp().decode(), zip=True)
            return saved(seen, form, pnginfo=told, exif=exif(), icc_profile=profile()) + tail
        case "GIF":
            return saved(seen, form, comment=f"{ARTIST} {NOTE}") + tail
        case "TIFF":
            tags = exif()
            tags[270], tags[700], tags[65000] = NOTE, xmp(), SERIAL
            return saved(seen, form, exif=tags, icc_profile=profile()) + tail
        case "BMP":
            return saved(seen, form) + tail
        case _:
            file = saved(seen, form, exif=exif().tobytes(), xmp=xmp(), icc_profile=profile())
            return file if form == "WEBP" else file + struct.pack(">I", len(tail) + 8) + b"free" + tail


def chunk(name: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, pixels: bytes, depth: int = 1, colour: int = 0) -> bytes:
    """A PNG with a header that claims what it likes."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def huge_png() -> bytes:
    """400 million pixels, all of them there, in 50 kB."""
    packer, row = zlib.compressobj(9), bytes(20_000 // 8 + 1)
    return png(20_000, 20_000, b"".join(packer.compress(row) for _ in range(20_000)) + packer.flush())
