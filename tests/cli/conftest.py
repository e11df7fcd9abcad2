"""One table for each test of a command, and an auditor's machine for those that check a log."""

from pathlib import Path

import pytest

from tests.accesslog.exported import exported
from tests.cli.olu import Olu, entries, written
from tests.cli.table import Table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)


@pytest.fixture
def olu(tmp_path: Path) -> Olu:
    return Olu.at(tmp_path / "olu")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """An exported log of 300 entries."""
    return written(exported(entries(300)), tmp_path / "log")
