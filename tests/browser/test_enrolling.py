"""A person makes their key in a real browser: what they go away with opens with our own tools, and nothing of it went
over the wire."""

import json
import re
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser, expect

from reporting.roster import Person, Role
from reporting.sealing import inspect
from reporting.sealing.armor import dearmor
from reporting.sealing.keyfiles import unlock
from tests.browser.enrolling import Enrolling, Made
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk
from tests.browser.test_desk import AUTHENTICATOR, EVERYWHERE_IN_THE_PAGE
from tests.browser.windows import Windows
from tests.browser.wire import Wire, recorded
from tests.house import House, build
from tests.node import node, node_modules
from tests.ports import free_port


@pytest.fixture
def watched_desk(browser: Browser, tmp_path: Path) -> Iterator[tuple[Windows, Wire]]:
    """A desk behind a wire that sees every byte."""
    house = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    with recorded(house, "desk", port=free_port()) as wire:
        windows = Windows(browser, house)
        yield windows, wire
        windows.close()


def opened(made: Made) -> Person:
    """The public half, which must be that of the private one."""
    person = Person.parse(made.public_file)
    key = unlock(made.key_file, made.passphrase)
    assert (person.recipient, person.verifier.raw) == (key.recipient_text, key.verify_key)
    return person


def test_a_key_made_in_the_browser_is_one_of_ours(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/")
    page.get_by_role("link", name="Make one in this browser").click()
    enrolling = Enrolling(page)
    enrolling.fills_in("  Inês   Duarte ", "alternate", about="past president")
    made = enrolling.takes()
    person = opened(made)
    assert (person.name, person.about, person.role, person.handle) == (
        "Inês Duarte",
        "past president",
        Role.ALTERNATE,
        "ines",
    )
    assert re.fullmatch(r"[a-z]+(-[a-z]+){6}", made.passphrase)
    (stanza,) = re.findall(rb"-> scrypt \S+ (\d+)\n", dearmor(made.key_file))
    assert stanza == b"18" and inspect(dearmor(made.key_file)) == ["scrypt"]
    told = page.locator('code[data-text="fingerprint"]').inner_text()
    assert told.replace(" ", "") == person.fingerprint


def test_another_implementation_of_age_opens_it(windows: Windows) -> None:
    made = Enrolling(windows.desk()).makes("Noor Haddad", "reviewer")
    script = """
        import { Decrypter, armor } from "age-encryption";
        const [file, passphrase] = JSON.parse(process.argv[1]);
        const opener = new Decrypter();
        opener.addPassphrase(passphrase);
        process.stdout.write(await opener.decrypt(armor.decode(file), "text"));
    """
    given = json.dumps([made.key_file.decode(), made.passphrase])
    ran = subprocess.run(
        [node(), "--input-type=module", "-e", script, given],
        cwd=node_modules().parent, capture_output=True, check=True, text=True,
    )  # fmt: skip
    assert ran.stdout == f"{unlock(made.key_file, made.passphrase).identity.secret_text()}\n"


def test_nothing_of_it_goes_over_the_wire(watched_desk: tuple[Windows, Wire]) -> None:
    windows, wire = watched_desk
    page = windows.desk()
    enrolling = Enrolling(page)
    page.goto("/enrol")
    page.wait_for_load_state("networkidle")
    before, already = list(windows.requests), wire.sent.decode("latin-1")
    enrolling.fills_in("Noor Haddad", "reviewer", about="ethics board")
    made = enrolling.takes()
    page.get_by_role("button", name="Keep the locked key file here").click()
    started = {url for url in windows.requests if url not in before and not url.startswith("blob:")}
    assert started <= {f"{windows.desk_origin}/static/desk-worker.js"}
    secret = unlock(made.key_file, made.passphrase).identity.secret_text()
    sent = wire.sent.decode("latin-1")
    assert "GET /enrol" in sent, "the wire was watched"
    for text in (secret, made.passphrase, "Noor", "noor", Person.parse(made.public_file).recipient[:60], "BEGIN AGE"):
        assert text not in sent
    for word in made.passphrase.split("-"):  # a word may be one of those that every browser sends, as in "keep-alive"
        assert re.search(rf"\b{word}\b", already) or not re.search(rf"\b{word}\b", sent)
    held: str = page.evaluate(EVERYWHERE_IN_THE_PAGE)
    assert made.key_file.decode()[40:90] in held, "the page was searched: the locked file is kept there"
    assert "AGE-SECRET-KEY" not in held and made.passphrase not in held


def test_the_passphrase_is_asked_for_once_and_gone_then(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/enrol")
    Enrolling(page).fills_in("Noor Haddad", "reviewer")
    words = page.locator('[data-part="words"] li')
    expect(words).to_have_count(7)
    shown = words.all_inner_texts()
    page.get_by_role("button", name="I have written them down").click()
    expect(words.first).to_be_hidden()
    page.fill("#typed", " ".join(reversed(shown)))
    page.get_by_role("button", name="Check").click()
    expect(page.locator('[data-part="check-say"]')).to_contain_text("not what was shown")
    page.get_by_role("button", name="Show the words again").click()
    expect(words.first).to_be_visible()
    made = Enrolling(page).takes()
    assert made.passphrase == "-".join(shown)
    expect(words).to_have_count(0)


def test_the_sheet_opens_the_key_and_bears_no_passphrase(windows: Windows) -> None:
    page = windows.desk()
    page.add_init_script("globalThis.printed = 0; globalThis.print = () => { printed += 1; };")
    page.goto("/enrol")
    enrolling = Enrolling(page)
    enrolling.fills_in("Noor Haddad", "reviewer")
    words = enrolling.words()
    page.get_by_role("button", name="Print the sheet").click()
    assert page.evaluate("printed") == 1
    page.emulate_media(media="print")
    sheet = page.locator(".sheet")
    expect(sheet).to_be_visible()
    expect(page.locator(".passphrase")).to_be_hidden()
    on_paper = page.inner_text("body")
    assert on_paper.count("Recovery sheet") == 1 and "Make my key" not in on_paper
    assert not [word for word in words if re.search(rf"^{word}$", on_paper, re.MULTILINE)]
    assert "-".join(words) not in on_paper and " ".join(words) not in on_paper
    typed = sheet.locator(".type").inner_text()
    page.emulate_media(media="screen")
    expect(sheet).to_be_hidden()
    made = Enrolling(page).takes()
    assert unlock(typed.encode(), made.passphrase).verify_key == unlock(made.key_file, made.passphrase).verify_key
    person = Person.parse(made.public_file)
    assert person.name in on_paper and person.fingerprint in on_paper.replace(" ", "")


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_sheet_is_one_sheet(paper: str, windows: Windows) -> None:
    """What tells a zero from the letter O must not lie on a second one, which gets lost."""
    page = windows.desk()
    page.goto("/enrol")
    where = "vice chair of the board of the northern chapter"
    Enrolling(page).fills_in("Tora Sandvik of the Northern Chapter", "reviewer", about=where, handle="tora")
    expect(page.locator('[data-part="words"] li')).to_have_count(7)
    edge = "15mm"
    printed = page.pdf(format=paper, margin={"top": edge, "bottom": edge, "left": edge, "right": edge})
    with pikepdf.open(BytesIO(printed)) as paged:
        assert len(paged.pages) == 1


@pytest.mark.parametrize(
    ("name", "handle", "said"),
    [
        ("李小龙", None, "short name"),
        ("Ada, L", None, "comma"),
        ("Log Lady", None, "short name"),
        ("Ada", "A b", "a to z"),
    ],
)
def test_a_name_that_cannot_be_one_is_told_at_once(name: str, handle: str | None, said: str, windows: Windows) -> None:
    page = windows.desk()
    page.goto("/enrol")
    Enrolling(page).fills_in(name, "reviewer", handle=handle)
    expect(page.locator('[data-part="say"]')).to_contain_text(said)
    assert page.input_value("#name") == name


def test_a_passkey_opens_the_new_key(windows: Windows) -> None:
    page = windows.desk()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    Enrolling(page).makes("Noor Haddad", "reviewer")
    page.get_by_role("button", name="Set up a passkey").click()
    expect(page.locator('[data-part="keep-say"]')).to_contain_text("The passkey is set up")
    page.goto("/")
    page.get_by_role("button", name="Open with your passkey").click()
    expect(page.locator('[data-part="say"]')).to_contain_text("did not sign you in")
    session.detach()


def test_who_has_a_key_makes_another_and_goes_on_with_the_old_one(windows: Windows, home: House) -> None:
    ada = AtTheDesk(windows.desk()).comes(keep=True)
    kept = ada.page.evaluate("localStorage.getItem('reporting.key')")
    ada.page.evaluate("document.querySelector('nav').append(Object.assign(document.createElement('a'), "
                      "{href: '/enrol', textContent: 'to enrol'}))")  # fmt: skip
    ada.page.get_by_role("link", name="to enrol").click()
    Enrolling(ada.page).fills_in("Ada Lindqvist", "reviewer", about="ethics board")
    made = Enrolling(ada.page).takes()
    assert opened(made).handle == "ada"
    assert opened(made).fingerprint != home.person("ada").fingerprint
    expect(ada.page.get_by_text("This browser keeps another key already")).to_be_visible()
    expect(ada.page.get_by_role("button", name="Keep the locked key file here")).to_be_hidden()
    assert ada.page.evaluate("localStorage.getItem('reporting.key')") == kept
    ada.goes_home()
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("My entries")


def test_everyone_can_use_the_page(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/enrol")
    sound(page)
    enrolling = Enrolling(page)
    enrolling.fills_in("Ada, L", "reviewer")
    sound(page)
    enrolling.fills_in("Noor Haddad", "reviewer")
    expect(page.locator('[data-part="words"] li')).to_have_count(7)
    sound(page)
    enrolling.takes()
    sound(page)


def test_going_back_asks_before_a_key_is_lost_that_nobody_has_saved(windows: Windows) -> None:
    page = windows.desk()
    page.goto("/")
    page.get_by_role("link", name="Make one in this browser").click()
    Enrolling(page).fills_in("Noor Haddad", "reviewer")
    shown = Enrolling(page).words()
    with page.expect_event("dialog") as asked:
        page.evaluate("history.back()")
    assert "Your new key is not saved" in asked.value.message
    page.wait_for_url("**/enrol")
    assert Enrolling(page).words() == shown
    windows.dialogs.clear()
    Enrolling(page).takes()
    page.evaluate("history.back()")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
