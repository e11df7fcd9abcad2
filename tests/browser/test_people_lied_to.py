"""Whoever proposes or signs a change of people is lied to by the draft, by the page or by a file: nothing is signed."""

import re

import pytest
from playwright.sync_api import Route, expect

from reporting.roster import Role
from reporting.roster.changes import Proposal
from reporting.roster.folder import read_keys
from reporting.roster.people import in_fours
from tests.browser.changing_people import (
    CLEO,
    ada_who_came,
    ben_who_came,
    forged,
    goes_to_people,
    payload,
    picks,
    presses,
    proposes,
    sent,
    signs,
    waits,
)
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.house import House, key_of, locked, newcomer

ada = ada_who_came
ben = ben_who_came

MALLORY = newcomer("mallory", "Mallory Vane", Role.REVIEWER)


@pytest.mark.parametrize(
    "how",
    ["it follows another roster", "a number left out", "changed after Ben signed", "a first roster of its own"],
)
def test_a_forged_draft_is_refused_in_the_browser(how: str, windows: Windows, home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    (home.keys / "roster.proposed").write_bytes(forged(home, how))
    page.get_by_role("link", name="My entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My entries")
    goes_to_people(ada)
    expect(page.locator('[data-part="change"]')).to_contain_text("This change is not what it should be")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    assert not [url for url in sent(windows) if url.endswith("/sign")]


def test_what_the_browser_says_is_what_the_draft_says(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    """The operator puts Mallory where Ada proposed Cleo. Nothing is wrong with the file: Ben reads what it would do."""
    proposes(goes_to_people(ada), CLEO)
    keys = read_keys(home.keys)
    assert keys.listing
    other = Proposal.following(keys.listing, keys.notes[-1], home.clock.today())
    other = other.without("ada", home.clock.today()).seating(MALLORY.seat, home.clock.today())
    (home.keys / "cleo.pub").unlink()
    (home.keys / "mallory.pub").write_bytes(MALLORY.public_file())
    (home.keys / "roster.proposed").write_bytes(bytes(other.note))
    change = goes_to_people(ben).locator('[data-part="change"]')
    expect(change).to_contain_text("adds Mallory Vane as reviewer")
    expect(change).to_contain_text("retires Ada Lindqvist")
    expect(change).to_contain_text(in_fours(MALLORY.fingerprint))
    expect(change).not_to_contain_text("Cleo")


def test_a_draft_that_changes_while_one_reads_it_is_not_signed(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    proposes(goes_to_people(ada), CLEO)
    page = goes_to_people(ben)
    waits(page)
    proposes(ada.page, newcomer("kim", "Kim Ode", Role.AUDITOR))
    signs(page)
    expect(page.locator('[data-part="change-say"]')).to_contain_text("has changed meanwhile; nothing was signed")
    assert home.roster.serial == 1
    draft = read_keys(home.keys).proposal
    assert draft and not draft.signers


def test_a_page_that_lies_about_the_roster_in_force_is_not_signed(
    home: House, ada: AtTheDesk, windows: Windows
) -> None:
    proposes(goes_to_people(ada), CLEO)
    page = ada.page

    def lies(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'data-in-force="\w+"', f'data-in-force="{"0" * 64}"', answer.text())
        route.fulfill(response=answer, body=body)

    page.route("**/people", lies)
    page.get_by_role("link", name="My entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My entries")
    goes_to_people(ada)
    expect(page.locator('[data-part="change"]')).to_contain_text("another roster than the one that the desk proves")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    assert not [url for url in sent(windows) if url.endswith("/sign")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (locked("ben"), "This is a private key file. It was not sent anywhere."),
        (key_of("ben").identity.secret_text().encode(), "This is a private key file. It was not sent anywhere."),
        (b"\xff\xd8\xff\xe0" + bytes(900), "This is no public file"),
        (CLEO.public_file().replace(b"Cleo", b"Cl\xe2\x80\xaeeo"), "This is no public file"),
        (CLEO.public_file()[:-40], "This is no public file"),
        (bytes(9000), "far too large"),
        (b"", "This is no public file"),
    ],
)
def test_what_is_no_public_file_never_leaves_the_browser(
    content: bytes, said: str, windows: Windows, ada: AtTheDesk
) -> None:
    page = goes_to_people(ada)
    picks(page, {"name": "cleo.pub", "mimeType": "", "buffer": content})
    expect(page.locator('[data-part="propose-say"]')).to_contain_text(said)
    presses(page, "add")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text(said)
    assert not sent(windows)


def test_what_the_desk_refuses_is_told_beside_the_form(ada: AtTheDesk, home: House) -> None:
    page = goes_to_people(ada)
    picks(page, payload(newcomer("ada", "Mallory Vane", Role.REVIEWER, key="mallory")))
    presses(page, "add")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text("that of Ada Lindqvist")
    presses(page, "retire")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text("Choose who leaves")
    assert read_keys(home.keys).proposal is None
