"""Files come in with what they tell of their sender, and go out without it: bytes to bytes, never a file on a disk.

    with Box() as box:
        cleaned = box.clean(untrusted_upload)
    cleaned.media_type, cleaned.data, cleaned.removed     # "image/jpeg", b"\\xff\\xd8…", {Kind.PLACE, Kind.DEVICE}

Each file is opened in the box (`box.py`): what opens a stranger's file may be taken over by it. Nothing here loads a
decoder; only the fork server does (`formats.py`).
"""

from reporting.cleaning.box import Box, BrokeDown, Busy, TookTooLong
from reporting.cleaning.cleaned import (
    Cleaned,
    CleaningError,
    Encrypted,
    Kind,
    MalformedFile,
    NotProvenClean,
    TooLarge,
    Unsupported,
)
from reporting.cleaning.fork_server_process import CannotStart
from reporting.cleaning.seeming import seems
from reporting.cleaning.sniff import FileType

__all__ = [
    "Box",
    "BrokeDown",
    "Busy",
    "CannotStart",
    "Cleaned",
    "CleaningError",
    "Encrypted",
    "FileType",
    "Kind",
    "MalformedFile",
    "NotProvenClean",
    "TooLarge",
    "TookTooLong",
    "Unsupported",
    "seems",
]
