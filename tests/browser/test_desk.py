"""The desk in a real browser: opening one's key in each way there is, and being shown what a stranger wrote as nothing
but text."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import wrap

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desks import a_report
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.house import PASSPHRASE, House, key_of, locked

report_id = a_report

AUTHENTICATOR = {
    "protocol": "ctap2",
    "ctap2Version": "ctap2_1",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "hasPrf": True,
    "automaticPresenceSimulation": True,
    "isUserVerified": True,
}
EVERYWHERE_IN_THE_PAGE = """() => {
  const seen = new Set(), found = [];
  const walk = (value, depth) => {
    if (typeof value === "string") { found.push(value); return; }
    if (value instanceof Promise) value.catch(() => {});
    if (value === null || !["object", "function"].includes(typeof value) || seen.has(value) || depth > 6) return;
    seen.add(value);
    if (value instanceof Node) return;
    for (const name of Reflect.ownKeys(value)) {
      try { walk(value[name], depth + 1); } catch { /* some getters refuse */ }
    }
  };
  walk(globalThis, 0);
  found.push(document.documentElement.outerHTML, document.cookie, JSON.stringify({...localStorage}),
             JSON.stringify({...sessionStorage}), JSON.stringify(history.state));
  for (const field of document.querySelectorAll("input, textarea")) found.push(field.value);
  return found.join("\\n");
}"""


@pytest.fixture
def passkeys(ada: AtTheDesk) -> Iterator[Callable[[bool], None]]:
    """A device that can make and use passkeys; whether its person is willing can be changed."""
    session = ada.page.context.new_cdp_session(ada.page)
    session.send("WebAuthn.enable")
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def willing(is_so: bool) -> None:
        session.send("WebAuthn.setUserVerified", {**device, "isUserVerified": is_so})

    yield willing
    session.detach()


def stored(page: Page) -> dict[str, str]:
    """What this browser keeps of the desk."""
    kept: dict[str, str] = page.evaluate("({...localStorage})")
    assert page.evaluate("sessionStorage.length") == 0
    return kept


def in_the_inbox(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")


def open_key(page: Page) -> None:
    page.get_by_role("button", name="Open my key").click()


def test_a_wrong_passphrase_is_told_and_loses_nothing(ada: AtTheDesk) -> None:
    ada.page.goto("/")
    ada.page.set_input_files("#key-file", {"name": "ada.age", "mimeType": "", "buffer": locked("ada")})
    ada.page.fill("#passphrase", "not-the-words")
    open_key(ada.page)
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("does not open this key")
    assert ada.page.input_value("#passphrase") == "not-the-words"
    assert ada.page.evaluate("document.querySelector('#key-file').files.length") == 1
    ada.page.fill("#passphrase", PASSPHRASE)
    open_key(ada.page)
    in_the_inbox(ada.page)


def test_a_file_that_is_no_key_is_told(ada: AtTheDesk) -> None:
    ada.page.goto("/")
    open_key(ada.page)
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("Choose your key file first")
    ada.page.set_input_files("#key-file", {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8" * 99})
    open_key(ada.page)
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("no key file of the desk")


def test_a_slip_in_what_was_typed_from_the_sheet_is_told_as_that(ada: AtTheDesk) -> None:
    body = "".join(line for line in locked("ada").decode().splitlines() if not line.startswith("-----"))
    lines = wrap(body, 32)
    ada.page.goto("/")
    ada.page.get_by_text("No file at hand").click()
    ada.page.fill("#passphrase", PASSPHRASE)
    said = ada.page.locator('[data-part="say"]')
    ada.page.fill("#key-text", "\n".join([lines[0], lines[1][1:], *lines[2:]]))
    open_key(ada.page)
    expect(said).to_contain_text("Line 2 has 31 letters, and on the sheet it has 32.")
    expect(said).not_to_contain_text(".age")
    ada.page.fill("#key-text", "\n".join(lines))
    ada.page.fill("#passphrase", "not-the-words")
    open_key(ada.page)
    expect(said).to_contain_text("a word of the one or a letter of the other is not as on paper")
    assert ada.page.input_value("#key-text") == "\n".join(lines)


def test_a_key_that_the_roster_does_not_name_is_not_let_in(ada: AtTheDesk) -> None:
    ada.handle = "mallory"
    ada.page.goto("/")
    ada.opens_key()
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("did not sign you in")
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("the roster does not name it, or no longer does")
    assert not ada.page.context.cookies()


def test_the_key_is_kept_only_when_wished_and_only_locked(ada: AtTheDesk) -> None:
    ada.comes()
    assert set(stored(ada.page)) == {"reporting.roster"}
    ada.signs_out()
    ada.comes(keep=True)
    kept = stored(ada.page)
    assert set(kept) == {"reporting.roster", "reporting.key"}
    assert kept["reporting.key"].split() == locked("ada").decode().split()
    assert set(json.loads(kept["reporting.roster"])) == {"serial", "sha256", "note"}

    again = AtTheDesk(ada.page.context.new_page())
    again.page.goto("/")
    again.signs_out()
    expect(again.page.get_by_text("The locked key file kept in this browser is used")).to_be_visible()
    again.page.fill("#passphrase", PASSPHRASE)
    open_key(again.page)
    in_the_inbox(again.page)
    again.page.get_by_text("This browser, and the keys it knows").click()
    kept_here = again.page.get_by_role("listitem").filter(has_text="locked key file is kept")
    with again.page.expect_download() as waiting:
        kept_here.get_by_role("button", name="Save it as a file").click()
    assert waiting.value.suggested_filename == "ada.age"
    assert Path(waiting.value.path()).read_bytes().split() == locked("ada").split()
    kept_here.get_by_role("button", name="Forget it").click()
    assert set(stored(again.page)) == {"reporting.roster"}


@pytest.mark.usefixtures("passkeys")
def test_a_passkey_is_offered_after_the_first_sign_in_and_first_on_the_second_visit(ada: AtTheDesk) -> None:
    ada.comes()
    ada.page.get_by_role("button", name="Set up a passkey").first.click()
    expect(ada.page.get_by_text("Next time this browser offers your passkey first")).to_be_visible()
    assert set(stored(ada.page)) == {"reporting.roster", "reporting.passkey"}
    ada.signs_out()

    first = ada.page.get_by_role("button", name="Open with your passkey")
    expect(first).to_be_visible()
    expect(ada.page.locator("#passphrase")).to_be_hidden()
    first.click()
    in_the_inbox(ada.page)
    expect(ada.page.get_by_text("Next time, open with a passkey?")).to_have_count(0)


@pytest.mark.usefixtures("passkeys")
def test_a_passkey_is_forgotten_at_the_foot_of_the_page_which_stays_open(ada: AtTheDesk) -> None:
    ada.comes()
    ada.page.get_by_role("button", name="Set up a passkey").first.click()
    expect(ada.page.get_by_text("Next time this browser offers your passkey first")).to_be_visible()
    ada.page.get_by_text("This browser, and the keys it knows").click()
    ada.page.get_by_role("listitem").filter(has_text="A passkey opens your key here").get_by_role("button").click()
    assert set(stored(ada.page)) == {"reporting.roster"}
    expect(ada.page.get_by_role("listitem").filter(has_text="A passkey could open")).to_be_visible()
    expect(ada.page.get_by_text("This browser, and the keys it knows")).to_be_focused()
    expect(ada.page.locator("#announce")).to_have_text("The passkey opens nothing here any more.")


@pytest.mark.usefixtures("passkeys")
def test_whoever_wants_no_passkey_is_asked_once(ada: AtTheDesk) -> None:
    ada.comes()
    ada.page.get_by_role("button", name="Not in this browser").click()
    ada.signs_out()
    ada.comes()
    expect(ada.page.get_by_text("Next time, open with a passkey?")).to_have_count(0)
    ada.page.get_by_text("This browser, and the keys it knows").click()
    expect(ada.page.get_by_role("button", name="Set up a passkey")).to_be_visible()


def test_what_is_kept_for_a_passkey_opens_nothing_by_itself(ada: AtTheDesk, passkeys: Callable[[bool], None]) -> None:
    ada.comes()
    ada.page.get_by_role("button", name="Set up a passkey").first.click()
    expect(ada.page.get_by_text("Next time this browser offers your passkey first")).to_be_visible()
    kept = stored(ada.page)["reporting.passkey"]
    assert "AGE-SECRET-KEY" not in kept
    assert set(json.loads(kept)) == {"identity", "wrapped"}
    ada.signs_out()
    passkeys(False)
    ada.page.get_by_role("button", name="Open with your passkey").click()
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("The passkey was not used")
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("Is it lost?")
    expect(ada.page.locator("#passphrase")).to_be_visible()  # the other way is open already
    passkeys(True)
    ada.page.evaluate("""() => {
        const kept = JSON.parse(localStorage["reporting.passkey"]);
        kept.wrapped = btoa("nonsense");
        localStorage["reporting.passkey"] = JSON.stringify(kept);
    }""")
    ada.page.get_by_role("button", name="Open with your passkey").click()
    expect(ada.page.locator('[data-part="say"]')).to_contain_text("kept for the passkey is damaged")
    ada.opens_key()
    in_the_inbox(ada.page)


def test_the_text_of_the_recovery_sheet_opens_as_somebody_types_it(ada: AtTheDesk) -> None:
    body = "".join(line for line in locked("ada").decode().splitlines() if not line.startswith("-----"))
    ada.page.goto("/")
    ada.page.get_by_text("No file at hand").click()
    ada.page.fill("#key-text", "\n".join(" ".join(wrap(line, 5)) for line in wrap(body, 30)))
    ada.page.fill("#passphrase", PASSPHRASE.upper().replace("-", " "))
    open_key(ada.page)
    in_the_inbox(ada.page)


@pytest.mark.usefixtures("passkeys")
def test_the_page_never_holds_the_key(ada: AtTheDesk, home: House, report_id: str) -> None:
    ada.page.add_init_script("""{
        globalThis.crossed = [];
        const keep = value => {
            if (value instanceof Uint8Array) crossed.push(new TextDecoder().decode(value));
            else if (value && typeof value === "object") Object.values(value).forEach(keep);
            else crossed.push(String(value));
        };
        const Real = Worker;
        globalThis.Worker = class extends Real {
            constructor(...how) { super(...how); this.addEventListener("message", ({data}) => keep(data)); }
            postMessage(data, ...more) { keep(data); super.postMessage(data, ...more); }
        };
    }""")
    ada.comes(keep=True)
    ada.page.get_by_role("button", name="Set up a passkey").first.click()
    expect(ada.page.get_by_text("Next time this browser offers your passkey first")).to_be_visible()
    ada.opens(case_of(home, report_id))
    secret = key_of("ada").identity.secret_text()
    held: str = ada.page.evaluate(EVERYWHERE_IN_THE_PAGE)
    assert "He followed me to the station." in held, "the page was searched, and what had crossed from the Worker"
    for text in (secret, "AGE-SECRET-KEY", PASSPHRASE):
        found = [line[:80] for line in held.splitlines() if text in line]
        # The passphrase is typed in the page, so it crosses once, towards the Worker; it is kept nowhere after that.
        assert found == ([PASSPHRASE] if text == PASSPHRASE else []), text
    assert len(ada.page.workers) == 1


HOSTILE = {
    "what_happened": "<script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>\u202etxt.exe\u202c "
    + "A" * 1_000_000
    + " the end",
    "who": "</dd><iframe src=//evil.example></iframe>\u2066\u200b" + "W" * 5000,
    "where_named": "javascript:alert(4)",
    "limits": "<style>*{display:none}</style>" + "x" * 3000,
    "links": "https://evil.example/" + "y" * 2000,
    "risk": "<b>danger</b>",
    "kind": ["<i>kind</i>", "constructor"],
    "__proto__": "<script>alert(5)</script>",
}


@pytest.mark.parametrize("width", [320, 1200])
def test_a_hostile_report_is_text_and_nothing_else(width: int, windows: Windows, home: House) -> None:
    report_id = deposit(home, HOSTILE, contact="<script>alert(6)</script>\u202e" + "c" * 1500)
    ada = AtTheDesk(windows.desk(viewport={"width": width, "height": 800})).comes()
    before = len(windows.requests)
    main = ada.opens(case_of(home, report_id))
    ada.page.get_by_role("button", name="Open the contact").click()
    expect(main.locator('[data-part="contact"]')).to_contain_text("<script>alert(6)</script>")

    said = main.locator(".said")
    expect(said).to_contain_text("<script>alert(1)</script><img src=x onerror=alert(2)>")
    expect(said).to_contain_text("U+202E")
    assert "\u202e" not in main.inner_text() and "\u200b" not in main.inner_text()
    assert main.locator("script, iframe, img, style, .theirs svg, .theirs a").count() == 0
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said.get_by_role("button").click()
    assert ada.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not [url for url in windows.requests[before:] if not url.startswith(windows.desk_origin)]
    expect(ada.page.get_by_role("button", name="Acknowledge")).to_be_visible()
