"""Where each file of a backup goes, and putting it there: never over a file, and none of them if one cannot go.

The mailbox goes last. Before it is there the form starts on nothing; once it is there everything else is.
"""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from reporting.backup import BackupRefused
from reporting.errors import Refused
from reporting.roster.files import AlreadyThere, sync_folder, writing_to

Move = tuple[Path, Path]
"""A file that lies ready, and its place."""


class Unfinished(Refused):
    """A store is in place, or may be, and has not learned all yet; the same command goes on from there."""


@contextmanager
def staging(instance: Path) -> Iterator[Path]:
    """A folder of our own inside the instance, on its disk; it goes when the block ends, and what a killed run left.

    After Unfinished it stays, as after a kill: it tells the next run which store is in place by this one.
    """
    folder = left_behind(instance)
    with writing_to(folder):
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(mode=0o700)
    try:
        yield folder
    except Unfinished:
        raise
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)


def left_behind(instance: Path) -> Path:
    """The folder of a run, and of one that was killed."""
    return instance / ".restoring"


def is_in_place(staged: Path, place: Path) -> bool:
    """Whether what lay ready there is the very file that lies here: a run put it in place, and died on the way."""
    return staged.exists() and place.exists() and staged.samefile(place)


def refuse_what_is_there(store: Path) -> None:
    """Raises AlreadyThere for a store, and for what SQLite left of one: it would be played back into the new one."""
    for file in (store, *(store.with_name(store.name + end) for end in ("-wal", "-shm", "-journal"))):
        if os.path.lexists(file):
            raise AlreadyThere(
                f"{file} is there, and nothing is overwritten. Stop the programs and move it away first."
            )


def missing(staged: Path, place: Path) -> list[Move]:
    """The files of a folder that its place does not have; raises BackupRefused where it has another of the name."""
    moves = []
    for file in sorted(staged.rglob("*")):
        target = place / file.relative_to(staged)
        if file.is_file() and not target.exists():
            moves.append((file, target))
        elif file.is_file() and target.read_bytes() != file.read_bytes():
            raise BackupRefused(
                f"{target} is another one than in the backup. Move it away, or put the right one there."
            )
    return moves


def make_public(folder: Path) -> None:
    """Modes for what everybody may read; a backup holds everything closed."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def put_in_place(moves: list[Move], stores: list[Move], last: Callable[[], None] = lambda: None) -> None:
    """All of them in this order, on disk when this returns, and `last` done; raises AlreadyThere, CannotWrite and what
    `last` raises, then none; but for Unfinished, after which the next run needs them."""
    done: list[Path] = []
    try:
        for staged, place in (*moves, *stores):
            with writing_to(place):
                place.parent.mkdir(mode=staged.parent.stat().st_mode & 0o777, parents=True, exist_ok=True)
                if (staged, place) in stores:
                    # On which writers take turns: it has to be there before the store is.
                    place.with_suffix(".turn").touch(mode=0o600)
                _sync(staged)
                _link(staged, place)
                done.append(place)
                sync_folder(place.parent)
        last()
    except Unfinished:
        raise
    except BaseException:
        for place in done:
            place.unlink(missing_ok=True)
        raise


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _link(staged: Path, place: Path) -> None:
    """A link never takes another file's place, as a rename would."""
    try:
        os.link(staged, place)
    except FileExistsError:
        raise AlreadyThere(f"{place} appeared meanwhile, and nothing is overwritten. Move it away first.") from None
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EPERM):
            raise
        _copy(staged, place)


def _copy(staged: Path, place: Path) -> None:
    """To another disk: a whole file beside its place first."""
    beside = place.with_name(f".{place.name}.restoring")
    try:
        shutil.copy2(staged, beside)
        _sync(beside)
        os.link(beside, place)
    except FileExistsError:
        raise AlreadyThere(f"{place} appeared meanwhile, and nothing is overwritten. Move it away first.") from None
    finally:
        beside.unlink(missing_ok=True)
