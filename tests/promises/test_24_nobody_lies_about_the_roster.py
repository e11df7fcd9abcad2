"""Promise 24 for who reads: no roster counts that no reviewer signed, and no browser goes back to an older one."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from reporting.roster import RosterError
from tests.browser.at_home import listening
from tests.browser.mallory import her_roster
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.house import House, build
from tests.ports import free_port
from tests.promises.mallorys import ROSAS, report_of_rosa

rosas = report_of_rosa


def alarm(page: Page) -> Locator:
    """A warning that cannot be overlooked, with the focus on it, before anything was opened."""
    said = page.locator(".alarm")
    expect(said).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.alarm') !== null")
    return said


def test_the_desk_serves_no_roster_that_no_reviewer_signed(home: House, rosas: str, ada: AtTheDesk) -> None:
    ada.comes()
    note = home.keys / "roster"
    note.write_bytes(note.read_bytes().replace(b"alternate ines", b"reviewer ines"))
    with pytest.raises(RosterError):
        home.desk()
    ada.page.locator(f'[data-case="{case_of(home, rosas)}"] a').click()
    expect(ada.page.locator("body")).to_contain_text("cannot work safely")
    assert ROSAS["what_happened"] not in ada.page.content()


def lies(page: Page, change: Callable[[dict[str, object]], None]) -> None:
    """The desk's server is hers, too: it says of the roster what she wants."""

    def answer(route: Route) -> None:
        given = route.fetch().json()
        change(given)
        route.fulfill(json=given)

    page.route("**/roster", answer)


def unsigned(given: dict[str, object]) -> None:
    (note,) = given["notes"]  # type: ignore[misc]
    given["notes"] = [note.replace("Ines Duarte", "Inez Duarte")]  # type: ignore[has-type]


def other_recipients(given: dict[str, object]) -> None:
    text = str(given["recipients"]).splitlines(keepends=True)
    given["recipients"] = "".join(text[:-2])


def as_ben(given: dict[str, object]) -> None:
    """She gives Ada's browser the page of somebody else."""
    given["me"] = "0" * 52


@pytest.mark.parametrize(
    ("lie", "warned"),
    [
        (unsigned, "does not verify"),
        (other_recipients, "names keys that the roster does not"),
        (as_ben, "takes you for somebody else"),
    ],
)
def test_a_desk_that_lies_about_the_roster(
    lie: Callable[[dict[str, object]], None], warned: str, windows: Windows, rosas: str, ada: AtTheDesk
) -> None:
    lies(ada.page, lie)
    ada.page.goto("/")
    ada.opens_key()
    expect(alarm(ada.page)).to_contain_text(warned)
    assert not [url for url in windows.requests if "/inbox" in url], "nothing is asked for before it is settled"
    expect(ada.page.get_by_role("button", name="I have asked, and this roster is right")).to_have_count(0)


def test_a_browser_that_has_pinned_the_roster_warns_of_another(
    home: House, tmp_path: Path, windows: Windows, ada: AtTheDesk
) -> None:
    ada.comes()
    pinned = ada.page.evaluate("localStorage.getItem('reporting.roster')")
    ada.page.get_by_role("button", name="Sign out", exact=True).click()
    expect(ada.page.get_by_role("button", name="Open my key")).to_be_visible()
    her_roster(tmp_path / "hers", home)
    shutil.rmtree(home.keys)
    shutil.copytree(tmp_path / "hers", home.keys)
    asked = len(windows.requests)
    ada.opens_key()
    said = alarm(ada.page)
    expect(said).to_contain_text("This is not the roster that this browser knows")
    expect(said).to_contain_text("Mordred")
    assert not [url for url in windows.requests[asked:] if "/inbox" in url]
    assert ada.page.evaluate("localStorage.getItem('reporting.roster')") == pinned


def test_a_browser_that_has_seen_a_newer_roster_warns_of_an_older(home: House, ada: AtTheDesk) -> None:
    ada.comes()
    pin = json.loads(ada.page.evaluate("localStorage.getItem('reporting.roster')"))
    ada.page.evaluate("pin => localStorage.setItem('reporting.roster', pin)", json.dumps(pin | {"serial": 2}))
    ada.page.goto("/")
    ada.opens_key()
    expect(alarm(ada.page)).to_contain_text("older roster than before")


def test_a_form_that_seals_to_other_keys_is_told_to_every_reader(tmp_path: Path, browser: Browser) -> None:
    """Her form runs in the place of ours, with a roster of her own that verifies."""
    ours = build(tmp_path / "house", form=f"http://localhost:{free_port()}", desk=f"http://localhost:{free_port()}")
    her_roster(tmp_path / "hers", ours)
    hers = House(ours.folder, ours.clock, {"REPORTING_KEYS": str(tmp_path / "hers")})
    windows = Windows(browser, ours)
    with listening(hers.form()), listening(ours.desk()):
        ada = AtTheDesk(windows.desk()).comes()
        expect(alarm(ada.page)).to_contain_text("The form seals to other keys than those you know")
        expect(ada.page.locator("#below")).to_have_text("The form seals to other keys than those you know.")
        windows.close()
