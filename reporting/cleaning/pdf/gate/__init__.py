"""The gate for PDF: reads the finished file byte by byte with a parser of its own and refuses what it does not know.

    check(cleaned, untrusted)        # None, or NotProvenClean

It shares no code with what made the file. The file has to be one plain list of objects: no update, no packed objects,
no byte between or after them; every key, name and string is on a list; every stream says what it is and is looked into.
"""

import re
from collections.abc import Iterator

from reporting.cleaning.cleaned import NotProvenClean
from reporting.cleaning.pdf.gate.canaries import canaries, found_in, in_hexadecimal
from reporting.cleaning.pdf.gate.objects import STATIC_ID, Document, Unproven, parsed
from reporting.cleaning.pdf.gate.streams import looked_into
from reporting.cleaning.pdf.gate.walk import uses
from reporting.cleaning.pdf.gate.words import KEYS, NAMES

BATCH, MOST_HELD = 2**20, 100
FACES = re.compile(rb"/(?:BaseFont|FontName) /[^ ]*")


def check(cleaned: bytes, untrusted: bytes) -> None:
    told = canaries(untrusted)
    try:
        document = parsed(cleaned)
        words = told - KEYS - NAMES - addresses(document) - {STATIC_ID}
        outside = FACES.sub(b"", outside_streams(cleaned, document))
        left = found_in(outside, words | in_hexadecimal(words))
        for data in batches(looked_into(document, uses(document))):
            left = left or found_in(data, words)
    except (Unproven, ValueError, IndexError) as error:
        raise NotProvenClean(refusal(str(error))) from error
    if left:
        raise NotProvenClean(refusal("something the file told of its maker is still there"))


def batches(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Many small ones are searched together: a page of a map may be a thousand forms."""
    held: list[bytes] = []
    for piece in pieces:
        held.append(piece)
        if sum(map(len, held)) > BATCH or len(held) > MOST_HELD:
            yield b"\0".join(held)
            held.clear()
    yield b"\0".join(held)


def addresses(document: Document) -> set[bytes]:
    """Where links lead is there to be seen; only what hides within an address is looked for."""
    actions = [one.get(b"A") for one in document.objects.values() if isinstance(one, dict)]
    return {bytes(one[b"URI"]) for one in actions if isinstance(one, dict) and b"URI" in one}


def outside_streams(cleaned: bytes, document: Document) -> bytes:
    spans = sorted((one.start, one.start + len(one.data)) for one in document.streams.values())
    out, at = bytearray(), 0
    for start, end in spans:
        out += cleaned[at:start]
        at = end
    return bytes(out + cleaned[at:])


def refusal(reason: str) -> str:
    return f"We cannot show that this PDF is clean ({reason}). Send a screenshot of it instead."
