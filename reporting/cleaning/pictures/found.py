"""What a picture told of its sender: the kinds that were found in it, for the reporter to read.

    kinds_in(picture, untrusted)        # frozenset({Kind.PLACE, Kind.DEVICE, Kind.DATE})

This informs and decides nothing: what is not recognised here is dropped all the same.
"""

from typing import Any

from PIL import ExifTags, ImageFile, IptcImagePlugin

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.exif import EXIF_IFD, GPS_IFD, kinds_in_tags
from reporting.cleaning.pictures.opening import DAMAGE
from reporting.cleaning.xmp import kinds_in_xmp, packets_in

_INFO = {
    "icc_profile": Kind.COLOUR,
    "comment": Kind.COMMENT,
    "exif": Kind.OTHER,
    "Software": Kind.SOFTWARE,
    "Author": Kind.PERSON,
    "Creation Time": Kind.DATE,
    "Title": Kind.TITLE,
    "Description": Kind.TITLE,
    "Comment": Kind.COMMENT,
    "Source": Kind.DEVICE,
    "mp": Kind.PREVIEW,
    "thumbnails": Kind.PREVIEW,
}
_PLAIN_INFO = {
    "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "adobe", "adobe_transform", "progressive",
    "progression", "mpoffset", "version", "background", "duration", "loop", "extension", "transparency", "gamma",
    "chromaticity", "srgb", "interlace", "compression", "resolution", "aspect", "timestamp", "default_image", "bbox",
    "disposal", "blend", "primary", "bit_depth", "nclx_profile", "chroma", "metadata", "depth_images", "exif", "xmp",
    "original_orientation", "XML:com.adobe.xmp", "photoshop", "aux", "tiling", "heif", "hdr", "camera_intrinsic_matrix",
    "camera_extrinsic_matrix_rot", "stereo", "subsampling", "photometric",
}  # fmt: skip
"""Entries of Pillow's that say how pixels are stored, or that are looked into below."""
_IPTC = {
    (2, 5): Kind.TITLE, (2, 25): Kind.TITLE, (2, 55): Kind.DATE, (2, 60): Kind.DATE, (2, 65): Kind.SOFTWARE,
    (2, 80): Kind.PERSON, (2, 90): Kind.PLACE, (2, 92): Kind.PLACE, (2, 95): Kind.PLACE, (2, 101): Kind.PLACE,
    (2, 105): Kind.TITLE, (2, 110): Kind.PERSON, (2, 115): Kind.PERSON, (2, 116): Kind.PERSON, (2, 118): Kind.PERSON,
    (2, 120): Kind.TITLE, (2, 122): Kind.PERSON,
}  # fmt: skip
_THUMBNAIL_RESOURCES = {1033, 1036}


def kinds_in(picture: ImageFile.ImageFile, untrusted: bytes) -> frozenset[Kind]:
    """The kinds that an opened picture carries beside what can be seen."""
    found: set[Kind] = set()
    for looking in (_in_exif, _in_iptc, _in_photoshop):
        try:
            found |= looking(picture)
        except DAMAGE:
            found.add(Kind.OTHER)
    found |= {_INFO.get(str(key), Kind.OTHER) for key in picture.info if key not in _PLAIN_INFO and picture.info[key]}
    for packet in packets_in(untrusted):
        found |= kinds_in_xmp(packet)
    found |= _in_segments(picture)
    if picture.format == "BMP" and int.from_bytes(untrusted[2:6], "little") < len(untrusted):
        found.add(Kind.OTHER)  # words behind the length that the file gives itself
    return frozenset(found - {Kind.OTHER}) or frozenset(found)


def _in_exif(picture: ImageFile.ImageFile) -> set[Kind]:
    exif = picture.getexif()
    found = kinds_in_tags(exif) | kinds_in_tags(exif.get_ifd(EXIF_IFD))
    if exif.get_ifd(GPS_IFD):
        found |= {Kind.PLACE}
    if picture.format in ("JPEG", "MPO", "PNG", "WEBP") and exif.get_ifd(ExifTags.IFD.IFD1):
        found |= {Kind.PREVIEW}
    return set(found)


def _in_iptc(picture: ImageFile.ImageFile) -> set[Kind]:
    told: Any = IptcImagePlugin.getiptcinfo(picture) or {}
    return {_IPTC.get(key, Kind.OTHER) for key in told if key[0] == 2 and key[1] != 0}


def _in_photoshop(picture: ImageFile.ImageFile) -> set[Kind]:
    resources = picture.info.get("photoshop")
    return {Kind.PREVIEW} if isinstance(resources, dict) and _THUMBNAIL_RESOURCES & set(resources) else set()


def _in_segments(picture: ImageFile.ImageFile) -> set[Kind]:
    """JPEG: a thumbnail in a JFIF extension, and application segments of a program's own."""
    found = set()
    for name, data in getattr(picture, "applist", []):
        if name == "APP0" and data.startswith(b"JFXX\0"):
            found.add(Kind.PREVIEW)
        elif name.startswith("APP") and not data.startswith(
            (b"JFIF\0", b"Adobe", b"Exif\0", b"http:", b"ICC_", b"MPF")
        ):
            found.add(Kind.OTHER)
    return found
