"""The file of a backup: a plain tar, so that nobody needs us to look into it, whose first member lists the others.

    backup.json        what this is, of which day, and the SHA-256 of every file that follows
    desk.db, guidelines/…, keys/…, mailbox.db, reporting.toml, secrets/… (only if asked for)

Members are sorted, belong to nobody and bear the day alone: the same files give the same bytes on the same day.
"""

import hashlib
import json
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import IO, Any, Self, TypeVar

from reporting.errors import Refused

Read = TypeVar("Read")

FORMAT = "reporting backup v1"
LIST = "backup.json"
MAX_LIST = 2**20
PIECE = 2**20
STORES_AND_SETTINGS = frozenset({"desk.db", "mailbox.db", "reporting.toml"})
_PLAIN = "[A-Za-z0-9][A-Za-z0-9._-]{0,99}"
_BESIDE = re.compile(f"(?:guidelines|keys|secrets)(?:/{_PLAIN}){{1,3}}", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


class BackupRefused(Refused):
    """A backup cannot be made, or is not one of ours."""


@dataclass(frozen=True)
class Described:
    """What a backup says of itself: its day, and of every file its name, bytes and SHA-256 in hex."""

    made_on: date
    files: Mapping[str, tuple[int, str]]

    def to_bytes(self) -> bytes:
        said = {"files": {name: list(facts) for name, facts in self.files.items()}, "format": FORMAT}
        return (json.dumps(said | {"made_on": self.made_on.isoformat()}, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def parse(cls, untrusted_list: bytes) -> Self:
        """Raises BackupRefused unless writing it again gives the same bytes."""
        try:
            said = json.loads(untrusted_list)
            files = {name: (int(size), str(sha256)) for name, (size, sha256) in said["files"].items()}
            found = cls(date.fromisoformat(said["made_on"]), files)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            raise _no_backup() from None
        whole = files.keys() >= STORES_AND_SETTINGS and all(map(_is_sound, files.items()))
        if not whole or found.to_bytes() != untrusted_list:
            raise _no_backup()
        return found


def _is_sound(described: tuple[str, tuple[int, str]]) -> bool:
    name, (size, sha256) = described
    return bool(is_name(name) and size >= 0 and _SHA256.fullmatch(sha256))


def is_name(name: str) -> bool:
    """Whether a file in a backup may have this name: one that leads nowhere else, on any machine."""
    return name in STORES_AND_SETTINGS or _BESIDE.fullmatch(name) is not None


def write(file: IO[bytes], made_on: date, content: Mapping[str, Path]) -> None:
    """Write the archive of these files, by their names in it; each is read twice, and may be large."""
    names = sorted(content)
    described = Described(made_on, {name: _facts(content[name]) for name in names})
    with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
        whole = described.to_bytes()
        tar.addfile(_member(LIST, len(whole), made_on), BytesIO(whole))
        for name in names:
            with content[name].open("rb") as opened:
                tar.addfile(_member(name, described.files[name][0], made_on), opened)


def _facts(path: Path) -> tuple[int, str]:
    with path.open("rb") as opened:
        return path.stat().st_size, hashlib.file_digest(opened, "sha256").hexdigest()


def _member(name: str, size: int, day: date) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    member.mtime = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    return member


class Archive:
    """One backup, opened to be unpacked; nothing in it is believed before its hash was compared."""

    def __init__(self, tar: tarfile.TarFile, described: Described) -> None:
        self._tar = tar
        self.described = described

    @classmethod
    @contextmanager
    def opened(cls, path: Path) -> Iterator[Self]:
        """Raises BackupRefused."""
        try:
            with closing(_sound(lambda: tarfile.open(path, mode="r:"))) as tar:
                yield cls(tar, Described.parse(_list_of(tar)))
        except OSError as error:
            raise BackupRefused(f"{path} cannot be read ({error.strerror}). Check its name and permissions.") from None
        except tarfile.TarError:
            raise _no_backup() from None

    def unpack(self, places: Mapping[str, Path]) -> None:
        """Write each file that has a place there, closed to others; raises BackupRefused, OSError.

        All are read and compared, also those that are wanted nowhere: a damaged backup is not used in part.
        """
        names: Sequence[str] = list(self.described.files)
        members = _sound(self._tar.getmembers)[1:]
        if [member.name for member in members] != names:
            raise BackupRefused("The backup does not hold the files that it lists. Take another one.")
        for member in members:
            if member.type != tarfile.REGTYPE or member.issparse():
                raise _no_backup()
            untrusted_file = self._tar.extractfile(member)
            if untrusted_file is None:
                raise _no_backup()
            place = places.get(member.name)
            if not _matches(_pieces(untrusted_file, place), self.described.files[member.name]):
                raise BackupRefused(f"{member.name} in the backup is damaged. Take another backup.")


def _sound(read: Callable[[], Read]) -> Read:
    """What tarfile reads; raises BackupRefused for heads of members that it stumbles over, such as one within another
    without end."""
    try:
        return read()
    except (ValueError, ArithmeticError, RecursionError):
        raise _no_backup() from None


def _list_of(tar: tarfile.TarFile) -> bytes:
    first = _sound(tar.next)
    if first is None or first.name != LIST or first.type != tarfile.REGTYPE or first.size > MAX_LIST:
        raise _no_backup()
    untrusted_list = tar.extractfile(first)
    return untrusted_list.read() if untrusted_list else b""


def _pieces(untrusted_file: IO[bytes], place: Path | None) -> Iterator[bytes]:
    """The file piece by piece, each written to its place as it goes by."""
    with _written(place) as out:
        while piece := untrusted_file.read(PIECE):
            if out:
                out.write(piece)
            yield piece


@contextmanager
def _written(place: Path | None) -> Iterator[IO[Any] | None]:
    if place is None:
        yield None
        return
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with place.open("xb") as out:
        place.chmod(0o600)
        yield out


def _matches(pieces: Iterator[bytes], facts: tuple[int, str]) -> bool:
    size, hashed = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        hashed.update(piece)
    return (size, hashed.hexdigest()) == facts


def _no_backup() -> BackupRefused:
    return BackupRefused("This file is no backup of ours, or not a whole one. Check its name, or take another backup.")
