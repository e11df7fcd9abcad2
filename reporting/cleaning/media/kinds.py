"""The tags of a recording, in kinds that a reporter knows."""

import re
from collections.abc import Iterator

from av.container import InputContainer

from reporting.cleaning.cleaned import Kind
from reporting.cleaning.media.source import STILL

TAGS: tuple[tuple[re.Pattern[str], Kind], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"location|gps|xyz|iso6709|country|city", Kind.PLACE),
        (r"make|model|device|camera|android|firmware|lens", Kind.DEVICE),
        (r"serial|_id$|uuid|identifier|umid", Kind.SERIAL),
        (r"artist|author|composer|performer|perfomer|publisher|copyright|contact|director|producer|owner", Kind.PERSON),
        (r"date|time|year", Kind.DATE),
        (r"comment", Kind.COMMENT),
        (r"title|album|genre|track|description|synopsis|keywords|lyrics", Kind.TITLE),
        (r"encoder|encoded|software|handler|vendor|tool|application", Kind.SOFTWARE),
    )
)
PLAIN = frozenset(("major_brand", "minor_version", "compatible_brands", "language", "duration"))


def found(source: InputContainer) -> frozenset[Kind]:
    return frozenset(kinds(source))


def kinds(source: InputContainer) -> Iterator[Kind]:
    tables = [source.metadata, *(stream.metadata for stream in source.streams)]
    for key in {key for table in tables for key in table if key.lower() not in PLAIN}:
        yield next((kind for pattern, kind in TAGS if pattern.search(key)), Kind.OTHER)
    if source.chapters():
        yield Kind.TITLE
    for stream in source.streams:
        if stream.type == "attachment":
            yield Kind.EMBEDDED
        elif stream.type not in ("audio", "video"):
            yield Kind.OTHER
        elif int(stream.disposition) & STILL:
            yield Kind.PREVIEW
