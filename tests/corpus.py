"""`make corpus`: a set of real files through `reporting clean`, and what an independent checker finds in what came out.

The checker and the files lie beside the project, not in it: `../shared/tools/check_clean.py`, `../shared/corpus`. What
the checker says of each class of files goes into docs/cleaning.md. It ends with 1 when anything was left behind.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
CORPUS, CHECKER = SHARED / "corpus", SHARED / "tools" / "check_clean.py"
PACKAGES = ROOT / ".venv" / "corpus"
"""What the checker needs beside our own packages (requirements-corpus.txt); `make corpus` puts it there."""
PAGE = ROOT / "docs" / "cleaning.md"
BEGIN, END = "<!-- made by `make corpus` -->\n", "<!-- end -->\n"
WHY = ("bad", "struct", "hits", "how", "reason")
NO_FILES = {".tsv", ".txt"}
CLASSES: Mapping[str, frozenset[str]] = {
    "pictures": frozenset({"jpg", "jpeg", "png", "gif", "webp", "tiff", "bmp", "heic", "heif", "avif"}),
    "PDF": frozenset({"pdf"}),
    "OOXML": frozenset({"docx", "docm", "xlsx", "xlsm", "pptx", "pptm"}),
    "ODF": frozenset({"odt", "ods", "odp"}),
    "sound": frozenset({"mp3", "m4a", "wav", "ogg", "flac"}),
    "film": frozenset({"mp4", "mov", "webm"}),
    "text": frozenset({"txt"}),
}
NOT_TAKEN = "kinds that are not taken"
HEAD = """\
| class | files | clean, and looks the same | left behind | refused | looks other |
|---|---|---|---|---|---|
"""
OTHERS = (
    "| *all, by a prototype that came before* | 182 | 165 | 1 | 16 | 0 |\n"
    "| *all, by mat2 0.15* | 182 | 120 | 22 | 40 refused or broken | |\n"
)
"""Measured once with the same checker on the same files; neither is part of this project."""


@dataclass(frozen=True)
class Missing(Exception):
    """Something that the checker needs is not here."""

    what: str


def needed() -> None:
    """Raises Missing."""
    if not (CORPUS.is_dir() and CHECKER.is_file()):
        raise Missing(f"{CORPUS} and {CHECKER} are not there")
    if not PACKAGES.is_dir() and find_spec("skimage") is None:
        raise Missing("what the checker needs is not installed: `make corpus` does it")
    for command, package in (("exiftool", "libimage-exiftool-perl"), ("crc32", "libarchive-zip-perl")):
        if shutil.which(command) is None:
            raise Missing(f"{package} is not installed, without which the checker is blind")


def verdicts(files: Sequence[Path], out: Path) -> list[dict[str, object]]:
    """Clean the files into `out`, and what the checker says of each."""
    before, told = out / "before", out / "told.json"
    before.mkdir()
    for file in files:
        (before / file.name).symlink_to(file)
    given = sorted(before.iterdir())
    cleaning = [sys.executable, "-m", "reporting", "clean", *map(str, given), "--out", str(out / "after")]
    ended = subprocess.run(cleaning, cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    if ended.returncode not in (0, 1):
        ended.check_returncode()
    checking = [sys.executable, str(CHECKER), "--dirs", str(before), str(out / "after"), "--json", str(told)]
    path = os.pathsep.join(filter(None, [str(PACKAGES), os.environ.get("PYTHONPATH", "")]))
    subprocess.run(checking, env=os.environ | {"PYTHONPATH": path}, stdout=subprocess.DEVNULL, check=False)
    found: list[dict[str, object]] = json.loads(told.read_text(encoding="utf-8"))
    return found


def class_of(ending: str) -> str:
    return next((name for name, endings in CLASSES.items() if ending in endings), NOT_TAKEN)


def table(found: Iterable[Mapping[str, object]]) -> str:
    """A row for each class, and the ones of others."""
    counted: dict[str, Counter[str]] = {name: Counter() for name in (*CLASSES, NOT_TAKEN)}
    for one in found:
        counted[class_of(str(one["type"]))][str(one["verdict"])] += 1
    rows = [_row(name, verdict) for name, verdict in counted.items() if verdict]
    return "".join([HEAD, *rows, _row("**all**", sum(counted.values(), Counter())), OTHERS])


def _row(name: str, verdict: Counter[str]) -> str:
    refused = verdict["REFUSED"] + verdict["NOOUT"]
    other = verdict.total() - verdict["PASS"] - verdict["LEAK"] - refused
    return f"| {name} | {verdict.total()} | {verdict['PASS']} | {verdict['LEAK']} | {refused} | {other} |\n"


def write(lines: str) -> None:
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + lines + END + rest.partition(END)[2], encoding="utf-8")


def main() -> int:
    try:
        needed()
    except Missing as missing:
        print(f"LEFT OUT: {missing.what}")
        return 0
    files = [file for file in sorted(CORPUS.iterdir()) if file.suffix not in NO_FILES]
    with tempfile.TemporaryDirectory() as folder:
        found = verdicts(files, Path(folder))
    write(table(found))
    print(table(found))
    for one in found:
        if one["verdict"] not in ("PASS", "REFUSED"):
            print(one["file"], one["verdict"], {name: one.get(name) for name in WHY})
    return int(any(one["verdict"] == "LEAK" for one in found))


if __name__ == "__main__":
    sys.exit(main())
