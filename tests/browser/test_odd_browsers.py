"""Rosa's browser is not as ours: it keeps nothing, its clock is wrong, its work never ends. She gets through."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from reporting.mailbox.desk_thread import DeskThread
from tests.answers import Answering
from tests.browser import rosa
from tests.browser.sealing import arrive, kept, told
from tests.browser.windows import Windows
from tests.house import NOW, House

LOCKED = """globalThis.touched = [];
for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"]) {
  const refuse = () => { touched.push(name); throw new DOMException("no", "SecurityError"); };
  Object.defineProperty(globalThis, name, { get: refuse, configurable: true });
}
const refuse = () => { touched.push("cookie"); throw new DOMException("no", "SecurityError"); };
Object.defineProperty(Document.prototype, "cookie", { get: refuse, set: refuse });"""
NEVER = {
    "the words": "SubtleCrypto.prototype.deriveBits = () => new Promise(() => {})",
    "the keys": "SubtleCrypto.prototype.digest = () => new Promise(() => {})",
    "the seal": "SubtleCrypto.prototype.sign = () => new Promise(() => {})",
}
"""What of the work never ends: making the receipt, reading the list of keys, sealing."""


def looks(page: Page, words: str) -> None:
    page.goto("/receipt")
    expect(page.get_by_text("Your words stay in it.")).to_be_visible()
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.get_by_role("heading", name="Where it stands")).to_be_visible()


def the_whole_way(page: Page, home: House) -> None:
    """Report, come back, read an answer, write again, take it back."""
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = " ".join(rosa.words(page))
    expect(page.locator(".days time")).to_have_text(["Monday 30 November 2026", "Sunday 28 February 2027"])
    (report_id,) = home.report_ids()
    assert home.open_as("ada", "report")["sealed_by"] == "browser"
    Answering(home, "ada", report_id).send(1, "Thank you.")
    looks(page, words)
    expect(page.locator(".letters li")).to_contain_text("Monday 23 November 2026")
    page.fill("#text", "It was the small hall.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    with home.mailbox().read() as session:
        ours = [one for one in DeskThread(session).messages(report_id) if one.direction == "to-readers"]
    assert len(ours) == 1
    page.get_by_role("button", name="Take my report back").click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You took it back")


def test_with_storage_switched_off_the_whole_way_is_open_and_none_is_asked_for(windows: Windows, home: House) -> None:
    page = windows.form()
    page.add_init_script(LOCKED)
    the_whole_way(page, home)
    assert page.evaluate("touched") == []
    assert page.evaluate("() => { try { return localStorage && 'there'; } catch { return 'locked'; } }") == "locked"


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_ten_years_off_changes_nothing(windows: Windows, home: House, years: int) -> None:
    page = windows.form()
    page.clock.set_fixed_time(NOW.replace(year=NOW.year + years))
    the_whole_way(page, home)
    assert datetime.fromtimestamp(page.evaluate("Date.now()") / 1000, UTC).year == 2026 + years


def posts_of(page: Page) -> list[str]:
    posts: list[str] = []
    page.on("request", lambda one: posts.append(one.url) if one.method == "POST" else None)
    return posts


def pass_time_until_told(page: Page, selector: str = "[role=alert]") -> None:
    """Limits follow on one another, and what goes over the network takes true time: so in steps far below any limit."""
    for _ in range(60):
        page.wait_for_timeout(100)
        page.clock.run_for(5_000)
        if page.locator(selector).count():
            return


@pytest.mark.parametrize("what", NEVER)
def test_work_that_never_ends_is_given_up_and_nothing_goes_in_clear_unless_the_person_says_so(
    windows: Windows, home: House, what: str
) -> None:
    page = windows.form()
    page.clock.install()
    page.add_init_script(NEVER[what])
    page.goto("/")
    page.wait_for_load_state("networkidle")
    rosa.fill(page, rosa.EVERYTHING)
    posts = posts_of(page)
    rosa.press(page)
    expect(page.locator(".send button")).to_have_attribute("aria-disabled", "true")
    pass_time_until_told(page)
    told(page, "Your browser could not seal this")
    kept(page)
    assert posts == []
    page.get_by_role("button", name="Let our server seal it").click()
    rosa.words(page)
    assert posts == [f"{windows.form_origin}/"]
    assert home.open_as("ada", "report")["sealed_by"] == "server"


def test_a_seal_that_comes_too_late_is_not_sent(windows: Windows, home: House) -> None:
    page = windows.form()
    page.clock.install()
    page.add_init_script("""const { deriveBits } = SubtleCrypto.prototype;
        const late = new Promise((go) => (globalThis.go = go));
        SubtleCrypto.prototype.deriveBits = function (...all) {
          return late.then(() => deriveBits.apply(this, all));
        }""")
    page.goto("/")
    rosa.fill(page, {"what_happened": "He waited for me."})
    posts = posts_of(page)
    rosa.press(page)
    pass_time_until_told(page)
    told(page, "Your browser could not seal this")
    page.evaluate("go()")
    page.get_by_role("button", name="Go on writing").click()
    assert posts == [] and home.report_ids() == []
    rosa.press(page)
    rosa.words(page)
    assert len(home.report_ids()) == 1
    assert home.open_as("ada", "report")["sealed_by"] == "browser"


def opening(page: Page, words: str) -> None:
    page.evaluate(f"() => {{ {NEVER['the words']}; }}")
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()


def reading(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.evaluate("""() => { const { importKey } = SubtleCrypto.prototype;
        SubtleCrypto.prototype.importKey = function (...all) {
          return all[2].name === "HMAC" ? new Promise(() => {}) : importKey.apply(this, all);
        }; }""")
    page.get_by_role("button", name="Show me where it stands").click()
    expect(page.get_by_text("It is being opened.")).to_be_visible()


def writing(page: Page, words: str) -> None:
    page.fill("#words", words)
    page.get_by_role("button", name="Show me where it stands").click()
    page.fill("#text", "It was the small hall.")
    page.evaluate(f"() => {{ {NEVER['the seal']}; }}")
    page.get_by_role("button", name="Seal and send").click()


@pytest.mark.parametrize("does", [opening, reading, writing])
def test_coming_back_is_given_up_too_and_the_page_says_what_helps(
    windows: Windows, home: House, does: Callable[[Page, str], None]
) -> None:
    page = windows.form()
    page.clock.install()
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = " ".join(rosa.words(page))
    Answering(home, "ada", home.report_ids()[0]).send(1, "Thank you.")
    page.goto("/receipt")
    expect(page.get_by_text("Your words stay in it.")).to_be_visible()
    does(page, words)
    expect(page.locator(".again")).to_have_count(0)
    pass_time_until_told(page, ".again")
    expect(page.locator(".again")).to_contain_text("Your browser could not do this")
    expect(page.locator(".again")).to_contain_text("switch JavaScript off")
    assert page.get_by_text("This is not from the readers.").count() == 0
    if does is writing:
        assert page.input_value("#text") == "It was the small hall."


@pytest.mark.parametrize("path", ["recipients.txt", "sealed"])
def test_an_answer_that_stops_half_way_is_given_up(windows: Windows, home: House, path: str) -> None:
    """Its head has come, and then nothing any more: for a browser that is no error."""
    page = windows.form()
    page.clock.install()
    page.add_init_script(
        """const { fetch } = globalThis;
        globalThis.fetch = async (path, how) => {
          const answer = await fetch(path, how);
          const never = () => new Promise((_, no) => how.signal.addEventListener("abort", () => no(how.signal.reason)));
          return path === "PATH" ? Object.assign(answer, { text: never, json: never }) : answer;
        };""".replace("PATH", path)
    )
    page.goto("/")
    rosa.fill(page, rosa.EVERYTHING)
    rosa.press(page)
    pass_time_until_told(page)
    told(page, "We could not reach our server")
    kept(page)


def test_a_page_that_was_left_open_for_a_year_by_its_own_clock_still_sends(windows: Windows, home: House) -> None:
    page = windows.form()
    page.clock.install(time=NOW)
    arrive(page)
    rosa.fill(page, {"what_happened": "He waited for me."})
    page.clock.set_system_time(NOW + timedelta(days=365))
    rosa.press(page)
    rosa.words(page)
    assert len(home.report_ids()) == 1
