"""`reporting clean`: anyone can try the cleaner on their own files, and see what it took out.

reporting clean photo.heic letter.docx --out cleaned/
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from click import progressbar

from reporting.cleaning import Box, Cleaned, CleaningError, FileType
from reporting.errors import Refused

_LIMIT = 26 * 1024 * 1024
"""Bytes that are read of a file; the box says what is too much."""


class NotAllCleaned(Refused):
    """Some files could not be cleaned."""


class Overwrites(Refused):
    """The cleaned file would take the place of the one it was made from."""


@dataclass(frozen=True)
class Result:
    """What became of one file: where the outcome lies, what was taken out, or why it was refused."""

    file: Path
    out: Path
    removed: Sequence[str] = ()
    refused: str | None = None


@click.command()
@click.argument("files", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), help="Where cleaned files go.")
@click.option("--flatten", is_flag=True, help="Make pictures of the pages of PDFs: the strongest way.")
@click.option("--json", "as_json", is_flag=True, help="Tell the outcome as JSON, one object a line.")
def clean(files: tuple[Path, ...], out: Path, flatten: bool, as_json: bool) -> None:
    """Take out of files what they tell about whoever made them; the files themselves stay as they are.

    A cleaned file keeps its name, with a new ending where the kind changed. One that cannot be cleaned leaves
    NAME.REFUSED, which says why.
    """
    out.mkdir(parents=True, exist_ok=True)
    results: list[Result] = []
    folder = _Folder(out, {file.resolve() for file in files})
    watched = len(files) > 1 and sys.stderr.isatty()
    with (
        Box() as box,
        progressbar(
            files,
            label="Cleaning",
            file=sys.stderr,
            item_show_func=lambda file: file.name if file else "",
            hidden=not watched,
        ) as each,
    ):
        for file in each:
            results.append(_clean_one(partial(box.clean, flatten=flatten), file, folder))
            if as_json:
                click.echo(_json(results[-1]))
    if not as_json:
        for result in results:
            click.echo(_words(result))
    refused = sum(result.refused is not None for result in results)
    if refused:
        raise NotAllCleaned(f"{refused} of {len(results)} files could not be cleaned. Each NAME.REFUSED says why.")


class _Folder:
    """Where outcomes go: under names of their own, and never in the place of a file that came in."""

    def __init__(self, path: Path, inputs: set[Path]) -> None:
        self._path = path
        self._inputs = inputs
        self._taken: set[Path] = set()

    def write(self, name: str, ending: str, data: bytes) -> Path:
        """The second photo.jpg becomes photo-2.jpg; raises Overwrites."""
        number, path = 1, self._path / f"{name}{ending}"
        while path in self._taken:
            number += 1
            path = self._path / f"{name}-{number}{ending}"
        if path.resolve() in self._inputs:
            raise Overwrites(f"{path} is one of the files to clean, and would be lost. Name another folder with --out.")
        self._taken.add(path)
        path.write_bytes(data)
        return path


def _clean_one(clean_file: Callable[[bytes], Cleaned], file: Path, folder: _Folder) -> Result:
    try:
        cleaned = clean_file(_read(file))
    except (CleaningError, OSError) as error:
        reason = f"It cannot be read: {error.strerror}." if isinstance(error, OSError) else str(error)
        return Result(file, folder.write(file.name, ".REFUSED", reason.encode()), refused=reason)
    out = folder.write(*_name(file, cleaned), cleaned.data)
    return Result(file, out, sorted(cleaned.removed))


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_LIMIT)


def _name(file: Path, cleaned: Cleaned) -> tuple[str, str]:
    """The input's name in two parts: its ending stays where it fits the kind, and the new one is put behind it else."""
    kind = FileType(cleaned.media_type)
    if file.suffix.lower() in kind.endings:
        return file.stem, file.suffix
    return file.name, kind.ending


def _json(result: Result) -> str:
    outcome = {"refused": result.refused} if result.refused is not None else {"removed": list(result.removed)}
    return json.dumps({"file": str(result.file), "out": str(result.out)} | outcome, ensure_ascii=False)


def _words(result: Result) -> str:
    if result.refused is not None:
        return f"{result.file}: REFUSED. {result.refused}"
    return f"{result.file} → {result.out}\n    taken out: {', '.join(result.removed) or 'nothing was found'}"
