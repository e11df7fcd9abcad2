"""Rosa fills in the form, every question of it, as somebody with a mouse does."""

from collections.abc import Mapping

from playwright.sync_api import Page, expect

EVERYTHING: Mapping[str, str | list[str]] = {
    "readers": "both",
    "what_happened": 'He waited for me outside the hall.\nÜber an hour, 漢字, <b>bold</b> & "quoted".',
    "risk": "ongoing",
    "tell_today": ["yes"],
    "kind": ["harassment", "privacy"],
    "where": "live-event",
    "where_named": "the November lectures",
    "when": "week",
    "who": "He signs as Karl from the back row.",
    "involvement": "me",
    "others": "My neighbour saw it.",
    "exposure": "maybe",
    "limits": "Please do not speak to him before Thursday.",
    "act_without_me": "yes",
    "quote_me": "yes",
    "links": "https://forum.larkfield.example/t/311",
    "earlier": "Yes, in spring.",
    "contact": "0700 555 0142, ask for Rosa",
}
HIDDEN = {"token", "receipt_entropy", "guidelines", "remark"}
FILES = {"files", "files_as"}
"""Asked like all others, and tried in `test_files.py`."""


def questions(page: Page) -> set[str]:
    """The names of all fields that a person can see."""
    fields = page.locator("form :is(input, textarea, select)[name]").all()
    return {str(field.get_attribute("name")) for field in fields} - HIDDEN - FILES


def fill(page: Page, answers: Mapping[str, str | list[str]]) -> None:
    """Unfold everything, then answer."""
    folded = page.locator("form details:not([open]) > summary")
    while folded.count():
        folded.first.click()
    for name, answer in answers.items():
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            for value in [answer] if isinstance(answer, str) else answer:
                page.locator(f'[name="{name}"][value="{value}"]').check()
        elif kind == "select-one":
            field.select_option(answer)
        else:
            field.fill(str(answer))


def press(page: Page) -> None:
    page.get_by_role("button", name="Seal and send").click()


def words(page: Page) -> list[str]:
    """The twelve of a confirmation."""
    listed = page.locator("ol.words li")
    expect(listed).to_have_count(12)
    return listed.all_inner_texts()


def leave_quickly(page: Page, how: str) -> None:
    """By the button, or by a key pressed three times; where one goes takes the place of the page in the history."""
    before = page.evaluate("history.length")
    page.evaluate("document.querySelector('a.leave').href = '/healthz'")
    if how == "by the button":
        page.locator("a.leave").click()
    else:
        for _ in range(3):
            page.keyboard.press(how)
    page.wait_for_url("**/healthz")
    assert page.evaluate("history.length") == before, "the page is still one step back"
