"""The log's store, on both engines."""

from pathlib import Path

import pytest

from reporting import migrations
from tests.postgres import both_engines

engine = both_engines


@pytest.fixture
def address(tmp_path: Path, database: str | None) -> str:
    """Where an empty desk's store lies."""
    if database:
        return database
    made = f"sqlite:///{tmp_path}/desk/desk.db"
    migrations.upgrade(made, "desk")
    return made
