"""Promise 11 with JavaScript: lost answers, other words, the way over the server half way, and still one report."""

from playwright.sync_api import Page, expect

from tests.browser import rosa
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of
from tests.browser.sealing import BROKEN, kept, losing, sealing_form, told
from tests.browser.windows import Windows
from tests.house import House

mine = sealing_form

WORDS = 'He waited for me.\nÜber 漢字 "quoted" \\ \t\u2028 🌊'


def test_an_answer_that_was_lost_is_asked_for_again_and_it_is_one_report(mine: Page, home: House) -> None:
    rosa.fill(mine, rosa.EVERYTHING)
    mine.route("**/sealed", losing, times=1)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    kept(mine)
    assert len(home.report_ids()) == 1
    before = home.sealed("report")
    rosa.press(mine)
    rosa.words(mine)
    assert len(home.report_ids()) == 1
    assert home.sealed("report") == before


def test_other_words_after_a_lost_answer_become_a_message(mine: Page, windows: Windows, home: House) -> None:
    rosa.fill(mine, {"what_happened": "He waited for me."})
    mine.route("**/sealed", losing, times=1)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    rosa.fill(mine, {"what_happened": WORDS, "contact": "0700 555 0142", "tell_today": "yes"})
    rosa.press(mine)
    told(mine, "You have sent a report from this page before")
    expect(mine.locator(".again")).to_contain_text("the way to reach you stays the one of your first report")
    expect(mine.locator(".again")).to_contain_text("no mail tells the readers today")
    assert not faults(mine)
    assert mine.input_value("#what_happened") == WORDS
    mine.route("**/sealed", losing, times=1)
    mine.get_by_role("button", name="Add this to the first report").click()
    told(mine, "We could not reach our server")
    rosa.press(mine)
    told(mine, "You have sent a report from this page before")
    mine.get_by_role("button", name="Add this to the first report").click()
    rosa.words(mine)
    expect(mine.locator("h1")).to_have_text("Thank you. It is added to your first report.")
    assert len(home.report_ids()) == 1

    ada = AtTheDesk(windows.desk()).comes()
    main = ada.opens(case_of(home, home.report_ids()[0]))
    expect(main.locator(".thread li")).to_have_count(1)
    expect(main.locator(".thread li")).to_contain_text("He waited for me.")
    assert "0700 555 0142" not in ada.page.content(), "what was told of a contact is opened by an act of its own"
    expect(main.locator(".warning")).to_have_count(0)


def test_or_a_report_of_their_own(mine: Page, home: House) -> None:
    rosa.fill(mine, {"what_happened": "He waited for me."})
    mine.route("**/sealed", losing, times=1)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    mine.fill("#what_happened", "Something else.")
    rosa.press(mine)
    told(mine, "You have sent a report from this page before")
    expect(mine.locator(".again")).not_to_contain_text("the way to reach you")
    expect(mine.locator(".again")).not_to_contain_text("no mail tells")
    mine.get_by_role("button", name="Send it as a new report").click()
    rosa.words(mine)
    said = {home.open_as("ada", "report", one)["answers"]["what_happened"] for one in home.report_ids()}
    assert said == {"He waited for me.", "Something else."}


def test_the_way_over_the_server_knows_what_the_browser_had_sent_already(mine: Page, home: House) -> None:
    """Python and JavaScript agree on receipt and words to the byte: it is one report, and its own confirmation."""
    rosa.fill(mine, rosa.EVERYTHING | {"what_happened": WORDS, "who": "a\u0001b\r\nc\x7f"})
    mine.route("**/sealed", losing, times=1)
    rosa.press(mine)
    told(mine, "We could not reach our server")
    mine.evaluate(f"() => {{ {BROKEN['no HMAC']} }}")
    rosa.press(mine)
    told(mine, "Your browser could not seal this")
    mine.get_by_role("button", name="Let our server seal it").click()
    rosa.words(mine)
    expect(mine.locator("h1")).to_have_text("Thank you. It is sealed and stored.")
    assert len(home.report_ids()) == 1
    assert home.open_as("ada", "report")["sealed_by"] == "browser"
