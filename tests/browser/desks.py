"""A report at the desk, and how a reader gets to it."""

import pytest

from tests.browser.people import deposit
from tests.house import House


@pytest.fixture
def a_report(home: House) -> str:
    told = {"what_happened": "He followed me to the station.", "risk": "danger", "where": "live-event", "when": "days"}
    return deposit(home, told, contact="0700 555 0142")
