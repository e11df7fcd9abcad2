"""A form in a flood, and what somebody typed who was caught in it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from reporting.abuse.breaker import PLACES
from reporting.abuse.ripening import RipeningTokens
from tests.flood import trip
from tests.house import House, fields_of

MINUTE = timedelta(seconds=61)
TYPED: dict[str, str | list[str]] = {
    "what_happened": "He followed me.\nTwice. <b>“Ünïcödé” 漢</b>",
    "who": "Karl",
    "risk": "danger",
    "kind": ["harassment", "privacy"],
    "contact": "0700 555 0142",
}


@pytest.fixture
def a_form(house: House) -> Flask:
    return house.form()


@pytest.fixture
def a_flooded_form(house: House, form: Flask) -> Flask:
    """Where a flood has just arrived: at the door only, since the first test sends a whole one through it."""
    trip(house, form)
    return form


def kept(page: TestResponse) -> dict[str, list[str]]:
    """The fields of a page that came back; fails when one of the words is not in them."""
    fields = fields_of(page.text)
    for name, typed in TYPED.items():
        assert fields[name] == (typed if isinstance(typed, list) else [typed]), name
    return fields


def patient(house: House) -> Callable[[], dict[str, str]]:
    """Mallory waits as well: tokens that are ripe by now, as many as she likes."""
    tokens = RipeningTokens(house.settings.form().token_key, house.clock)
    house.clock.advance(-MINUTE)
    ripe = [tokens.issue() for _ in range(2 * PLACES)]
    house.clock.advance(MINUTE)
    return lambda: {"ripening": ripe.pop()}
