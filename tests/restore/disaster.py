"""A machine that has lost its stores, and the commands that an operator types then."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from reporting.cli import main
from reporting.restore import Restored, Wanted, restore
from tests.house import House


def destroyed(house: House, *stores: str) -> None:
    """The disk with the stores is gone; keys, settings, secrets and the worker's last checkpoint are on another."""
    for store in stores or ("mailbox", "desk"):
        shutil.rmtree(house.folder / "instance" / store)


def wanted(house: House, archive: Path, **more: object) -> Wanted:
    environ = {"REPORTING_KEYS": str(house.keys)}
    return Wanted(archive, house.folder / "instance", house.keys, environ, **more)  # type: ignore[arg-type]


def restored(house: House, archive: Path, **more: object) -> Restored:
    return restore(wanted(house, archive, **more), house.clock)


def run(house: House, *words: object) -> Result:
    return CliRunner(env=environ(house)).invoke(main, list(map(str, words)))


def environ(house: House) -> Mapping[str, str]:
    return {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}


def everything(folder: Path) -> dict[str, bytes]:
    """What lies in a folder, file by file, but for what SQLite and locks leave beside a store."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix not in (".turn", ".db-shm", ".db-wal")
    }
