"""A backup as a file, changed in one place, and what a restore says of it."""

import json
import sqlite3
import tarfile
from contextlib import closing
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from reporting.backup import BackupRefused
from reporting.errors import Refused
from tests.backup.reading import backup, members
from tests.house import House
from tests.restore.disaster import destroyed, everything, restored
from tests.worker.reading import nights_around


@pytest.fixture
def an_archive(house: House) -> Path:
    """A backup of a house with two reports, a night old; its stores are gone."""
    nights_around(house, 2)
    made = backup(house)
    destroyed(house)
    return made


def packed(archive: Path, **changed: bytes) -> Path:
    """The same backup with other files in it, and a list that fits them: what somebody makes who may write there."""
    files = {**members(archive), **{name.replace("__", "."): content for name, content in changed.items()}}
    listed = json.loads(files.pop("backup.json"))
    listed["files"] = {name: [len(held), sha256(held).hexdigest()] for name, held in sorted(files.items())}
    whole = (json.dumps(listed, indent=1, sort_keys=True) + "\n").encode()
    with tarfile.open(archive, "w") as tar:
        for name, held in {"backup.json": whole, **dict(sorted(files.items()))}.items():
            member = tarfile.TarInfo(name)
            member.size = len(held)
            tar.addfile(member, BytesIO(held))
    return archive


def changed(archive: Path, store: str, *statements: str) -> Path:
    file = archive.with_name("changed.db")
    file.write_bytes(members(archive)[f"{store}.db"])
    with closing(sqlite3.connect(file, isolation_level=None)) as rows:
        for statement in statements:
            rows.execute(statement)
    content = file.read_bytes()
    file.unlink()
    return packed(archive, **{f"{store}__db": content})


def refused(house: House, archive: Path, match: str, error: type[Refused] = BackupRefused, **more: object) -> None:
    """Nothing has changed by it."""
    before = everything(house.folder)
    with pytest.raises(error, match=match) as told:
        restored(house, archive, **more)
    assert "\n" not in str(told.value)
    assert everything(house.folder) == before
