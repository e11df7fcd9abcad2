"""What says that a reader entered it, and was not signed by that reader, is shown as forged."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from reporting.intake.parts import canonical
from tests.answers import SAID
from tests.browser.mallory import Mallory, hers
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.desk.entering import Entering, sealed_report
from tests.house import House

FORGERIES: list[Callable[[Entering, dict[str, Any]], dict[str, Any]]] = [
    lambda page, plain: page.said(plain, signed_by="ben"),
    lambda page, plain: page.said(plain) | {"came": "organiser"},
    lambda page, plain: page.said(plain) | {"answers": {"what_happened": "Karl did nothing."}},
    lambda page, plain: page.said(plain | {"report_id": "cd" * 16}) | {"report_id": page.report_id},
    lambda page, plain: {name: value for name, value in page.said(plain).items() if name != "signature"},
    lambda _page, plain: plain | {"came": "staff"},
    lambda page, plain: page.said(plain, author=page.house.person("olu").fingerprint, signed_by="olu"),
    lambda page, plain: page.said(plain, author="0" * 52),
    lambda page, plain: page.said(plain, came="pigeon"),
    lambda page, plain: page.said(plain, reached="2026-11-24"),
    lambda page, plain: page.said(plain, came=None),
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_an_entering_that_ada_did_not_sign_is_forged(
    home: House, ben: AtTheDesk, forge: Callable[[Entering, dict[str, Any]], dict[str, Any]]
) -> None:
    main = put(home, ben, forge)
    warning = main.locator(".warning")
    expect(warning).to_contain_text("Forged. This report says that one of you entered it.")
    expect(main).not_to_contain_text("Entered by")
    expect(main).not_to_contain_text("In the browser of who entered it")


def test_what_ada_did_sign_is_not_forged(home: House, ben: AtTheDesk) -> None:
    main = put(home, ben, lambda page, plain: page.said(plain))
    expect(main).to_contain_text("Entered by Ada Lindqvist on 23 November 2026; it came by mail")
    expect(main.locator(".warning")).to_have_count(0)


def put(home: House, ben: AtTheDesk, forge: Callable[[Entering, dict[str, Any]], dict[str, Any]]) -> Locator:
    """This report is put in the place of one that came by the form, and Ben opens it."""
    page = Entering(home, report_id=deposit(home, {"what_happened": "He followed her."}))
    plain = home.open_as("ben", "report")
    Mallory(home).puts("report", page.report_id, sealed_report(home, forge(page, plain), "ada", "ben"))
    ben.comes()
    return ben.opens(case_of(home, page.report_id))


def test_a_key_that_is_not_the_readers_signs_nothing_that_counts(home: House, ben: AtTheDesk) -> None:
    def by_mallory(page: Entering, plain: dict[str, Any]) -> dict[str, Any]:
        said = page.said(plain)
        del said["signature"]
        return said | {"signature": b64encode(hers("mallory").sign(SAID + canonical(said))).decode()}

    expect(put(home, ben, by_mallory).locator(".warning")).to_contain_text("It is not signed by Ada Lindqvist.")
