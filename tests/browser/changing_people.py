"""The page on which people are proposed and signed, as Ada and Ben use it."""

import pytest
from playwright.sync_api import FilePayload, Page, expect

from reporting.roster import Person, Role
from reporting.roster.folder import read_keys
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.house import House, key_of, newcomer

CLEO = newcomer("cleo", "Cleo Marsh", Role.ALTERNATE)


@pytest.fixture
def ada_who_came(windows: Windows, home: House) -> AtTheDesk:
    del home
    return AtTheDesk(windows.desk()).comes()


@pytest.fixture
def ben_who_came(windows: Windows, home: House) -> AtTheDesk:
    del home
    return AtTheDesk(windows.desk(), "ben").comes()


def goes_to_people(who: AtTheDesk) -> Page:
    who.page.get_by_role("link", name="People", exact=True).click()
    expect(who.page.get_by_role("heading", level=1)).to_have_text("People")
    return who.page


def payload(person: Person) -> FilePayload:
    return {"name": f"{person.handle}.pub", "mimeType": "", "buffer": person.public_file()}


def picks(page: Page, file: FilePayload) -> None:
    page.set_input_files("#pub", file)


def presses(page: Page, form: str) -> None:
    page.locator(f'form[data-propose="{form}"]').get_by_role("button", name="Propose").click()


def proposes(page: Page, person: Person) -> None:
    picks(page, payload(person))
    presses(page, "add")
    waits(page)


def waits(page: Page) -> None:
    expect(page.locator("#change-title")).to_have_text("A change waits for a signature")
    expect(page.locator('[data-part="change"]')).to_contain_text("Proposed on")


def signs(page: Page) -> None:
    page.get_by_role("button", name="Sign this change").click()


def sent(windows: Windows) -> list[str]:
    return [url for url in windows.requests if "/people/" in url]


def forged(home: House, how: str) -> bytes:
    """What an operator makes of the draft with an editor, or with the signatures of others."""
    keys = read_keys(home.keys)
    draft = keys.proposal
    assert draft and keys.listing
    text = draft.note.text
    signed = bytes(draft.signed(key_of("ben")).note).decode()
    changed = {
        "it follows another roster": text.replace(draft.listing.previous, "0" * 64) + "\n",
        "a number left out": text.replace("serial 2", "serial 3") + "\n",
        "changed after Ben signed": signed.replace("Cleo Marsh", "Cleo March"),
        "a first roster of its own": text.replace("serial 2", "serial 1").replace(draft.listing.previous, "-") + "\n",
    }
    return changed[how].encode()
