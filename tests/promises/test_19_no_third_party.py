"""Promise 19: no third party. A real browser on every page asks nobody but our own two apps, and what would keep it
from asking has no exception."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser import rosa
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.house import House

FORM_PAGES = ("/", "/receipt", "/guidelines", "/guidelines/2026-03-03", "/safety", "/mirror", "/nowhere")
OTHER_ANSWERS = ("/recipients.txt", "/healthz")
LOOSE = ("unsafe-", "*", "http:", "https:", "ws:", "wss:", "strict-dynamic", "wasm-")


class Answers:
    """Every answer that a window got, from any page, worker or style sheet of it."""

    def __init__(self, page: Page) -> None:
        self._all: list[Response] = []
        page.context.on("response", lambda answer: self._all.append(answer))

    def policies(self) -> dict[str, str]:
        """By path; an answer without one counts as an empty one."""
        return {urlsplit(one.url).path: one.headers.get("content-security-policy", "") for one in self._all}


def directives(policy: str) -> Mapping[str, list[str]]:
    words = [one.split() for one in policy.split(";") if one.strip()]
    assert len({name for name, *_ in words}) == len(words), "a browser heeds only the first of two alike"
    return {name: values for name, *values in words}


def sound(policy: str, form_origin: str = "") -> Mapping[str, list[str]]:
    """What holds for both apps: nothing allowed that is not named, and nobody else named."""
    found = directives(policy)
    assert found["default-src"] == ["'none'"]
    for closed in ("base-uri", "frame-ancestors"):
        assert found[closed] == ["'none'"]
    for name, values in found.items():
        for value in values:
            if value != form_origin:
                assert not [word for word in LOOSE if word in value], (name, value)
            if value in ("data:", "blob:"):
                assert name == "img-src"
    return found


def test_the_form_asks_nobody_else(windows: Windows, home: House) -> None:
    page = windows.form()
    answers = Answers(page)
    for path in FORM_PAGES + OTHER_ANSWERS:
        page.goto(path)
    for way in (page, windows.form(java_script=False)):
        way.goto("/")
        rosa.fill(way, {**rosa.EVERYTHING, "who": "x" * 10_001})
        rosa.press(way)
        expect(way.get_by_role("alert")).to_be_visible()
        way.fill("#who", "Karl")
        rosa.press(way)
        words = rosa.words(way)
    page.goto("/receipt")
    page.fill("#words", " ".join(words))
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_contain_text("not yet read")

    paths = (*FORM_PAGES, *OTHER_ANSWERS, "/form.js", "/back.js", "/sealed")
    assert set(windows.requests) - {"data:,"} == {f"{windows.form_origin}{path}" for path in paths}
    for path, policy in answers.policies().items():
        found = sound(policy)
        assert (found["script-src"], found["connect-src"]) == (["'self'"], ["'self'"]), path
        assert (found["require-trusted-types-for"], found["trusted-types"]) == (["'script'"], ["'none'"]), path
        assert not [name for name in found if name.startswith(("worker", "frame-src", "object"))], path
        (style,) = found["style-src"]
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", style), path
        assert found["form-action"] == ["'self'"], path
    assert set(FORM_PAGES) <= set(answers.policies())


def test_the_desk_asks_nobody_but_itself_and_our_form(windows: Windows, home: House) -> None:
    report_id = deposit(home, {**rosa.EVERYTHING, "tell_today": "yes"}, contact="0700 555 0142")
    page = windows.desk()
    answers = Answers(page)
    ada = AtTheDesk(page).comes(keep=True)
    ada.opens(case_of(home, report_id))
    page.get_by_role("button", name="Open the contact").click()
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("#path [aria-current]")).to_have_text("acknowledged")
    page.get_by_role("link", name="My entries").click()
    expect(page.locator("h1")).to_have_text("My entries")
    ada.goes_home()
    page.get_by_role("button", name="Show", exact=True).click()
    page.goto("/cases/0000-0000")
    page.goto("/static/desk.css")
    page.goto("/static/icon.svg")
    page.goto("/")
    ada.signs_out()

    to_the_form = [url for url in windows.requests if url.startswith(windows.form_origin)]
    assert set(to_the_form) == {f"{windows.form_origin}/recipients.txt"}
    policies = answers.policies()
    served = {f"/static/{name}" for name in ("desk.js", "desk-worker.js", "desk.css", "icon.svg")}
    assert {"/", "/inbox", "/log", f"/cases/{case_of(home, report_id)}"} | served <= set(policies)
    for path, policy in policies.items():
        if path == "/recipients.txt":
            continue  # the form's
        found = sound(policy, windows.form_origin)
        for name in ("script-src", "style-src", "worker-src"):
            assert found[name] == ["'self'"], path
        assert found["connect-src"] == ["'self'", windows.form_origin], path
        assert found["form-action"] in (["'none'"], ["'self'"]), path
        assert found["require-trusted-types-for"] == ["'script'"], path
        assert found["trusted-types"] == ["desk"], path


@pytest.mark.parametrize("attack", ["policy", "string", "image", "script"])
def test_the_browser_holds_the_desk_to_it(attack: str, windows: Windows) -> None:
    """The guards are real ones: what a script that got in would try is refused by the browser itself."""
    page = windows.desk()
    page.goto("/")
    tried = {
        "policy": "trustedTypes.createPolicy('mine', {createHTML: text => text})",
        "string": "document.body.innerHTML = '<b>hers</b>'",
        "image": "new Promise((yes, no) => { const image = new Image(); image.onload = yes; "
        "image.onerror = () => no(new TypeError('refused')); image.src = 'http://localhost:1/x.png'; })",
        "script": "document.createElement('script').src = '/static/desk.js'",
    }
    refused = page.evaluate(
        "async () => { try { await (TRIED); return 'done'; } catch (error) { return error.name; } }".replace(
            "TRIED", tried[attack]
        )
    )
    assert refused == "TypeError"
    assert windows.violations
    windows.console.clear()
    windows.requests.clear()  # the browser tells of a request that it did not let out


def test_a_second_policy_of_that_name_is_refused_too(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/")
    made = page.evaluate(
        "() => { try { trustedTypes.createPolicy('desk', {createHTML: text => text}); return true; }"
        " catch { return false; } }"
    )
    assert not made
    windows.console.clear()
