"""`reporting db upgrade` on a bad day: a store that is lost, in use, on a full disk, or of a newer version."""

import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from reporting import migrations
from reporting.cli import main
from reporting.db import DeskBase, MailboxBase, Store, StoreRefused, StoreUnavailable
from tests.cli.initial import words
from tests.house import House
from tests.migrations.test_every_step import fill, rows_of

REMEDY = "Put a backup back: reporting restore; only where nothing was ever in it: reporting db upgrade --new"


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    return lambda *words: CliRunner().invoke(main, list(words))


def refusal(told: Result) -> str:
    assert told.exit_code == 1, told.output
    assert told.stderr.startswith("reporting: ") and told.stderr.count("\n") == 1
    return told.stderr


def file_of(house: House, store: str) -> Path:
    return house.folder / "instance" / store / f"{store}.db"


def lose(file: Path) -> None:
    for one in file.parent.glob(f"{file.name}*"):
        one.unlink()


def emptied(file: Path) -> None:
    lose(file)
    file.touch(0o600)


def bared(file: Path) -> None:
    """As SQLite leaves a file that was opened, and never filled."""
    lose(file)
    with closing(sqlite3.connect(file)) as rows:
        rows.execute("PRAGMA journal_mode=WAL")
    file.chmod(0o600)


def unmounted(file: Path) -> None:
    """A bare mount point, as root makes it."""
    shutil.rmtree(file.parent)
    file.parent.mkdir()
    file.parent.chmod(0o755)


@pytest.mark.parametrize("loss", [lose, emptied, bared, unmounted, lambda file: shutil.rmtree(file.parent)])
@pytest.mark.parametrize("store", ["mailbox", "desk"])
def test_a_lost_store_is_not_made_anew_and_all_say_the_same(
    house: House, run: Callable[..., Result], store: str, loss: Callable[[Path], Any]
) -> None:
    house.work()
    (house.keys / "roster").unlink()
    house.settings.worker().last_checkpoint.unlink()
    loss(file_of(house, store))
    before = sorted(house.folder.rglob("*"))
    said = refusal(run("db", "upgrade"))
    assert REMEDY in said and f"/{store}" in said
    assert sorted(house.folder.rglob("*")) == before
    assert refusal(run("sign-out" if store == "desk" else "log", *(() if store == "desk" else ("restored",)))) == said
    told = run("db", "upgrade", "--new")
    assert told.exit_code == 0
    assert told.stdout == f"The {store} was not there, and is empty now.\nBoth stores are ready.\n"


@pytest.mark.parametrize("shown_by", ["keys/roster", "instance/worker/last-checkpoint"])
def test_two_lost_stores_are_known_by_what_lies_elsewhere(
    house: House, run: Callable[..., Result], shown_by: str
) -> None:
    house.work()
    for store in ("mailbox", "desk"):
        shutil.rmtree(file_of(house, store).parent)
    for place in {"keys/roster", "instance/worker/last-checkpoint"} - {shown_by}:
        (house.folder / place).unlink()
    assert REMEDY in refusal(run("db", "upgrade"))
    (house.folder / shown_by).unlink()
    assert run("db", "upgrade").exit_code == 0, "nothing shows that there ever was anything"


def test_of_an_instance_that_was_just_made_the_stores_can_be_made_again(tmp_path: Path) -> None:
    place = tmp_path / "instance"
    runner = CliRunner(env={"REPORTING_INSTANCE": str(place), "REPORTING_KEYS": str(tmp_path / "keys")})
    assert runner.invoke(main, words()).exit_code == 0
    for store in ("mailbox", "desk"):
        shutil.rmtree(place / store)
    assert runner.invoke(main, ["db", "upgrade"]).exit_code == 0


def older(house: House, store: migrations.StoreName, step: str) -> Path:
    file = file_of(house, store)
    lose(file)
    migrations.upgrade(f"sqlite:///{file}", store, step)
    return file


def version(file: Path) -> str:
    with closing(sqlite3.connect(file)) as rows:
        (found,) = rows.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(found)


def test_who_still_runs_keeps_a_store_from_being_changed_beneath_them(house: House, run: Callable[..., Result]) -> None:
    file = older(house, "desk", "0013")
    with closing(sqlite3.connect(file)) as running:
        running.execute("SELECT count(*) FROM desk_case").fetchone()
        said = refusal(run("db", "upgrade"))
        assert "desk.db is in use. Stop form, desk and worker, and run this again." in said
        assert version(file) == "0013"
    assert run("db", "upgrade").exit_code == 0


def test_who_comes_back_after_an_upgrade_works_no_more(house: House) -> None:
    """A form that nobody asked anything has no connection open, and so is not seen."""
    store = Store.open(f"sqlite:///{file_of(house, 'mailbox')}", MailboxBase)
    with closing(sqlite3.connect(file_of(house, "mailbox"))) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.commit()
    with pytest.raises(StoreUnavailable), store.write() as session:
        session.execute(text("INSERT INTO spent_token VALUES (x'00', '2026-11-23')"))
    store.close()
    with pytest.raises(StoreRefused, match=r"of a newer version of this program\. Run that version, or put back"):
        Store.open(f"sqlite:///{file_of(house, 'mailbox')}", MailboxBase)


def test_a_full_disk_leaves_the_store_as_it_was(house: House) -> None:
    file = older(house, "desk", "0002")
    with rows_of(f"sqlite:///{file}", "desk") as rows:
        fill(rows, DeskBase)
    environ = {"REPORTING_INSTANCE": str(house.folder / "instance"), "REPORTING_KEYS": str(house.keys)}
    told = subprocess.run(
        [sys.executable, "-m", "reporting", "db", "upgrade"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert told.returncode == 1
    assert told.stderr == (
        "reporting: desk.db cannot be written, and is as it was. Make room on its disk, and run this again.\n"
    )
    assert version(file) == "0002"


KILLED = """
import os, shutil, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tests.cli import killed
from reporting import migrations

folder, store = Path(sys.argv[1]), sys.argv[2]
event.listen(Engine, "before_cursor_execute", lambda *_: killed.at(bool)())


def run(file, lives):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    killed.left = lives
    migrations.upgrade(f"sqlite:///{file}", store)
    os._exit(0)


lives, step = 0, 1
while True:
    file = folder / "killed" / f"{store}.db"
    shutil.rmtree(file.parent, ignore_errors=True)
    shutil.copytree(folder / store, file.parent)
    first = run(file, lives)
    assert run(file, 10_000) == 0, lives
    if first == 0:
        break
    assert first == 9
    lives += 3
print(lives)
"""


@pytest.mark.parametrize("store", ["mailbox", "desk"])
def test_killed_at_any_step_it_is_made_whole_by_the_next(tmp_path: Path, store: migrations.StoreName) -> None:
    url = f"sqlite:///{tmp_path}/{store}/{store}.db"
    migrations.upgrade(url, store, "0003")
    with rows_of(url, store) as rows:
        fill(rows, MailboxBase if store == "mailbox" else DeskBase)
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), store], capture_output=True, text=True, timeout=100, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert int(ran.stdout) > 20
