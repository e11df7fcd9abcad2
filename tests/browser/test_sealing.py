"""Rosa's browser seals: the server sees neither words nor receipt, and the readers open what came."""

from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Request, expect

from reporting.mailbox.receipt import Receipt
from tests.browser import rosa
from tests.browser.people import AtTheDesk, case_of
from tests.browser.sealing import arrive
from tests.browser.windows import Windows
from tests.browser.wire import Wire
from tests.house import House, build
from tests.ports import free_port

CANARIES = (
    "waited for me",
    "Über an hour",
    "漢字",
    "0700 555 0142",
    "Karl",
    "neighbour",
    "November lectures",
    "harassment",
)
STORES = """async () => [localStorage.length, sessionStorage.length, document.cookie,
    (await indexedDB.databases()).length, (await caches.keys()).length,
    (await navigator.serviceWorker.getRegistrations()).length]"""


def spelt(secret: bytes) -> set[bytes]:
    """A secret in every way in which it could stand in a request."""
    texts = {secret.hex(), b64encode(secret).decode().rstrip("="), urlsafe_b64encode(secret).decode().rstrip("=")}
    return {secret} | {text.encode() for text in texts}


def test_the_wire_carries_no_word_no_contact_and_no_receipt(watched: tuple[House, Windows, Wire]) -> None:
    house, windows, wire = watched
    page = windows.form()
    arrive(page)
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    words = rosa.words(page)
    receipt = Receipt.from_words(" ".join(words))
    for part in ("report", "headline", "contact"):
        assert house.sealed(part) in wire.sent, "the wire does not see everything"
    for canary in CANARIES:
        assert canary.encode() not in wire.sent, canary
    for secret in (receipt.entropy, receipt.reporter_seed, receipt.thread_key):
        assert not [text for text in spelt(secret) if text in wire.sent]
    for both in (wire.sent, wire.answered):
        assert " ".join(words).encode() not in both and "-".join(words).encode() not in both
    assert "x-forwarded-for" not in wire.sent.decode("latin-1").lower()
    assert b"cookie:" not in (wire.sent + wire.answered).lower()


def test_without_javascript_the_same_wire_sees_the_words_and_the_page_says_so(
    watched: tuple[House, Windows, Wire],
) -> None:
    _house, windows, wire = watched
    page = windows.form(java_script=False)
    page.goto("/")
    expect(page.get_by_text("because JavaScript is off")).to_be_visible()
    expect(page.get_by_text("In your browser.")).to_be_hidden()
    expect(page.get_by_text("It is sealed on our server.")).to_be_visible()
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    rosa.words(page)
    assert b"waited for me" in wire.sent


def test_from_rosas_browser_to_adas(windows: Windows, home: House) -> None:
    page = windows.form()
    arrive(page)
    for said in page.locator('[data-how="server"]').all():
        expect(said).to_be_hidden()
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    words = rosa.words(page)
    expect(page.locator("h1")).to_have_text("Thank you. It is sealed and stored.")
    expect(page.locator(".lead")).to_contain_text("Only Ada Lindqvist and Ben Okafor can open it.")
    expect(page.locator(".days time")).to_have_text(["Monday 30 November 2026", "Sunday 28 February 2027"])
    expect(page.locator(".steps")).to_contain_text("Ada Lindqvist or Ben Okafor opens your report.")
    expect(page.locator(".steps")).to_contain_text("may act")
    expect(page.locator(".line")).to_have_text(" ".join(words))

    report = home.open_as("ada", "report")
    assert report["sealed_by"] == "browser"
    assert report["guidelines"] == "2026-03-03"
    assert report["answers"] == {
        name: "yes" if name == "tell_today" else answer
        for name, answer in rosa.EVERYTHING.items()
        if name not in ("readers", "contact")
    }
    assert home.open_as("ben", "contact")["contact"] == rosa.EVERYTHING["contact"]
    ada = AtTheDesk(windows.desk()).comes()
    main = ada.opens(case_of(home, home.report_ids()[0]))
    assert main.locator(".said").inner_text().strip() == rosa.EVERYTHING["what_happened"]
    expect(main.locator(".warning")).to_have_count(0)
    expect(main).to_contain_text("our server never saw the words")

    page.goto("/receipt")
    page.fill("#words", " ".join(words))
    page.get_by_role("button").click()
    expect(page.locator("h1")).to_contain_text("not yet read")


def test_the_page_of_the_twelve_words_is_the_same_whoever_sealed(windows: Windows) -> None:
    shown = []
    for java_script in (True, False):
        page = windows.form(java_script=java_script)
        page.goto("/")
        if java_script:
            expect(page.get_by_text("In your browser.")).to_be_visible()
        rosa.fill(page, {"what_happened": "He waited for me."})
        rosa.press(page)
        rosa.words(page)
        page.evaluate("document.querySelectorAll('.words li, .line').forEach(one => one.textContent = '…')")
        body = page.locator("body")
        shown.append((page.title(), page.url, body.get_attribute("class"), body.inner_text()))
    assert shown[0] == shown[1]


def test_nothing_is_kept_on_the_device_and_no_address_tells(windows: Windows) -> None:
    page = windows.form()
    arrive(page)
    before = page.evaluate("history.length")
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = rosa.words(page)
    assert page.evaluate(STORES) == [0, 0, "", 0, 0, 0]
    assert page.evaluate("[history.length, history.state]") == [before, None]
    assert page.url == f"{windows.form_origin}/"
    assert page.title() == "Notes"
    told = page.request.get("/form.js")
    assert told.headers["cache-control"] == "no-store"
    assert "set-cookie" not in told.headers
    assert not [url for url in windows.requests for word in words if word in url.removeprefix(windows.form_origin)]


@pytest.mark.parametrize(
    ("readers", "open_to", "shut_to"),
    [("not-ben", ("ada", "ines"), ("ben", "noor")), ("neither", ("ines", "noor"), ("ada", "ben"))],
)
def test_whoever_is_left_out_cannot_open_it(
    readers: str, open_to: tuple[str, ...], shut_to: tuple[str, ...], windows: Windows, home: House
) -> None:
    from reporting.sealing import NotARecipient

    page = windows.form()
    arrive(page)
    rosa.fill(page, {"what_happened": "It is about one of you.", "readers": readers})
    rosa.press(page)
    rosa.words(page)
    for part in ("report", "headline", "contact"):
        for handle in open_to:
            home.open_as(handle, part)
        for handle in shut_to:
            with pytest.raises(NotARecipient):
                home.open_as(handle, part)


def test_with_no_alternate_the_second_stanza_goes_to_a_key_that_nobody_holds(browser: Browser, tmp_path: Path) -> None:
    from reporting.sealing import HYBRID, NotARecipient, inspect
    from tests.browser.at_home import at_home

    house = build(
        tmp_path / "alone",
        handles=("ada", "ben"),
        form=f"http://localhost:{free_port()}",
        desk=f"http://localhost:{free_port()}",
    )
    with at_home(house):
        windows = Windows(browser, house)
        page = windows.form()
        arrive(page)
        rosa.fill(page, {"what_happened": "It is about Ben.", "readers": "not-ben"})
        rosa.press(page)
        rosa.words(page)
        windows.close()
    assert house.open_as("ada", "report")["answers"]["what_happened"] == "It is about Ben."
    assert inspect(house.sealed("report")) == [HYBRID, HYBRID]
    with pytest.raises(NotARecipient):
        house.open_as("ben", "report")


def test_four_requests_and_few_bytes(windows: Windows) -> None:
    page = windows.form()
    requests: list[Request] = []
    page.on("request", lambda one: requests.append(one))
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    rosa.words(page)
    asked = {path: one.sizes() for one in requests if (path := one.url.removeprefix(windows.form_origin))[0] == "/"}
    assert list(asked) == ["/", "/form.js", "/recipients.txt", "/sealed"]
    assert asked["/"]["responseBodySize"] + asked["/"]["responseHeadersSize"] <= 14_000
    down = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in asked.values())
    assert down <= 80_000, asked
