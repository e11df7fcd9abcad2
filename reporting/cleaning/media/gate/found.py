"""What the stranger's recording says of its maker, to be looked for in ours; and the sentence that refuses."""

from collections.abc import Iterator
from io import BytesIO

import av

from reporting.cleaning.cleaned import NotProvenClean

SHORTEST, LONGEST, MOST = 6, 300, 500
ABOUT_THE_SAMPLES = frozenset(("duration", "major_brand", "minor_version", "compatible_brands", "language"))
OURS = frozenset((b"VideoHandler", b"SoundHandler", b"ffmpeg", b"eng", b"isom", b"und"))


def refused(what: str) -> NotProvenClean:
    return NotProvenClean(f"We cannot show that this recording is clean ({what}). Send a note of what it says instead.")


def refuse_what_is_told(cleaned: bytes, untrusted: bytes) -> None:
    """NotProvenClean when a value of the stranger's tags stands anywhere in ours."""
    for value in told(untrusted):
        text = value.strip()
        if not SHORTEST <= len(text) <= LONGEST or len(set(text)) < 4 or text.encode("utf-8", "ignore") in OURS:
            continue
        spellings = (text.encode(way, "ignore") for way in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"))
        if any(len(one) >= SHORTEST and one in cleaned for one in spellings):
            raise refused("something it told of its maker is still there")


def told(untrusted: bytes) -> Iterator[str]:
    """Values of all tags that can be read; where none can, what was written was written without them."""
    try:
        with av.open(BytesIO(untrusted), "r", io_open=nothing_else, metadata_errors="ignore") as source:
            tables = [source.metadata, *(stream.metadata for stream in source.streams)]
            tables += [chapter["metadata"] for chapter in source.chapters()]
    except (av.error.FFmpegError, ValueError, OSError):
        return
    values = [value for table in tables for key, value in table.items() if key.lower() not in ABOUT_THE_SAMPLES]
    yield from values[:MOST]


def nothing_else(url: str, flags: int, options: dict[str, str]) -> object:
    raise PermissionError("a recording may name no other file")
