"""A served house and a browser for the tests in this folder; without chromium they are left out, loudly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import chromium, executable
from tests.house import House, build
from tests.ports import free_port
from tests.served import served


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if executable() is None:
                item.add_marker(pytest.mark.skip(reason="LEFT OUT: needs Debian's chromium"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def served_house(tmp_path: Path) -> Iterator[House]:
    """A house whose form and desk are served as in earnest, each by a process of its own."""
    form, desk = free_port(), free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
    with served(house, port=form, workers=1), served(house, "desk", port=desk, workers=1):
        yield house
