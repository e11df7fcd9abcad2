"""A backup as a test looks into it: with plain tar and SQLite, and not with the code under test."""

import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from reporting.backup import Sources, make, snapshot
from tests.house import House, Rosa


def backup(house: House, name: str = "one.tar", *, with_secrets: bool = False) -> Path:
    """A new backup in a folder of its own."""
    folder = house.folder / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    make(Sources.of(house.settings.worker()), folder / name, house.clock.today(), with_secrets=with_secrets)
    return folder / name


def members(archive: Path) -> Mapping[str, bytes]:
    """Every file in it, in its order."""
    with tarfile.open(archive) as tar:
        found = {}
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            found[member.name] = content.read()
        return found


@contextmanager
def store(archive: Path, name: str, folder: Path) -> Iterator[sqlite3.Connection]:
    """One of its stores, opened for reading."""
    file = folder / f"{archive.name}.{name}"
    file.write_bytes(members(archive)[name])
    with closing(sqlite3.connect(file)) as rows:
        yield rows
    file.unlink()


def unpaired(archive: Path, folder: Path) -> list[str]:
    """What one store of it says and the other does not bear out: a case without its report, a report without its case,
    a status that nobody is about to tell."""
    with store(archive, "desk.db", folder) as rows:
        cases = dict(rows.execute("SELECT report_id, status FROM desk_case").fetchall())
        told = {report for (report,) in rows.execute("SELECT report_id FROM telling")}
    with store(archive, "mailbox.db", folder) as rows:
        reports = {row[0]: row[1:] for row in rows.execute("SELECT report_id, status, taken FROM deposit")}
    wrong = [f"no report of the case of {report}" for report in cases if report not in reports]
    for report, (status, taken) in reports.items():
        if taken and report not in cases:
            wrong.append(f"no case of {report}")
        if report in cases and cases[report] != status and report not in told:
            wrong.append(f"{report} is {status} here and {cases[report]} there")
    return wrong


def backup_while_somebody_reports(house: House, patch: pytest.MonkeyPatch) -> Path:
    """A backup; before each store of it is copied a report comes and is taken to the desk."""
    copy = snapshot.Moment.copy

    def meanwhile(*given: object, **named: object) -> None:
        Rosa(house.form().test_client()).send(what_happened="And again.")
        house.work()
        copy(*given, **named)  # type: ignore[arg-type]

    patch.setattr(snapshot.Moment, "copy", meanwhile)
    return backup(house)
