"""What whoever runs the machine does: back up, lose a disk, put back; and once, put an older store back unsaid."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reporting.accesslog.signing import UndeclaredRollback
from tests.notifications.server import address_of
from tests.restore.disaster import destroyed
from tests.year.told import Told
from tests.year.town import Town
from tests.year.writing import comes_back

DESK = "instance/desk/desk.db"


def backs_up(town: Town) -> Path:
    folder = town.house.folder / "backups"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{town.today}.tar"
    town.ran("backup", file)
    return file


def stops(town: Town) -> None:
    town.mail.close()


def loses_the_disk_and_puts_the_backup_back(town: Town, archive: Path, *lost: Told) -> None:
    """With the auditor's checkpoint, so that what is lost can be told; who wrote since finds nothing."""
    stops(town)
    destroyed(town.house)
    said = town.ran("restore", archive, "--checkpoint", town.olu.kept)
    assert "is lost" in said and "declared in the access log" in said
    town.start()
    for told in lost:
        assert comes_back(town, told).status_code == 404
        told.lost, told.rests_from = True, town.today


def hears_why_and_follows_from_a_new_file(town: Town) -> None:
    """Olu is refused, reads of the declaration, asks, and begins anew beside what was kept."""
    town.out = f"log-{town.today}"
    town.ran("log", "export", town.exported)
    town.refusals.append(said := town.olu.refused(town.exported))
    assert "declares that a backup was put back" in said and "with another file" in said
    before = town.olu.kept.rename(town.olu.folder / "kept-before")
    (restored,) = [note for day, note in reversed(town.kept) if day < town.today and note != before.read_bytes()][:1]
    town.olu.kept.write_bytes(restored)  # the newest that is in the log as it is now: all of it is checked from there


def copies_the_desks_store(town: Town) -> Path:
    """As somebody does who thinks that they may need it."""
    aside = town.house.folder / "copy-of-desk.db"
    with closing(sqlite3.connect(town.house.folder / DESK)) as store, closing(sqlite3.connect(aside)) as copy:
        store.backup(copy)
    return aside


def puts_the_copy_back_and_says_nothing(town: Town, copy: Path) -> None:
    stops(town)
    for file in (town.house.folder / "instance/desk").glob("desk.db*"):
        file.unlink()
    shutil.copy(copy, town.house.folder / DESK).chmod(0o600)
    town.start()
    with pytest.raises(UndeclaredRollback, match="restore"):
        town.mail.round()
    refused = town.runs("log", "export", town.house.folder / "rolled-back")
    assert refused.exit_code == 1 and "reporting log restored" in refused.stderr


def hides_it_from_the_worker_and_is_found_out_by_olu(town: Town) -> None:
    """Without the worker's own last checkpoint the log is signed on; only who kept one elsewhere can tell."""
    town.house.signing().kept.unlink()
    rolled_back = town.house.folder / "rolled-back"
    shutil.rmtree(rolled_back, ignore_errors=True)
    town.ran("log", "export", rolled_back)
    town.refusals.append(said := town.olu.refused(rolled_back))
    assert "Nothing was cosigned" in said and "No entry declares that a backup was put back" in said


def puts_the_desk_back_as_it_is_to_be_done(town: Town, archive: Path) -> None:
    stops(town)
    destroyed(town.house, "desk")
    said = town.ran("restore", archive, "--desk-only", "--checkpoint", town.olu.kept)
    assert "declared in the access log" in said
    town.start()


def gives_mail_to(town: Town, joins: str, leaves: str) -> None:
    """The address of who comes in the place of who goes; the worker starts anew with it."""
    town.rewrites_settings(f'{leaves} = "{address_of(leaves)}"', f'{joins} = "{address_of(joins)}"')
    town.mail.restarted()
