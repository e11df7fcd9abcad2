"""What says that a reader entered it, and was not signed by that reader, is shown as forged."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from reporting.intake.parts import canonical
from tests.answers import SAID
from tests.browser.mallory import Mallory, hers
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.desk.entering import Entering, sealed_report
from tests.house import House

Forge = Callable[[Entering, dict[str, Any]], dict[str, Any]]
FORGERIES: dict[str, Forge] = {
    "signed by Ben": lambda page, plain: page.said(plain, signed_by="ben"),
    "another way since": lambda page, plain: page.said(plain) | {"came": "organiser"},
    "other words since": lambda page, plain: page.said(plain) | {"answers": {"what_happened": "Karl did nothing."}},
    "of another report": lambda page, plain: (
        page.said(plain | {"report_id": "cd" * 16}) | {"report_id": page.report_id}
    ),
    "without signature": lambda page, plain: {
        name: value for name, value in page.said(plain).items() if name != "signature"
    },
    "no more than a way": lambda _page, plain: plain | {"came": "staff"},
    "by an auditor": lambda page, plain: page.said(plain, author=page.house.person("olu").fingerprint, signed_by="olu"),
    "by nobody": lambda page, plain: page.said(plain, author="0" * 52),
    "no way of ours": lambda page, plain: page.said(plain, came="pigeon"),
    "reached us later": lambda page, plain: page.said(plain, reached="2026-11-24"),
    "no way at all": lambda page, plain: page.said(plain, came=None),
}


def test_an_entering_that_ada_did_not_sign_is_forged(home: House, ben: AtTheDesk, subtests: pytest.Subtests) -> None:
    reports = {name: put(home, forge) for name, forge in FORGERIES.items()}
    ben.comes()
    for name, report_id in reports.items():
        with subtests.test(name):
            ben.goes_home()
            main = ben.opens(case_of(home, report_id))
            expect(main.locator(".warning")).to_contain_text("Forged. This report says that one of you entered it.")
            expect(main).not_to_contain_text("Entered by")
            expect(main).not_to_contain_text("In the browser of who entered it")


def test_what_ada_did_sign_is_not_forged(home: House, ben: AtTheDesk) -> None:
    report_id = put(home, lambda page, plain: page.said(plain))
    main = ben.comes().opens(case_of(home, report_id))
    expect(main).to_contain_text("Entered by Ada Lindqvist on 23 November 2026; it came by mail")
    expect(main.locator(".warning")).to_have_count(0)


def put(home: House, forge: Forge) -> str:
    """This report lies in the place of one that came by the form; its id."""
    page = Entering(home, report_id=deposit(home, {"what_happened": "He followed her."}))
    plain = home.open_as("ben", "report", page.report_id)
    Mallory(home).puts("report", page.report_id, sealed_report(home, forge(page, plain), "ada", "ben"))
    return page.report_id


def test_a_key_that_is_not_the_readers_signs_nothing_that_counts(home: House, ben: AtTheDesk) -> None:
    def by_mallory(page: Entering, plain: dict[str, Any]) -> dict[str, Any]:
        said = page.said(plain)
        del said["signature"]
        return said | {"signature": b64encode(hers("mallory").sign(SAID + canonical(said))).decode()}

    report_id = put(home, by_mallory)
    main = ben.comes().opens(case_of(home, report_id))
    expect(main.locator(".warning")).to_contain_text("It is not signed by Ada Lindqvist.")
