"""The log's store, on both engines."""

from pathlib import Path

import pytest

from tests.postgres import both_engines
from tests.stores import laid

engine = both_engines


@pytest.fixture
def address(tmp_path: Path, database: str | None) -> str:
    """Where an empty desk's store lies."""
    return database or laid(tmp_path / "desk" / "desk.db", "desk")
