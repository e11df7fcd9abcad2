"""Readers at the desk; a house served as in earnest; a browser that has known the desk for two days."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.people import AtTheDesk
from tests.browser.remembering import a_day, kept, known
from tests.browser.windows import Windows
from tests.browser.wire import Wire, recorded
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


@pytest.fixture
def remembers(home: House, ada: AtTheDesk) -> dict[str, str]:
    """Two days have gone by, and Ada's browser knows the checkpoint of the second."""
    a_day(home)
    a_day(home)
    ada.comes()
    known(ada.page, "128 entries")
    return kept(ada.page)


@pytest.fixture
def watched(browser: Browser, tmp_path: Path) -> Iterator[tuple[House, Windows, Wire]]:
    """A house whose form stands behind a wire that sees every byte."""
    house = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    with recorded(house, port=free_port()) as wire:
        windows = Windows(browser, house)
        yield house, windows, wire
        windows.close()
