"""A folder that holds an exported log: read with a limit, its checkpoint written whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from reporting.accesslog.checkpoints import Checkpoint, CheckpointError
from reporting.accesslog.export import OtherHistory
from reporting.accesslog.tiles import CHECKPOINT
from reporting.accesslog.verify import MissingFile
from reporting.roster.files import put, writing_to
from reporting.signednote import MAX_NOTE, NoteError


class Folder:
    """One exported log.

    `lasting`: each file is whole and on the disk before the next, so that what a checkpoint there speaks of need not be
    written again. It takes some milliseconds a file, a minute for the first million entries.
    """

    def __init__(self, path: Path, *, lasting: bool = False) -> None:
        self._path, self._lasting = path, lasting

    def read(self, name: str, limit: int) -> bytes:
        """A file of at most `limit` bytes; raises MissingFile."""
        try:
            with (self._path / name).open("rb") as file:
                content = file.read(limit + 1)
        except OSError as error:
            raise MissingFile(f"expected {name}, got none ({error.strerror})") from None
        if len(content) > limit:
            raise MissingFile(f"expected at most {limit} bytes in {name}, got more")
        return content

    def has(self, name: str) -> bool:
        """Whether there is anything in a file of this name: a look at the folder alone."""
        try:
            return (self._path / name).stat().st_size > 0
        except OSError:
            return False

    def held(self, opened: Callable[[bytes], Checkpoint]) -> Checkpoint | None:
        """The checkpoint that an earlier export left, as the log's key opens it; raises OtherHistory, MissingFile."""
        file = self._path / CHECKPOINT
        try:
            return opened(self.read(CHECKPOINT, MAX_NOTE)) if file.exists() else None
        except (NoteError, CheckpointError) as error:
            raise OtherHistory(f"{file} is not signed by the log's key ({error}). Export into a new folder.") from None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, and the checkpoint as a whole or not at all; raises CannotWrite."""
        file = self._path / name
        with writing_to(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            if name != CHECKPOINT and not self._lasting:
                file.write_bytes(content)
                return
        put(file, content)
