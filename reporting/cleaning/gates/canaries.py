"""Strings that stood beside the pixels of the file that came in must not stand in the one that goes out.

    refuse_canaries(cleaned, [b"Canon EOS 5D", b"..."])

Words are looked for as they are and in UTF-16. Runs of letters are taken out of the file first, since looking for a
thousand words in megabytes of pixels would take longer than cleaning them.
"""

import re
from collections.abc import Iterable

from reporting.cleaning.gates.refusing import must

_SHORTEST = 6
_MOST = 500
_QUICK = 100_000_000
_RUN = re.compile(rb"[\x20-\x7e]{6,}")
_WIDE = re.compile(rb"\x00[\x20-\x7e](?:\x00[\x20-\x7e]){4,}")
"""Begins with one fixed byte, for which a search is fast; the letter before it belongs to it in little-endian text."""
_SPLIT = re.compile(rb"[<>\"=]|\s{2,}")
_FOREIGN = re.compile(rb"(?:[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\x20-\x7e]){3,}")
_WORDLY = re.compile(rb"[A-Za-z0-9]{3}")
_ANYBODYS = (
    b"NETSCAPE2.0",
    b"%&'()*456789:CDEFGHIJSTUVWXYZcdefghijstuvwxyz",
    b"&'()*56789:CDEFGHIJSTUVWXYZcdefghijstuvwxyz",
    bytes(range(0x20, 0x7F)),
)
"""What every file of a kind holds: the loop of a GIF, the standard codes of a JPEG, a ramp of greys."""


def refuse_canaries(cleaned: bytes, hidden: Iterable[bytes]) -> None:
    """Raises NotProvenClean if a telling string of `hidden` stands in `cleaned`."""
    canaries, foreign = _telling(hidden)
    runs = b"\n".join(_RUN.findall(cleaned))
    wide = b"\n".join(_wide_texts(cleaned))
    for text in (runs, wide):
        must(not any(one in text for one in _possible(canaries, text)), "words that stood beside the picture")
    must(not any(one in cleaned for one in foreign), "words that stood beside the picture")


def _possible(canaries: set[bytes], text: bytes) -> Iterable[bytes]:
    """Many canaries are thinned out by their first letters: one walk through the text instead of one each."""
    if len(canaries) * len(text) < _QUICK:
        return canaries
    beginnings = {text[at : at + _SHORTEST] for at in range(len(text))}
    return [one for one in canaries if one[:_SHORTEST] in beginnings]


def _telling(hidden: Iterable[bytes]) -> tuple[set[bytes], set[bytes]]:
    """Strings that tell something: in ASCII, and in other scripts."""
    plain: set[bytes] = set()
    foreign: set[bytes] = set()
    for part in hidden:
        texts = _RUN.findall(part) + _wide_texts(part)
        plain |= {piece.strip() for text in texts for piece in _SPLIT.split(text) if _tells(piece.strip())}
        foreign |= {
            text for text in _FOREIGN.findall(part) if len(text) > 8 and max(text) > 0x7E and len(set(text)) > 5
        }
    return plain, set(sorted(foreign, key=len, reverse=True)[:_MOST])


def _wide_texts(data: bytes) -> list[bytes]:
    """Runs in UTF-16, of either order, as ASCII; what stands before the first zero may be no letter of it."""
    runs = [data[max(0, run.start() - 1) : run.end()].replace(b"\0", b"") for run in _WIDE.finditer(data)]
    return [run if 0x20 <= run[0] <= 0x7E else run[1:] for run in runs]


def _tells(piece: bytes) -> bool:
    return (
        len(piece) >= _SHORTEST
        and len(set(piece)) >= 4
        and _WORDLY.search(piece) is not None
        and not any(piece in known for known in _ANYBODYS)
    )
