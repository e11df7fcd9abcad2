"""Parts of a case's page, and what a reader says and answers in them."""

from playwright.sync_api import Locator, Page, expect


def part(page: Page, name: str) -> Locator:
    return page.locator(f'main [data-part="{name}"]')


def says(page: Page, name: str, text: str) -> None:
    """Write into a field and press the button of the same name."""
    part(page, f"{name}-text").fill(text)
    part(page, name).click()


ALL = """() => {
    for (const one of document.querySelectorAll('[data-part="checklist"] :is(select, input)')) {
        one.value = one.matches("select") ? "unsure" : "not known";
        if (!one.value) throw new Error(`${one.name} offers no "unsure"`);
        for (const said of ["input", "change"]) one.dispatchEvent(new Event(said, {bubbles: true}));
    }
}"""


def answer_all(page: Page) -> None:
    """The checklist, with "unsure" wherever it offers a choice; in one step, as `rosa.fill` does."""
    page.evaluate(ALL)
    part(page, "check").click()
    expect(page.locator("#announce")).to_have_text("The answers are kept")


def proposes(page: Page, why: str) -> None:
    """That no rule was broken."""
    part(page, "propose-title").click()
    page.get_by_label("No rule was broken").check()
    page.locator("[name=why]").fill(why)
    part(page, "propose").click()
