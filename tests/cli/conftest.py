"""One table for each test of a command."""

from pathlib import Path

import pytest

from tests.cli.table import Table


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return Table(tmp_path)
