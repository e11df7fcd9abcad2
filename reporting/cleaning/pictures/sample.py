"""A small picture of each kind, with a profile and EXIF, on which everything that decoders load late is loaded.

>>> sample(FileType.PNG)[:4]
b'\\x89PNG'
"""

from io import BytesIO

from PIL import Image, ImageCms

from reporting.cleaning.sniff import FileType

_FORMATS = {FileType.HEIC: "HEIF"}


def sample(file_type: FileType) -> bytes:
    """A file of that type; of two frames where frames are possible."""
    out = BytesIO()
    first, second = Image.new("RGB", (64, 64), "red"), Image.new("RGB", (64, 64), "blue")
    exif = Image.Exif()
    exif[271], exif[274] = "Maker", 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {} if file_type is FileType.BMP else {"icc_profile": profile}
    if file_type in (FileType.JPEG, FileType.PNG, FileType.WEBP, FileType.HEIC, FileType.AVIF):
        options["exif"] = exif.tobytes()
    if file_type in (FileType.GIF, FileType.WEBP, FileType.TIFF):
        first.save(out, file_type.name, save_all=True, append_images=[second], **options)
    else:
        first.save(out, _FORMATS.get(file_type, file_type.name), **options)
    return out.getvalue()
