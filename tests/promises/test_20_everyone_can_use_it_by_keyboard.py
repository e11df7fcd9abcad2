"""Promise 20 by keyboard alone: every field, every refusal, the desk."""

from playwright.sync_api import expect

from tests.browser import rosa
from tests.browser.keyboard import FOCUS, Keyboard
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.house import House
from tests.promises.told import TOLD


def test_a_whole_report_by_keyboard_alone(windows: Windows, home: House) -> None:
    page = windows.form(java_script=False)
    page.goto("/")
    hands = Keyboard(page)
    hands.to(lambda at: "Go to the form" in at["words"])
    hands.press("Enter")
    hands.field("readers")
    hands.press("ArrowDown", "ArrowDown")
    hands.field("what_happened")
    page.keyboard.type("He followed me.")
    hands.field("risk")
    hands.press("Space", "ArrowDown")
    folded = page.locator("form details").count()
    for turn in range(folded):
        hands.to(lambda at: at["tag"] == "summary")
        hands.press("Space" if turn % 2 else "Enter")
        assert page.locator("form details[open]").count() == turn + 1
    hands.field("earlier")
    page.keyboard.type("In spring.")
    for name, key in (("quote_me", "ArrowDown"), ("where", "ArrowDown"), ("kind", "Space"), ("tell_today", "Space")):
        hands.field(name, key="Shift+Tab")
        hands.press(key)
    hands.field("contact")
    page.keyboard.type("0700 555 0142")
    hands.to(lambda at: at["words"] == "Seal and send")
    hands.press("Enter")
    page.wait_for_selector("ol.words")
    hands.to(lambda at: len(at["words"].split()) > 3 and at["tag"] == "p")  # the line to copy

    told = home.open_as("ada", "report")["answers"]
    assert home.open_as("ada", "contact")["contact"] == "0700 555 0142"
    assert told == {
        "what_happened": "He followed me.",
        "risk": "ongoing",
        "tell_today": "yes",
        "kind": ["other"],
        "where": "live-event",
        "act_without_me": "ask-first",
        "quote_me": "yes",
        "earlier": "In spring.",
    }


def test_a_refusal_takes_the_focus_and_its_links_lead_to_the_fields(windows: Windows) -> None:
    page = windows.form(java_script=False)
    page.goto("/")
    rosa.fill(page, {"what_happened": "y" * 50_001, "who": "x" * 10_001, "contact": "z" * 2_001})
    rosa.press(page)
    expect(page.get_by_role("alert")).to_be_focused()
    links = page.get_by_role("alert").get_by_role("link")
    targets = []
    for link in links.all():
        link.focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUS)
        targets.append(at["name"])
        assert at["inView"] and at["ring"]
        described = page.locator(f"#{at['id']}").get_attribute("aria-describedby") or ""
        assert "Please look again" in " ".join(page.locator(f"#{one}").inner_text() for one in described.split())
    assert targets == ["what_happened", "who", "contact"]


def test_the_desk_by_keyboard_alone(windows: Windows, home: House) -> None:
    report_id = deposit(home, TOLD, contact="0700 555 0142")
    page = AtTheDesk(windows.desk()).comes().page
    expect(page.locator("tbody [data-case]")).to_contain_text("At a live event")
    hands = Keyboard(page)
    hands.to(lambda at: "At a live event" in at["words"])
    hands.press("Enter")
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.locator(".said")).to_be_visible()
    expect(page.locator('[data-part="report"]')).to_be_focused()  # whoever goes on before is taken back there
    hands.to(lambda at: at["words"] == "Acknowledge")
    hands.press("Space")
    expect(page.locator("#path [aria-current]")).to_have_text("acknowledged")
    expect(page.locator("#path")).to_be_focused()  # the button is gone: to where the case stands
    hands.to(lambda at: at["words"] == "Open the contact")
    hands.press("Enter")
    expect(page.locator("main")).to_contain_text("0700 555 0142")
