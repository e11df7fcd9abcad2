"""Fixtures for every room: a house of its own for each test."""

from pathlib import Path

import pytest

from tests.house import House, build


@pytest.fixture
def house(tmp_path: Path) -> House:
    tmp_path.chmod(0o700)
    return build(tmp_path)
