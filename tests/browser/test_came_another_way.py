"""Somebody told Ada at an event. She enters it; Ben reads who did; whoever told it comes back with twelve words."""

import re
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from reporting.intake.parts import canonical
from reporting.sealing import NotARecipient
from tests.answers import SAID
from tests.browser.at_home import listening
from tests.browser.entering import CONTACT, TOLD, enters, fills_in, walks_there
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.browser.wire import recorded
from tests.browser.working import part, says
from tests.cleaning.made import secretive
from tests.house import House, build, key_of
from tests.ports import free_port
from tests.review.deposits import cases_of, rooms


def reports_in(home: House) -> str:
    (report_id,) = home.report_ids()
    return report_id


def test_ben_reads_who_entered_it_and_who_told_it_reads_his_answer(
    home: House, windows: Windows, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ada.comes()
    walks_there(ada)
    sound(ada.page)
    fills_in(ada.page)
    words = enters(ada.page)
    sound(ada.page)
    ben.comes()
    expect(ben.row).to_contain_text("At a live event, time not said")
    main = ben.opens(case_of(home, reports_in(home)))
    expect(main.locator(".note").first).to_have_text(
        "Entered by Ada Lindqvist on 23 November 2026; it came through staff at an event, and reached us on "
        "21 November 2026."
    )
    for told in (TOLD, "Karl, from the back row", "You may act", "Do not tell him that she spoke.", "Harassment"):
        expect(main).to_contain_text(told)
    expect(main).to_contain_text("In the browser of who entered it: our server never saw the words")
    expect(main.locator(".warning")).to_have_count(0)
    part(ben.page, "open-contact").click()
    expect(part(ben.page, "contact")).to_contain_text(CONTACT)
    sound(ben.page)
    says(ben.page, "reply", "Was it the small hall?")
    expect(part(ben.page, "messages").locator("li")).to_have_count(1)

    form = windows.form()
    form.goto("/receipt")
    form.fill("#words", words)
    form.get_by_role("button", name="Show me where it stands").click()
    expect(form.locator(".letters li")).to_contain_text("Was it the small hall?")
    form.fill("#text", "Yes, the small one.")
    form.get_by_role("button", name="Seal and send").click()
    expect(form.get_by_role("heading", name="It is sealed and sent")).to_be_visible()


def test_files_that_came_with_it_are_cleaned_on_the_forms_page_to_which_the_words_lead(
    home: House, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ada.comes()
    walks_there(ada)
    expect(ada.page.locator("main")).to_contain_text("Files come second.")
    fills_in(ada.page)
    words = enters(ada.page)
    with ada.page.context.expect_page() as opening:
        ada.page.get_by_role("link", name="Open the page for coming back").click()
    form = opening.value
    form.wait_for_load_state()
    assert not set(words.split()) & set(re.split(r"\W+", form.url)) and form.evaluate("document.referrer") == ""
    form.set_default_timeout(60_000)  # the first file waits until the box stands
    form.fill("#words", words)
    form.get_by_role("button", name="Show me where it stands").click()
    form.fill("#text", "The picture that came with the mail. Added by Ada.")
    form.set_input_files("#files", {"name": "Karl.jpg", "mimeType": "image/jpeg", "buffer": secretive("JPEG")})
    form.get_by_role("button", name="Seal and send").click()
    expect(form.get_by_role("heading", name="It is sealed and sent")).to_be_visible(timeout=60_000)
    expect(form.locator(".again li")).to_contain_text("Sealed as “file-1.jpg”. Taken out: where it was taken")
    assert part(ada.page, "line").text_content() == words, "the words are still there"
    ben.comes()
    ben.opens(case_of(home, reports_in(home)))
    expect(part(ben.page, "messages")).to_contain_text("Added by Ada.")
    ben.page.get_by_role("button", name="Open file-1.jpg", exact=True).click()
    expect(ben.page.locator("#announce")).to_have_text("file-1.jpg is open")


def test_it_is_signed_by_ada_over_all_that_it_holds(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    enters(ada.page)
    said = home.open_as("ben", "report")
    signature = b64decode(said.pop("signature"))
    assert signature == key_of("ada").sign(SAID + canonical(said))
    assert {name: said[name] for name in ("came", "reached", "on", "author", "from", "sealed_by")} == {
        "came": "staff",
        "reached": "2026-11-21",
        "on": "2026-11-23",
        "author": home.person("ada").fingerprint,
        "from": "Ada Lindqvist",
        "sealed_by": "browser",
    }
    assert said["readers"] == [home.person(one).fingerprint for one in ("ada", "ben")]
    assert "contact" not in said["answers"] and home.open_as("ada", "contact")["contact"] == CONTACT


def test_ben_is_left_out_and_finds_nothing(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page, "not-ben")
    enters(ada.page)
    ada.goes_home()
    case_id = case_of(home, reports_in(home))
    ben.comes()
    expect(ben.row).to_have_count(0)
    answer = ben.page.goto(f"/cases/{case_id}")
    assert answer and answer.status == 404
    with pytest.raises(NotARecipient):
        home.open_as("ben", "report")
    assert home.open_as("ines", "report")["answers"]["what_happened"] == TOLD


def test_ada_leaves_herself_out_and_its_readers_learn_that_she_has_seen_it(
    home: House, windows: Windows, ada: AtTheDesk
) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page, "neither")
    enters(ada.page)
    ada.goes_home()
    expect(ada.row).to_have_count(0)
    ines = AtTheDesk(windows.desk(), "ines").comes()
    main = ines.opens(case_of(home, reports_in(home)))
    expect(main.locator(".note").first).to_contain_text("has seen it, and does not read this case.")


@pytest.fixture
def at_a_wire(browser: Browser, tmp_path: Path) -> Iterator[tuple[House, Windows, Any]]:
    """A house whose desk stands behind a wire that sees every byte."""
    form, desk = free_port(), free_port()
    house = build(tmp_path / "house", form=f"http://localhost:{form}", desk=f"http://localhost:{desk}")
    with listening(house.form()), recorded(house, "desk", port=free_port()) as wire:
        windows = Windows(browser, house)
        yield house, windows, wire
        windows.close()


def test_the_server_sees_no_word_of_it(at_a_wire: tuple[House, Windows, Any]) -> None:
    house, windows, wire = at_a_wire
    ada = AtTheDesk(windows.desk()).comes()
    walks_there(ada)
    fills_in(ada.page)
    words = enters(ada.page)
    assert b"POST /cases/new" in wire.sent and house.report_ids()[0].encode() in wire.sent
    hidden = [TOLD, "Bahnhof", CONTACT, "back row", "2026-11-21", "Do not tell him", words, *windows_of(words)]
    for secret in hidden:
        assert secret.encode() not in wire.sent, secret
    assert cases_of(rooms(house), house.person("ben").fingerprint) == []  # nobody's inbox was shown yet
    stored = b"".join(file.read_bytes() for file in (house.folder / "instance").rglob("*") if file.is_file())
    for secret in hidden:
        assert secret.encode() not in stored, secret


def windows_of(words: str) -> list[str]:
    """Three words in a row: one alone may be in any page."""
    listed = words.split()
    return [" ".join(listed[at : at + 3]) for at in range(len(listed) - 2)]
