"""Writing so that a crash leaves the old file or the new one, and so that nothing is overwritten by accident."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from reporting.errors import Refused


class AlreadyThere(Refused):
    """A file of this name exists; what it holds may be the only copy."""


class CannotWrite(Refused):
    """The disk is full, or somebody else's."""


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Turns what the system says into one line; raises CannotWrite."""
    try:
        yield
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written ({error.strerror}). Mend its permissions or make room.") from None


def put(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file, public if nothing else is said, in place of what was there: whole or not at all, and on disk when
    this returns. Raises CannotWrite."""
    with writing_to(path):
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with _removed_if_it_fails(Path(name)):
            _fill(handle, content, mode)
            Path(name).replace(path)
        sync_folder(path.parent)


def put_new(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Write a file that must not exist yet, private from its first moment on; raises AlreadyThere, CannotWrite."""
    with writing_to(path):
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode & 0o600)
        except FileExistsError:
            raise AlreadyThere(f"{path} exists already and is left as it is. Move it away or name another.") from None
        with _removed_if_it_fails(path):
            _fill(handle, content, mode)
        sync_folder(path.parent)


def _fill(handle: int, content: bytes, mode: int) -> None:
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fchmod(handle, mode)
        os.fsync(handle)


@contextmanager
def _removed_if_it_fails(path: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder, made if need be, against another command of ours that would change it at the same moment."""
    with writing_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
