"""The file in which Olu keeps the last checkpoint: what is none is left as it is, and what is one is never lost."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from reporting.accesslog.cosignatures import cosigned_at
from reporting.signednote import Note
from tests.accesslog.exported import checkpoint_of, exported
from tests.cli.olu import WITNESS, Olu, entries, written
from tests.sealing.test_mutants import mutants


@pytest.mark.parametrize("kind", ["link", "dangling", "ring", "folder", "pipe", "large", "under a file", "nowhere"])
def test_a_kept_file_that_is_none_is_left_as_it_is(olu: Olu, log: Path, kind: str) -> None:
    olu.cosigned(log)
    (true := olu.folder / "true").write_bytes(olu.kept.read_bytes())
    file = olu.folder / "other"
    if kind in ("link", "dangling", "ring"):
        file.symlink_to({"link": true, "dangling": olu.folder / "nothing", "ring": file}[kind])
    elif kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "large":
        file.write_bytes(true.read_bytes() + bytes(2**20))
    else:
        file = (true if kind == "under a file" else olu.folder / "missing") / "kept"
    link = file.is_symlink()
    assert f"Nothing was cosigned: {file} " in olu.refused(log, "--kept", file)
    assert file.is_symlink() == link
    assert (kind == "folder") == file.is_dir() and (kind == "pipe") == file.is_fifo()


def test_what_was_kept_does_not_lie_with_what_is_checked(olu: Olu, log: Path) -> None:
    (olu.folder / "link").symlink_to(log)
    for file in (log / "checkpoint", log / "kept", olu.folder / "link" / "kept"):
        assert "was handed over to you" in olu.refused(log, "--kept", file)


def test_no_mutant_of_what_was_kept_ends_the_command_otherwise(olu: Olu, log: Path) -> None:
    olu.cosigned(log)
    kept, shown = olu.kept.read_bytes(), (log / "checkpoint").read_bytes()
    for mutant in mutants(kept, 100, seed=18):
        olu.kept.write_bytes(mutant)
        told = olu.cosigns(log)
        assert told.exit_code in (0, 1) and isinstance(told.exception, SystemExit | None), told.output
        if told.exit_code == 1:
            assert told.stderr.startswith("reporting: Nothing was cosigned. ") and told.stderr.count("\n") == 1
            assert (olu.kept.read_bytes(), (log / "checkpoint").read_bytes()) == (mutant, shown)
        (log / "checkpoint").write_bytes(shown)


@contextmanager
def as_nobody() -> Iterator[None]:
    """As somebody to whom permissions apply."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that others can reach, too."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_kept_file_that_may_not_be_read_is_left_as_it_is(shared: Path) -> None:
    olu, log = Olu.at(shared / "olu"), written(exported(entries(3)), shared / "log")
    olu.cosigned(log)
    olu.kept.chmod(0)
    with as_nobody():
        told = olu.cosigns(log)
    assert told.exit_code == 1 and f"{olu.kept} cannot be read (Permission denied)" in told.stderr


def test_what_cannot_be_written_beside_the_log_is_kept_all_the_same(shared: Path) -> None:
    olu, log = Olu.at(shared / "olu"), written(exported(entries(3)), shared / "log")
    if os.geteuid() == 0:
        os.chown(olu.folder, 65534, 65534)
    log.chmod(0o555)
    with as_nobody():
        told = olu.cosigns(log)
    log.chmod(0o755)
    assert told.exit_code == 1 and told.stderr.count("\n") == 1
    assert f"hand a copy of {olu.kept} back instead" in told.stderr
    assert cosigned_at(Note.parse(olu.kept.read_bytes()), WITNESS)
    assert (log / "checkpoint").read_bytes() == checkpoint_of(entries(3))
