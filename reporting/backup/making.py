"""Making a backup: a moment of both stores, what belongs to them, one file that is there whole or not at all."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from reporting.backup.archive import BackupRefused, is_name, write
from reporting.backup.snapshot import SESSIONS, one_moment
from reporting.config import WorkerSettings
from reporting.db import DeskBase, MailboxBase, Store, StoreUnavailable
from reporting.migrations.copying import CopyRefused
from reporting.roster.files import AlreadyThere, alone_in, sync_folder, writing_to

SECRETS, SETTINGS = "secrets", "reporting.toml"
MAKING = ".making"


@dataclass(frozen=True)
class Sources:
    """Where everything lies that a backup holds."""

    instance: Path
    keys: Path
    mailbox: str
    desk: str
    """Addresses of the stores: files, or schemas of PostgreSQL."""

    @classmethod
    def of(cls, settings: WorkerSettings) -> Self:
        return cls(settings.instance, settings.keys, settings.mailbox_url, settings.desk_url)

    def beside(self, *, with_secrets: bool) -> dict[str, Path]:
        """What belongs to the stores, by its name in a backup; raises BackupRefused."""
        found = {SETTINGS: self.instance / SETTINGS}
        folders = [("guidelines", self.instance / "guidelines"), ("keys", self.keys)]
        for name, folder in [*folders, (SECRETS, self.instance / SECRETS)] if with_secrets else folders:
            found |= {f"{name}/{file.relative_to(folder).as_posix()}": file for file in _files(folder)}
        for name, file in found.items():
            if not is_name(name):
                raise BackupRefused(f"{file} has a name that no file of ours has. Rename it, or move it away.")
        return found


def _files(folder: Path) -> Iterator[Path]:
    """Plain files, without drafts, which begin with a dot."""
    for file in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in file.relative_to(folder).parts)
        if file.is_file() and not file.is_symlink() and not hidden:
            yield file


def make(sources: Sources, file: Path, today: date, *, with_secrets: bool = False) -> None:
    """Write a backup to a file that is not there yet, closed to others.

    Raises BackupRefused, AlreadyThere, StoreRefused, StoreUnavailable, CannotWrite.
    """
    file = Path(os.path.abspath(file))  # noqa: PTH100  (resolve() would follow a link at the file's own place)
    _refuse_place(sources, file)
    with alone_in(file.parent), _made_beside(file) as (folder, draft):
        content = sources.beside(with_secrets=with_secrets) | _stores(sources, folder)
        with writing_to(file):
            with draft.open("wb") as out:
                write(out, today, content)
                out.flush()
                os.fsync(out.fileno())
            try:
                os.link(draft, file)  # unlike a rename it never takes another file's place
            except FileExistsError:
                raise _there(file) from None
            sync_folder(file.parent)


def _refuse_place(sources: Sources, file: Path) -> None:
    if os.path.lexists(file):
        raise _there(file)
    folder = Path(os.path.realpath(file.parent))
    for ours in (sources.instance, sources.keys):
        if folder.is_relative_to(os.path.realpath(ours)):
            raise BackupRefused(f"{file} lies in {ours}, which other programs read. Name a folder of its own.")
    try:
        mode = folder.stat().st_mode
    except OSError:
        raise BackupRefused(f"{file.parent} is not there. Make it first: mkdir -m 700 {file.parent}") from None
    if mode & stat.S_IRWXO:
        # Never a bare chmod: the folder named by mistake may be / or /tmp.
        raise BackupRefused(
            f"{folder} is open to every user of this machine. "
            f"Name a folder for backups alone (mkdir -m 700 FOLDER), or if this is one: chmod o-rwx {folder}"
        )


def _there(file: Path) -> AlreadyThere:
    return AlreadyThere(f"{file} exists already and is left as it is. Move it away or name another.")


@contextmanager
def _made_beside(file: Path) -> Iterator[tuple[Path, Path]]:
    """A folder of our own for copies, and the draft of the file.

    What killed runs left goes, of any day: copies that nobody counts would outlive what was erased since.
    """
    folder = file.with_name(f".{file.name}{MAKING}")
    with writing_to(folder):
        for left in file.parent.glob(f".*{MAKING}"):
            shutil.rmtree(left)
        folder.mkdir(mode=0o700)
        draft = folder / "draft"
        draft.touch(mode=0o600)
    try:
        yield folder, draft
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stores(sources: Sources, folder: Path) -> dict[str, Path]:
    copies = {name: folder / name for name in ("desk.db", "mailbox.db")}
    try:
        with (
            closing(Store.open(sources.desk, DeskBase)) as desk,
            closing(Store.open(sources.mailbox, MailboxBase)) as mailbox,
            one_moment(desk, sources.desk, mailbox, sources.mailbox) as moment,
        ):
            moment.copy(moment.desk, copies["desk.db"], forget=SESSIONS)
            moment.copy(moment.mailbox, copies["mailbox.db"])
    except CopyRefused as error:
        raise BackupRefused(str(error)) from None
    except StoreUnavailable:
        raise BackupRefused(
            "The stores could not be copied: busy, or no room beside the backup. Make room there, and try again."
        ) from None
    return copies
