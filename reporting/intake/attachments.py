"""Files on their way into the seal: cleaned, or left as they are by choice, then padded and named by number alone.

    for told, attachment in looked_through(uploads, box.clean):
        ...     # one file in the clear at a time

Nothing of a name, of a header or of an exact length comes this far but the bytes themselves.
"""

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from reporting.cleaning import Busy, CannotStart, Cleaned, CleaningError, FileType, Kind, seems
from reporting.errors import ReportingError
from reporting.mailbox.models import ATTACHMENTS
from reporting.mailbox.receipt import Receipt
from reporting.sealing import Recipient, padme, seal


class CleanFile(Protocol):
    """What cleans a file, its pages as pictures if that is asked for."""

    def __call__(self, untrusted: bytes, /, *, flatten: bool = False) -> Cleaned: ...


Cleaning = Callable[[], AbstractContextManager[CleanFile]]
"""A turn at what cleans, which raises CleanerBusy when it does not come."""
MOST = len(ATTACHMENTS)
TOGETHER = 64 * 2**20
"""Bytes of all files of a report as they are sealed: made anew, a file may be larger than it came."""
SECONDS = 120.0
"""For all files of a report; who waits without JavaScript sees nothing move."""
UNKNOWN = "application/octet-stream"
_LATER = "Send this one with a second report."


class CleanerBusy(ReportingError):
    """Other people's files are being looked through; nothing was stored."""


class CleanerBroken(ReportingError):
    """No file can be cleaned here just now; nothing was stored."""


class Way(StrEnum):
    """What is done with a file: cleaned, cleaned with its pages as pictures, or sealed unchanged."""

    CLEAN = "clean"
    FLATTEN = "flatten"
    AS_IS = "as-is"


@dataclass(frozen=True)
class Upload:
    """A file as it came, and what its sender wants of us."""

    untrusted: bytes = field(repr=False)
    way: Way = Way.CLEAN


@dataclass(frozen=True)
class Attachment:
    """A file as it is sealed."""

    media_type: str
    data: bytes = field(repr=False)
    cleaned: bool


@dataclass(frozen=True)
class Told:
    """What the sender is told of one file: its size as it came, what was taken out, or why it was refused."""

    size: int
    as_is: bool = False
    name: str = ""
    removed: tuple[str, ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Files:
    """What became of all files of a report; where that cannot be told again, how many are stored with it."""

    told: Sequence[Told] = ()
    stored: int | None = None

    @property
    def sealed(self) -> int:
        return sum(not one.refused for one in self.told) if self.stored is None else self.stored


NO_FILES = Files()


def nobody_cleans() -> AbstractContextManager[CleanFile]:
    """For reports that bring no files."""
    raise CleanerBroken


def no_file(_untrusted: bytes, /, *, flatten: bool = False) -> Cleaned:
    """What cleans the files of a report that has none."""
    raise CleanerBroken


def looked_through(
    uploads: Sequence[Upload], clean: CleanFile, *, before: int = 0
) -> Iterator[tuple[Told, Attachment | None]]:
    """Each file in turn; `before` are those that lie with the report already. One that is refused costs the others
    nothing. Raises CleanerBusy, CleanerBroken."""
    until, kept, together = time.monotonic() + SECONDS, before, 0
    for upload in uploads:
        size = len(upload.untrusted)
        try:
            if kept == MOST:
                raise _TooMuch(f"Ten files fit with one report, and they are there. {_LATER}")
            removed, attachment = _look_through(upload, clean, until)
            if together + len(attachment.data) > TOGETHER:
                raise _TooMuch(f"Made anew, your files are larger than we can take together. {_LATER}")
        except (Busy, CannotStart) as error:
            raise (CleanerBusy if isinstance(error, Busy) else CleanerBroken) from None
        except CleaningError as refusal:
            yield Told(size, upload.way is Way.AS_IS, refused=str(refusal)), None
            continue
        kept, together = kept + 1, together + len(attachment.data)
        yield Told(size, upload.way is Way.AS_IS, neutral_name(kept, attachment.media_type), removed), attachment


class _TooMuch(CleaningError):
    """Too much for one report."""


def _look_through(upload: Upload, clean: CleanFile, until: float) -> tuple[tuple[str, ...], Attachment]:
    if upload.way is Way.AS_IS:
        return (), Attachment(seems(upload.untrusted) or UNKNOWN, upload.untrusted, cleaned=False)
    if time.monotonic() > until:
        raise _TooMuch(f"Looking through your other files took too long. {_LATER}")
    cleaned = clean(upload.untrusted, flatten=upload.way is Way.FLATTEN)
    return tuple(kind for kind in Kind if kind in cleaned.removed), Attachment(
        cleaned.media_type, cleaned.data, cleaned=True
    )


def sealed_files(
    uploads: Sequence[Upload], recipients: Sequence[Recipient], clean: CleanFile, *, before: int = 0
) -> tuple[dict[str, bytes], list[dict[str, object]], list[Told]]:
    """Sealed files by name, what names them inside the seal, and what their sender is told of each.

    They are sealed one by one, so that one at a time is in memory in the clear. Raises CleanerBusy, CleanerBroken.
    """
    sealed: dict[str, bytes] = {}
    manifest, outcomes = [], []
    for told, attachment in looked_through(uploads, clean, before=before):
        outcomes.append(told)
        if attachment is not None:
            part = ATTACHMENTS[before + len(sealed)]
            plaintext = padded(attachment)
            manifest.append(manifest_entry(part, attachment, plaintext))
            sealed[part] = seal(plaintext, recipients)
    return sealed, manifest, outcomes


def neutral_name(number: int, media_type: str) -> str:
    """What a file is called from here on: "file-1.jpg"."""
    known = media_type in set(FileType)
    return f"{ATTACHMENTS[number - 1]}{FileType(media_type).ending if known else '.bin'}"


def padded(attachment: Attachment) -> bytes:
    """The plaintext of its part: the file, then zero bytes up to its class."""
    return attachment.data.ljust(padme(len(attachment.data)), b"\0")


def manifest_entry(part: str, attachment: Attachment, plaintext: bytes) -> dict[str, object]:
    """What the sealed report says of a file; `size` is where its padding begins."""
    return {
        "part": part,
        "sha256": hashlib.sha256(plaintext).hexdigest(),
        "media_type": str(attachment.media_type),
        "size": len(attachment.data),
        "cleaned": attachment.cleaned,
    }


def resend_mac(receipt: Receipt, canonical: bytes, uploads: Sequence[Upload]) -> bytes:
    """32 bytes that tell whether the same words and the same files come again.

    The first half is for the words, the second for the files, so that words that come again without their files, which
    no browser keeps, are known as the same. Without files it is the MAC of the words alone.
    """
    words = receipt.words_mac(canonical)
    if not uploads:
        return words
    files = sorted(f"{hashlib.sha256(one.untrusted).hexdigest()} {one.way}" for one in uploads)
    return words[:16] + receipt.files_mac("\n".join(files).encode())[:16]
