"""The oracle of every cleaner: a cleaned file of the type that it says, or a refusal that a person can read."""

import struct
import zipfile
import zlib
from collections.abc import Callable
from random import Random

from reporting.cleaning.cleaned import Cleaned, CleaningError
from reporting.cleaning.formats import clean
from reporting.cleaning.sniff import FileType, sniff
from tests.cleaning.office.canaries import unpacked, zipped
from tests.fuzz.blind import neighbour

AS_THE_BOX_DOES = (MemoryError, RecursionError)
"""Out of memory and nested too deeply: the box makes refusals of them (`cleaning.boxed`)."""

FILM_OR_SOUND = {FileType.MP4, FileType.M4A}
"""The same boxes: whether anything can be seen in them, no first bytes tell."""


def check(untrusted: bytes) -> bool:
    cleaned = cleaned_or_none(untrusted)
    flat = cleaned_or_none(untrusted, flatten=True) if untrusted.startswith(b"%PDF-") else None
    for one in (cleaned, flat):
        if one is not None:
            told = sniff(one.data)
            assert told == one.media_type or {told, one.media_type} == FILM_OR_SOUND, "cleaned into something else"
            assert one.data
    return cleaned is not None


def cleaned_or_none(untrusted: bytes, *, flatten: bool = False) -> Cleaned | None:
    try:
        return clean(untrusted, flatten=flatten)
    except CleaningError as refused:
        assert str(refused).endswith("."), f"{type(refused).__name__} says nothing to the reporter"
    except AS_THE_BOX_DOES:
        pass
    return None


BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    OSError,
    RuntimeError,
    NotImplementedError,
)
"""What Python's reader raises for an archive that was changed before: cut, locked by a flag, packed otherwise."""


def in_the_archive(words: tuple[bytes, ...] = ()) -> Callable[[bytes, Random], bytes]:
    """A mutator that changes one member of a ZIP archive, or the archive itself."""

    def mutate(data: bytes, dice: Random) -> bytes:
        if not data.startswith(b"PK") or dice.random() < 0.2:
            return neighbour(data, dice, words)
        try:
            members = dict(unpacked(data))
        except BROKEN:
            return neighbour(data, dice, words)
        if not members:
            return neighbour(data, dice, words)
        name = dice.choice(list(members))
        match dice.randrange(8):
            case 0:
                del members[name]
            case 1:
                members[name] = members[dice.choice(list(members))]
            case _:
                members[name] = neighbour(members[name], dice, words)
        return zipped(members)

    return mutate
