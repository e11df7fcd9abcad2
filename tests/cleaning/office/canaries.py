"""Words that a document must not keep, one for each place it could hide in; and how to look for them in the result."""

import io
import zipfile

AUTHOR = "Rosa Canary-Author"
EDITOR = "Ada Canary-Editor"
COMPANY = "Canary Works Ltd"
COMMENT = "canary-comment: ask Rosa"
DELETED = "canary-deleted-words"
RSID = "00CA7A21"
PARA_ID = "5CA7A211"
PATH = "C:\\Users\\rosa.canary\\Desktop\\plan.docx"
FILE_URL = "file:///home/rosa-canary/plan.docx"
HIDDEN_SHEET = "canary-very-hidden"
VARIABLE = "canary-variable"
ALT_TEXT = "canary-alt IMG_4711.JPG"
MACRO = "canary-macro"
EMBEDDED = "canary-embedded-object"
TIME = "2026-03-05T14:07:09Z"
ALL = (
    AUTHOR,
    EDITOR,
    COMPANY,
    COMMENT,
    DELETED,
    RSID,
    PARA_ID,
    PATH,
    FILE_URL,
    HIDDEN_SHEET,
    VARIABLE,
    ALT_TEXT,
    MACRO,
    EMBEDDED,
    TIME,
    "canary",
    "rosa",
)


def unpacked(cleaned: bytes) -> dict[str, bytes]:
    """The members of an archive."""
    with zipfile.ZipFile(io.BytesIO(cleaned)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def left(cleaned: bytes) -> list[str]:
    """The canaries that are still there, in the archive's own bytes, in names or in members, in any case of letters."""
    everything = cleaned + b"".join(name.encode() + data for name, data in unpacked(cleaned).items())
    return [
        one for one in ALL if any(one.lower().encode(form) in everything.lower() for form in ("utf-8", "utf-16-le"))
    ]


def zipped(members: dict[str, str | bytes]) -> bytes:
    """An archive as an office program writes it, with times and a comment."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = AUTHOR.encode()
        for name, data in members.items():
            info = zipfile.ZipInfo(name, (2026, 3, 5, 14, 7, 8))
            info.comment = AUTHOR.encode()
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()
