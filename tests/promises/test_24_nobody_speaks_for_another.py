"""Promise 24: nobody can speak for another. Mallory runs the machine, with both stores and all of the server's secrets.

What she swaps, drops, mixes or writes is shown in words as forged or missing; none of it is shown as real. As far as
reports go; their files, the roster, replies, notes and decisions have files of their own.
"""

import secrets

import pytest
from playwright.sync_api import Locator, expect

from reporting.mailbox.desk_thread import DeskThread
from tests.browser.mallory import HERS, Mallory, refused
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.house import House
from tests.promises.mallorys import NILS, ROSAS, mallory_at_home, opened, report_of_nils, report_of_rosa, warnings

mallory = mallory_at_home
nils = report_of_nils
rosas = report_of_rosa

NO_TITLE = "Case "


def tries_to_open(home: House, ada: AtTheDesk, report_id: str) -> Locator:
    """Ada comes and presses the button; what is said instead of a report."""
    ada.comes().walks_to(case_of(home, report_id))
    ada.page.get_by_role("button", name="Open the report").click()
    said = ada.page.locator('[data-part="open-report-said"] [role="alert"]')
    expect(said).to_be_visible()
    expect(ada.page.locator(".said")).to_have_count(0)
    return said


def test_as_rosa_wrote_it_nothing_is_warned_of(home: House, rosas: str, ada: AtTheDesk) -> None:
    main = opened(home, ada, rosas)
    expect(main.locator(".said")).to_have_text(ROSAS["what_happened"])
    ada.page.get_by_role("button", name="Open the contact").click()
    expect(main).to_contain_text("Rosa, 0700 555 0142")
    assert warnings(main) == []
    assert refused(home) == []
    assert ada.page.locator("h1").inner_text() == "At a live event, in the last days"


def test_swapped_headlines(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("headline", rosas, nils)
    main = opened(home, ada, nils)
    assert any("The headline" in said and "It is not shown" in said for said in warnings(main))
    assert ada.page.locator("h1").inner_text().startswith(NO_TITLE)
    assert ada.page.locator('main [data-part="risk"]').inner_text() == ""
    assert refused(home) == [1]
    ada.goes_home()
    row = ada.row.filter(has_text=case_of(home, nils))
    expect(row).to_contain_text("its headline does not fit its report")
    assert "danger" not in row.inner_text()


def test_swapped_contacts(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("contact", rosas, nils)
    main = opened(home, ada, rosas)
    with ada.page.expect_response("**/refused"):
        ada.page.get_by_role("button", name="Open the contact").click()
    expect(main.locator('[data-part="open-contact-said"]')).to_contain_text("Forged.")
    assert refused(home) == [1]
    assert "0199" not in ada.page.content()
    assert "0142" not in ada.page.content()


@pytest.mark.parametrize(("part", "name"), [("headline", "The headline"), ("contact", "The way to reach them")])
def test_a_part_that_she_drops(part: str, name: str, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.drops(part, rosas)
    main = opened(home, ada, rosas)
    assert [said for said in warnings(main) if said.startswith(name) and "is missing" in said]
    expect(ada.page.get_by_role("button", name="Open the contact")).to_have_count(0 if part == "contact" else 1)


def test_the_report_itself_dropped(home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.drops("report", rosas)
    with ada.page.expect_response("**/refused"):
        expect(tries_to_open(home, ada, rosas)).to_contain_text("Nothing of it is shown")
    assert refused(home) == [1]


@pytest.mark.parametrize("part", ["headline", "contact"])
def test_a_part_that_she_writes_anew(part: str, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    hers = {"headline": {"risk": "no", "where": "forum", "when": "month", "files": 0}, "contact": {"contact": HERS}}
    mallory.puts(part, rosas, mallory.seals({"v": 1, "part": part, "report_id": rosas, **hers[part]}, 1024))
    main = opened(home, ada, rosas)
    if part == "contact":
        ada.page.get_by_role("button", name="Open the contact").click()
        expect(main.locator('[data-part="open-contact-said"]')).to_contain_text("Forged.")
    else:
        assert any("The headline" in said for said in warnings(main))
    assert HERS not in ada.page.content() and "In the forum" not in main.inner_text()


def test_a_part_that_she_adds(home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.puts("attachment-1", rosas, mallory.seals({"v": 1, "part": "attachment-1", "report_id": rosas}))
    main = opened(home, ada, rosas)
    assert any("attachment-1" in said and "somebody else than its writer" in said for said in warnings(main))


def test_a_report_in_the_place_of_another(home: House, rosas: str, nils: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.swaps("report", rosas, nils)
    expect(tries_to_open(home, ada, rosas)).to_contain_text("It belongs to another report")


def test_a_report_of_her_own_beside_the_parts_of_rosas(
    home: House, rosas: str, mallory: Mallory, ada: AtTheDesk
) -> None:
    guess = mallory.small("headline", rosas, risk="no", where="", when="", files=0)
    contact = mallory.small("contact", rosas, contact="")
    mallory.puts("report", rosas, mallory.report(rosas, HERS, headline=guess, contact=contact))
    main = opened(home, ada, rosas)
    said = warnings(main)
    assert any("The headline" in one for one in said)
    # Which of the two is hers no desk can know; so the text, too, must not pass for Rosa's.
    assert any("this text" in one for one in said), said


@pytest.mark.parametrize("mac", [bytes(32), b"", secrets.token_bytes(32)], ids=["of-zeros", "empty", "random"])
def test_a_message_in_rosas_name(mac: bytes, home: House, rosas: str, mallory: Mallory, ada: AtTheDesk) -> None:
    mallory.writes(rosas, 1, mac=mac)
    main = opened(home, ada, rosas)
    expect(main.locator(".thread li")).to_contain_text("Forged.")
    assert HERS not in ada.page.content()


def test_a_real_message_moved_doubled_or_dropped(home: House, mallory: Mallory, ada: AtTheDesk) -> None:
    entropy = secrets.token_bytes(16)
    send(home, ROSAS, entropy)
    (rosas,) = home.report_ids()
    nils = deposit(home, NILS)
    for told in ("First.", "Second."):
        send(home, {"what_happened": told}, entropy, as_message=True)
    with home.mailbox().read() as session:
        second = DeskThread(session).messages(rosas)[1].sealed
    mallory.moves_message(rosas, 1, to=nils, at=1)
    mallory.puts_message(rosas, 3, second)

    main = opened(home, ada, rosas)
    assert "Second." in main.locator(".thread li.them").inner_text()
    assert "Message 1 of the reporter is missing." in warnings(main)
    assert any("It was moved from another place in the thread" in said for said in warnings(main))
    assert refused(home) == [2]
    ada.goes_home()
    main = ada.opens(case_of(home, nils))
    assert any("It belongs to another report" in said for said in warnings(main))
    assert "First." not in ada.page.content()
