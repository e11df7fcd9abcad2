"""A folder that holds an exported log: read with a limit, its checkpoint written whole or not at all."""

from pathlib import Path

from reporting.accesslog.tiles import CHECKPOINT
from reporting.accesslog.verify import MissingFile
from reporting.roster.files import put, writing_to


class Folder:
    """One exported log."""

    def __init__(self, path: Path) -> None:
        self._path = path

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

    def write(self, name: str, content: bytes) -> None:
        """Write a file, and the checkpoint as a whole or not at all; raises CannotWrite."""
        file = self._path / name
        with writing_to(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            if name != CHECKPOINT:
                file.write_bytes(content)
                return
        put(file, content)
