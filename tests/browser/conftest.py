"""A house served as in earnest, for the main job."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import House, build
from tests.ports import free_port
from tests.served import served


@pytest.fixture
def served_house(tmp_path: Path) -> Iterator[House]:
    """Form and desk behind gunicorn, each in processes of its own."""
    form, desk = free_port(), free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
    with served(house, port=form, workers=1), served(house, "desk", port=desk, workers=1):
        yield house
