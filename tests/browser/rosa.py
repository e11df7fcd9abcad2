"""Rosa fills in the form, every question of it, as somebody with a mouse does."""

from collections.abc import Collection, Mapping

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


ANSWER = """answers => {
    for (const summary of document.querySelectorAll("form details:not([open]) > summary")) summary.click();
    for (const [name, answer] of Object.entries(answers)) {
        const fields = [...document.querySelectorAll(`[name="${name}"]`)];
        const chosen = fields.filter(one => [answer].flat().includes(one.value));
        if (!(fields[0]?.labels[0] ?? fields[0])?.checkVisibility()) throw new Error(`nobody sees ${name}`);
        if (/radio|checkbox/.test(fields[0].type)) {
            if (chosen.length !== [answer].flat().length) throw new Error(`${name} has no ${answer}`);
            for (const one of chosen) if (!one.checked) one.click();
        } else {
            fields[0].focus();
            fields[0].value = answer;
            for (const said of ["input", "change"]) fields[0].dispatchEvent(new Event(said, {bubbles: true}));
        }
    }
}"""
SAID = """names => Object.fromEntries(names.map(name => {
    const fields = [...document.querySelectorAll(`[name="${name}"]`)];
    const ticked = fields.filter(one => one.checked).map(one => one.value);
    return [name, /radio|checkbox/.test(fields[0].type) ? ticked : fields[0].value];
}))"""


def fill(page: Page, answers: Mapping[str, str | list[str]]) -> None:
    """Unfold everything and answer, all in one step: sixty steps of a mouse take longer than all else on the page."""
    page.evaluate(ANSWER, answers)


def fill_by_mouse(page: Page, answers: Mapping[str, str | list[str]]) -> None:
    """Unfold everything, then answer, each as a person does."""
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


def said(page: Page, names: Collection[str]) -> dict[str, str | list[str]]:
    """What stands in these fields, chosen or written."""
    found: dict[str, str | list[str]] = page.evaluate(SAID, list(names))
    return found


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
