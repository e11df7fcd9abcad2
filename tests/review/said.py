"""What a reader's browser hands in, as far as a server can see: sealed, padded, for so many."""

from functools import cache

from reporting.cases.notes import Kind, NewNote
from reporting.sealing import seal, throwaway_recipient


@cache
def sealed(what: str, stanzas: int, size: int) -> bytes:
    """Opened by nobody: the desk's server cannot tell."""
    return seal(what.encode().ljust(size), [throwaway_recipient() for _ in range(stanzas)])


def a_reply(what: str = "We have read it.") -> bytes:
    return sealed(what, 3, 16384)


def a_note(number: int, kind: Kind = Kind.NOTE, what: str = "") -> NewNote:
    return NewNote(number, kind, sealed(what or f"{kind} {number}", 2, 4096))
