"""Boxes of which all are closed at the end of a test."""

from collections.abc import Iterator

import pytest

from reporting.cleaning import Box
from tests.cleaning.boxes import Boxes


@pytest.fixture
def box_for() -> Iterator[Boxes]:
    opened: list[Box] = []

    def make(cleaner: str, **options: object) -> Box:
        opened.append(Box(cleaner=f"tests.cleaning.hostile:{cleaner}", **options))  # type: ignore[arg-type]
        return opened[-1]

    yield make
    for box in opened:
        box.close()
