"""What lies on Rosa's disk, and how she chooses it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cleaning.made import secretive

SLOW = 60_000
"""Milliseconds: the first file waits until the box stands."""


@pytest.fixture
def rosas_disk(tmp_path: Path) -> list[Path]:
    """What lies on Rosa's disk, under names that say who she is."""
    files = {
        "Rosa 2041.jpg": secretive("JPEG"),
        "chat of Rosa.zip": b"PK\x05\x06" + bytes(18),
        "letter.txt": b"Dear Ada\n",
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    return [tmp_path / name for name in files]


def choose(page: Page, disk: list[Path]) -> None:
    unfolded = page.locator("details[open] #files")
    if not unfolded.count():
        page.locator("summary", has_text="Screenshots, photos, documents").click()
    page.locator("#files").set_input_files(disk)
