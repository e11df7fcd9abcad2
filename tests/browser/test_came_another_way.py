"""Somebody told Ada at an event. She enters it; Ben reads who did; whoever told it comes back with twelve words."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from reporting.intake.parts import canonical
from reporting.sealing import NotARecipient
from tests.answers import SAID
from tests.browser.at_home import listening
from tests.browser.mallory import Mallory, hers
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.sealing import losing
from tests.browser.test_working import part, says
from tests.browser.windows import Windows
from tests.browser.wire import recorded
from tests.cleaning.made import secretive
from tests.desk.entering import Entering, sealed_report
from tests.house import House, build, key_of
from tests.ports import free_port
from tests.review.deposits import cases_of, rooms, tags

TOLD = "She said that Karl waited for her at the Bahnhof."
CONTACT = "0700 555 0142"


def walks_there(who: AtTheDesk) -> None:
    who.page.get_by_role("link", name="Enter a concern that came another way").click()
    expect(part(who.page, "enter")).to_be_enabled()


def fills_in(page: Page, readers: str = "both") -> None:
    page.get_by_label("How did it come?").select_option("staff")
    page.get_by_label("When did it reach you?").fill("2026-11-21")
    page.locator(f'[name=readers][value="{readers}"]').check()
    page.get_by_label("What happened?").fill(TOLD)
    page.get_by_label("Is it still going on").select_option("ongoing")
    page.get_by_label("Where did it happen?").select_option("live-event")
    page.get_by_label("Harassment").check()
    page.get_by_label("Who did it?").fill("Karl, from the back row")
    page.get_by_label("What must we not do").fill("Do not tell him that she spoke.")
    page.get_by_label("We may act without hearing").check()
    page.get_by_label("How can we reach who told it?").fill(CONTACT)


def enters(page: Page) -> str:
    """Press, and write the twelve words down."""
    part(page, "enter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    words = part(page, "words").locator("li").all_text_contents()
    assert len(words) == 12 and part(page, "line").text_content() == " ".join(words)
    return " ".join(words)


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


def test_what_is_missing_is_told_and_nothing_is_sent(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    page = ada.page
    part(page, "enter").click()
    said = part(page, "enter-said")
    for words in ("How did it come? Choose one.", "When did it reach you?", "What happened? Write a few words."):
        expect(said).to_contain_text(words)
    expect(said.get_by_role("alert")).to_be_focused()
    sound(page)
    said.get_by_role("link", name="When did it reach you?").click()
    expect(page.get_by_label("When did it reach you?")).to_be_focused()
    fills_in(page)
    page.get_by_label("When did it reach you?").fill("2026-11-24")
    part(page, "enter").click()
    expect(said.locator("li")).to_have_text(["When did it reach you? Choose a day, today at the latest."])
    assert home.report_ids() == [] and "report:enter" not in tags(rooms(home))
    page.get_by_label("When did it reach you?").fill("2026-11-23")
    enters(page)


def test_a_draft_outlives_the_session(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    home.clock.advance(timedelta(days=1))
    part(ada.page, "enter").click()
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("It is sealed and stored")
    assert home.open_as("ben", "report")["answers"]["what_happened"] == TOLD


def presses_and_hears_nothing(ada: AtTheDesk) -> None:
    """It arrived, and the answer did not."""
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    ada.page.route("**/cases/new", losing, times=1)
    part(ada.page, "enter").click()
    expect(part(ada.page, "enter-said")).to_contain_text("could not be reached")


def test_an_answer_that_was_lost_makes_no_second_report(home: House, ada: AtTheDesk) -> None:
    presses_and_hears_nothing(ada)
    words = enters(ada.page)
    assert len(home.report_ids()) == 1 and tags(rooms(home)).count("report:enter") == 1
    assert len(words.split()) == 12


def test_what_was_changed_after_a_lost_answer_is_not_in_it_and_ada_is_told(home: House, ada: AtTheDesk) -> None:
    presses_and_hears_nothing(ada)
    ada.page.get_by_label("How did it come?").select_option("mail")
    enters(ada.page)
    expect(ada.page.get_by_role("alert")).to_contain_text("What you changed since is not in it")
    sound(ada.page)
    assert home.open_as("ben", "report")["came"] == "staff"


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


def test_a_key_that_is_not_the_readers_signs_nothing_that_counts(home: House, ben: AtTheDesk) -> None:
    def by_mallory(page: Entering, plain: dict[str, Any]) -> dict[str, Any]:
        said = page.said(plain)
        del said["signature"]
        return said | {"signature": b64encode(hers("mallory").sign(SAID + canonical(said))).decode()}

    expect(put(home, ben, by_mallory).locator(".warning")).to_contain_text("It is not signed by Ada Lindqvist.")


def test_the_way_past_the_head_of_the_page_costs_no_word(home: House, windows: Windows, ada: AtTheDesk) -> None:
    ada.comes()
    walks_there(ada)
    fills_in(ada.page)
    ada.page.get_by_role("link", name="Go to the page").press("Enter")
    ada.page.wait_for_url("**/cases/new#main")
    enters(ada.page)
    assert home.open_as("ben", "report")["answers"]["what_happened"] == TOLD
    asked = [url for url in windows.requests if url.endswith("/cases/new")]
    assert len(asked) == 2, "the page, and what was handed in"
