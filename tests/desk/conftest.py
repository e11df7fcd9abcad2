"""The desk with the cast at its door."""

import logging
from collections.abc import Callable, Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from flask import Flask, template_rendered

from tests.desk.coming import Comes, case_of
from tests.house import House, Reader
from tests.review.deposits import MARK, deposit


@pytest.fixture
def app(house: House) -> Flask:
    return house.desk()


@pytest.fixture
def comes(app: Flask) -> Callable[[str], Reader]:
    """Somebody comes in with a browser of their own, and signs in."""

    def come(handle: str) -> Reader:
        reader = Reader(app.test_client(), handle)
        assert reader.sign_in().status_code == 200
        return reader

    return come


@pytest.fixture
def said(app: Flask) -> Callable[[], str]:
    """All that the desk has written to its log, by the handler that writes it for an operator."""
    written = StringIO()
    own = next(handler for handler in app.logger.handlers if type(handler) is logging.StreamHandler)
    own.setStream(written)
    return written.getvalue


@pytest.fixture
def pages(app: Flask) -> Iterator[list[dict[str, Any]]]:
    """What templates were handed, newest last."""
    handed: list[dict[str, Any]] = []

    def note(_app: Flask, context: dict[str, Any], **_rest: object) -> None:
        handed.append(context)

    template_rendered.connect(note, app)
    yield handed
    template_rendered.disconnect(note, app)


@pytest.fixture
def case_id(house: House, comes: Comes) -> str:
    deposit(house, "ada", "ben", on=date(2026, 11, 20), files={"file-1": MARK * 3})
    comes("ada").get("/inbox")
    return case_of(house, "ada")
