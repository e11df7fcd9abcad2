"""A question that needs an answer and got none: what Rosa sees of it on a telephone."""

from playwright.sync_api import expect

from tests.browser.windows import Windows

TOPS = "() => ['.bar', 'label[for=what_happened]'].map(one => document.querySelector(one).getBoundingClientRect())"


def test_it_is_shown_with_its_words_and_not_its_field_alone(windows: Windows) -> None:
    page = windows.form(viewport={"width": 320, "height": 640})
    page.goto("/")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator("#what_happened")).to_be_focused()
    bar, label = page.evaluate(TOPS)
    assert bar["bottom"] <= label["top"], "only the field is in sight: it does not say what is asked"
