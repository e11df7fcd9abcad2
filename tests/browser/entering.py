"""What somebody told Ada, and how she enters it."""

from playwright.sync_api import Page, expect

from tests.browser.people import AtTheDesk
from tests.browser.working import part

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
