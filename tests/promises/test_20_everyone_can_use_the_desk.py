"""Promise 20 at the desk and in the auditors' room: axe finds nothing on any page."""

import secrets

from playwright.sync_api import expect

from tests.attachments import Given, picture, put_chunks
from tests.attachments import deposit as deposit_files
from tests.browser.auditor import live
from tests.browser.keyboard import Keyboard
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit, send
from tests.browser.windows import Windows
from tests.house import House
from tests.promises.told import TOLD


def test_the_desk_from_sign_in_to_an_opened_report(windows: Windows, home: House) -> None:
    ada = AtTheDesk(windows.desk())
    ada.page.goto("/")
    sound(ada.page)
    ada.page.get_by_text("No file at hand").click()
    ada.page.fill("#key-text", "nonsense")
    ada.page.get_by_role("button", name="Open my key").click()
    expect(ada.page.locator('[data-part="say"] .wrong')).to_be_visible()
    sound(ada.page)

    ada.comes()
    expect(ada.page.get_by_text("Nothing has come in")).to_be_visible()
    sound(ada.page)
    entropy = secrets.token_bytes(16)
    send(home, TOLD, entropy, contact="0700 555 0142")
    send(home, {"what_happened": "He came back."}, entropy, as_message=True)
    (report_id,) = home.report_ids()
    deposit(home, {"what_happened": "He is here now.", "risk": "danger"})
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.locator("h1")).to_have_text("My entries")
    sound(ada.page)
    ada.goes_home()
    expect(ada.row.filter(has_text="At a live event")).to_be_visible()
    ada.page.get_by_text("This browser, and the keys it knows").click()
    expect(ada.page.get_by_text("You are signed in here, since")).to_be_visible()
    sound(ada.page)
    ada.walks_to(case_of(home, report_id))
    sound(ada.page)
    ada.goes_home()
    ada.opens(case_of(home, report_id))
    ada.page.get_by_role("button", name="Open the contact").click()
    expect(ada.page.locator("main")).to_contain_text("0700 555 0142")
    sound(ada.page)
    ada.page.get_by_role("button", name="Acknowledge").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    sound(ada.page)
    ada.page.goto("/cases/0000-0000")
    sound(ada.page)


def test_the_files_of_a_report(windows: Windows, home: House) -> None:
    report_id = deposit_files(
        home,
        Given("image/jpeg", picture(size=(3000, 2000))),
        Given("application/pdf", b"%PDF-1.7"),
        Given("image/png", picture("PNG"), cleaned=False),
        Given("image/gif", picture("GIF")),
        Given("image/webp", picture("WEBP")),
    )
    put_chunks(home, report_id, "file-4", [])
    put_chunks(home, report_id, "file-5", [b"not what it was"])
    page = AtTheDesk(windows.desk()).comes().page
    page.locator(f'[data-case="{case_of(home, report_id)}"] a').click()
    expect(page.locator(f'.heading[data-case="{case_of(home, report_id)}"]')).to_be_visible()
    expect(page.locator("h1")).to_be_focused()
    hands = Keyboard(page)
    hands.to(lambda at: at["words"].endswith("Open the report"))
    hands.press("Enter")
    expect(page.get_by_text("file-4.gif is missing")).to_be_visible()
    sound(page)
    for name in ("file-1.jpg", "file-2.pdf", "file-3.png"):
        hands.to(lambda at, name=name: at["words"] == f"Open {name}")  # type: ignore[misc]
        hands.press("Enter")
        expect(page.locator("#announce")).to_have_text(f"{name} is open")
        expect(page.locator(f'[data-part="{name.split(".")[0]}"]')).to_be_focused()
    hands.to(lambda at: at["words"] == "Open file-5.webp")
    hands.press("Space")
    expect(page.locator("main").get_by_role("alert").filter(has_text="Forged.")).to_be_visible()
    sound(page)
    hands.to(lambda at: at["words"] == "Show it larger", key="Shift+Tab")
    hands.press("Enter")
    hands.to(lambda at: at["tag"] == "div", key="Shift+Tab")
    expect(page.get_by_role("region", name="file-1.jpg in its own size")).to_be_focused()
    page.wait_for_function(
        "() => document.activeElement.scrollWidth > document.activeElement.clientWidth"
    )  # it is drawn
    hands.press("ArrowRight")
    page.wait_for_function("() => document.activeElement.scrollLeft > 0")
    sound(page)


def test_the_auditors_room(windows: Windows, home: House) -> None:
    live(home)
    olu = AtTheDesk(windows.desk(), "olu")
    olu.page.goto("/")
    olu.opens_key()
    expect(olu.page.locator("h1")).to_have_text("Who looked at what")
    olu.page.get_by_text("The same figures as a table").click()
    sound(olu.page)
    for link, heading in (
        ("Openings", "Who opened which case"),
        ("Clocks", "Clocks kept and missed"),
        ("Checkpoint", "The latest checkpoint"),
    ):
        olu.page.get_by_role("link", name=link, exact=True).click()
        expect(olu.page.locator("h1")).to_have_text(heading)
        sound(olu.page)


def test_a_warning_is_as_usable_as_the_rest(windows: Windows, home: House) -> None:
    ada = AtTheDesk(windows.desk())
    ada.page.goto("/")
    ada.page.evaluate("localStorage.setItem('reporting.roster', JSON.stringify({serial: 1, sha256: '0'}))")
    ada.opens_key()
    expect(ada.page.locator(".alarm")).to_be_visible()
    sound(ada.page)
