"""Rosa's report and Nils's, Mallory who runs the machine, and what Ada sees."""

import pytest
from playwright.sync_api import Locator

from tests.browser.mallory import Mallory
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.house import House

ROSAS = {"what_happened": "He followed me to the station.", "risk": "danger", "where": "live-event", "when": "days"}
NILS = {"what_happened": "They sell things in the forum.", "risk": "no", "where": "forum", "when": "month"}


@pytest.fixture
def report_of_rosa(home: House) -> str:
    return deposit(home, ROSAS, contact="Rosa, 0700 555 0142")


@pytest.fixture
def report_of_nils(home: House) -> str:
    return deposit(home, NILS, contact="Nils, 0700 555 0199")


@pytest.fixture
def mallory_at_home(home: House) -> Mallory:
    return Mallory(home)


def opened(home: House, ada: AtTheDesk, report_id: str) -> Locator:
    """Ada comes and opens this report."""
    return ada.comes().opens(case_of(home, report_id))


def warnings(main: Locator) -> list[str]:
    return main.locator(".warning").all_inner_texts()
