"""Who reads and who audits is changed in real browsers: made by one, proposed by another, signed by a third; what an
operator writes into the draft is refused by the browser that would sign it."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import FilePayload, Page, Route, expect

from reporting.cli import main
from reporting.roster import Person, Role, load
from reporting.roster.changes import Proposal
from reporting.roster.folder import read_keys
from reporting.roster.people import in_fours
from tests.browser.enrolling import Enrolling
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.house import PASSPHRASE, House, key_of, locked, newcomer

CLEO = newcomer("cleo", "Cleo Marsh", Role.ALTERNATE)
BEN_ANEW = newcomer("ben", "Ben Okafor", Role.REVIEWER, key="ben, anew")


@pytest.fixture
def ada(windows: Windows, home: House) -> AtTheDesk:
    del home
    return AtTheDesk(windows.desk()).comes()


@pytest.fixture
def ben(windows: Windows, home: House) -> AtTheDesk:
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


def done(page: Page) -> None:
    expect(page.locator("#announce")).to_have_text("Signed. The new roster is in force.")
    expect(page.locator("#change-title")).to_have_text("No change waits for a signature")


def sent(windows: Windows) -> list[str]:
    return [url for url in windows.requests if "/people/" in url]


def verified(home: House) -> str:
    """What the command line says of the folder."""
    environ = {"REPORTING_KEYS": str(home.keys), "REPORTING_INSTANCE": str(home.folder / "instance")}
    told = CliRunner().invoke(main, ["key", "list"], env=environ)
    assert told.exit_code == 0, told.output
    return told.output


def test_somebody_enrols_ada_proposes_ben_signs(windows: Windows, home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    made = Enrolling(windows.desk()).makes("Cleo Marsh", "alternate", about="past president")
    cleo = Person.parse(made.public_file)
    page = goes_to_people(ada)
    expect(page.locator("[data-handle=ines]")).to_contain_text("alternate")
    expect(page.locator("[data-handle=ines]")).to_contain_text(home.person("ines").short)
    picks(page, payload(cleo))
    expect(page.locator('[data-part="newcomer"]')).to_contain_text(in_fours(cleo.fingerprint))
    presses(page, "add")
    waits(page)

    page = goes_to_people(ben)
    change = page.locator('[data-part="change"]')
    expect(change).to_contain_text("adds Cleo Marsh as alternate")
    expect(change).to_contain_text(in_fours(cleo.fingerprint))
    expect(change).to_contain_text("It takes effect when Ada Lindqvist or Ben Okafor signs it.")
    assert home.roster.serial == 1
    signs(page)
    done(page)
    expect(page.locator("[data-handle=cleo]")).to_contain_text("Cleo Marsh, past president")
    expect(page.locator("#notices")).to_contain_text("Cleo Marsh (alternate) was added.")
    assert "Roster 2 of Larkfield Network" in verified(home) and "Cleo Marsh" in verified(home)
    assert home.roster.by_handle("cleo") == cleo

    (home.folder / "cleo.age").write_bytes(made.key_file)
    new = windows.desk()
    new.goto("/")
    new.set_input_files("#key-file", str(home.folder / "cleo.age"))
    new.fill("#passphrase", made.passphrase)
    new.get_by_role("button", name="Open my key").click()
    expect(new.get_by_role("heading", level=1)).to_have_text("Inbox")

    page = goes_to_people(ada)
    expect(page.locator("[data-handle=cleo]")).to_contain_text("Cleo Marsh")
    expect(page.locator("#notices")).to_contain_text("The change is properly signed")


def test_what_the_desk_signed_the_command_line_goes_on_from(home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    environ = {"REPORTING_KEYS": str(home.keys), "REPORTING_INSTANCE": str(home.folder / "instance")}
    (home.folder / "ben.age").write_bytes(locked("ben"))
    told = CliRunner().invoke(
        main, ["key", "sign", "--key", str(home.folder / "ben.age")], input=f"{PASSPHRASE}\n", env=environ
    )
    assert told.exit_code == 0 and "Roster 2 is in force" in told.output
    signs(page)
    expect(page.locator('[data-part="change-say"]')).to_contain_text("nothing was signed")
    goes_to_people(ada)
    expect(page.locator("#change-title")).to_have_text("No change waits for a signature")
    expect(page.locator("[data-handle=cleo]")).to_be_visible()
    proposes(page, BEN_ANEW)
    signs(page)
    done(page)
    assert "Roster 3" in verified(home) and home.roster.by_handle("ben") == BEN_ANEW


def test_a_changed_key_is_signed_by_the_other_alone(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    page = goes_to_people(ben)
    proposes(page, BEN_ANEW)
    change = page.locator('[data-part="change"]')
    expect(change).to_contain_text("gives Ben Okafor other keys")
    expect(change).to_contain_text("You cannot")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    page = goes_to_people(ada)
    expect(page.locator('[data-part="change"]')).to_contain_text("takes effect when Ada Lindqvist signs it")
    signs(page)
    done(page)
    expect(page.locator("[data-handle=ben]")).to_contain_text(BEN_ANEW.short)
    assert home.roster.by_handle("ben") == BEN_ANEW
    ben.page.get_by_role("link", name="My entries").click()
    expect(ben.page.get_by_text("Your session has ended")).to_be_visible()


def test_a_reviewer_leaves_and_the_alternate_takes_the_place(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    page = goes_to_people(ada)
    page.select_option("#leaving", "ben")
    presses(page, "retire")
    waits(page)
    change = page.locator('[data-part="change"]')
    expect(change).to_contain_text("retires Ben Okafor")
    expect(change).to_contain_text("It cannot be signed yet")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    page.select_option("#moving", "ines")
    page.select_option("#becomes", "reviewer")
    presses(page, "role")
    expect(change).to_contain_text("makes Ines Duarte reviewer instead of alternate")
    signs(page)
    done(page)
    assert [one.handle for one in home.roster.reviewers] == ["ada", "ines"]
    expect(page.locator("[data-handle=ben]")).to_have_count(0)
    ben.page.reload()
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_a_change_is_dropped(home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator("#change-title")).to_have_text("No change waits for a signature")
    assert read_keys(home.keys).proposal is None and not (home.keys / "cleo.pub").exists()


MALLORY = newcomer("mallory", "Mallory Vane", Role.REVIEWER)


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


@pytest.mark.parametrize(
    "how",
    ["it follows another roster", "a number left out", "changed after Ben signed", "a first roster of its own"],
)
def test_a_forged_draft_is_refused_in_the_browser(how: str, windows: Windows, home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    (home.keys / "roster.proposed").write_bytes(forged(home, how))
    page.get_by_role("link", name="My entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My entries")
    goes_to_people(ada)
    expect(page.locator('[data-part="change"]')).to_contain_text("This change is not what it should be")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    assert not [url for url in sent(windows) if url.endswith("/sign")]


def test_what_the_browser_says_is_what_the_draft_says(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    """The operator puts Mallory where Ada proposed Cleo. Nothing is wrong with the file: Ben reads what it would do."""
    proposes(goes_to_people(ada), CLEO)
    keys = read_keys(home.keys)
    assert keys.listing
    other = Proposal.following(keys.listing, keys.notes[-1], home.clock.today())
    other = other.without("ada", home.clock.today()).seating(MALLORY.seat, home.clock.today())
    (home.keys / "cleo.pub").unlink()
    (home.keys / "mallory.pub").write_bytes(MALLORY.public_file())
    (home.keys / "roster.proposed").write_bytes(bytes(other.note))
    change = goes_to_people(ben).locator('[data-part="change"]')
    expect(change).to_contain_text("adds Mallory Vane as reviewer")
    expect(change).to_contain_text("retires Ada Lindqvist")
    expect(change).to_contain_text(in_fours(MALLORY.fingerprint))
    expect(change).not_to_contain_text("Cleo")


def test_whoever_takes_another_roster_for_the_right_one_proposes_once(windows: Windows, ada: AtTheDesk) -> None:
    ada.page.evaluate("localStorage.setItem('reporting.roster', JSON.stringify({serial: 1, sha256: '0'.repeat(64)}))")
    ben = AtTheDesk(windows.desk(), "ben").comes()
    proposes(goes_to_people(ada), CLEO)
    signs(goes_to_people(ben))
    done(ben.page)
    page = goes_to_people(ada)
    page.get_by_role("button", name="I have asked, and this roster is right").click()
    expect(page.locator(".alarm")).to_have_count(0)
    before = len(sent(windows))
    proposes(page, newcomer("kim", "Kim Ode", Role.AUDITOR))
    page.wait_for_timeout(500)
    assert len(sent(windows)) == before + 1


def test_a_draft_that_changes_while_one_reads_it_is_not_signed(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    proposes(goes_to_people(ada), CLEO)
    page = goes_to_people(ben)
    waits(page)
    proposes(ada.page, newcomer("kim", "Kim Ode", Role.AUDITOR))
    signs(page)
    expect(page.locator('[data-part="change-say"]')).to_contain_text("has changed meanwhile; nothing was signed")
    assert home.roster.serial == 1
    draft = read_keys(home.keys).proposal
    assert draft and not draft.signers


def test_a_page_that_lies_about_the_roster_in_force_is_not_signed(
    home: House, ada: AtTheDesk, windows: Windows
) -> None:
    proposes(goes_to_people(ada), CLEO)
    page = ada.page

    def lies(route: Route) -> None:
        answer = route.fetch()
        body = re.sub(r'data-in-force="\w+"', f'data-in-force="{"0" * 64}"', answer.text())
        route.fulfill(response=answer, body=body)

    page.route("**/people", lies)
    page.get_by_role("link", name="My entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My entries")
    goes_to_people(ada)
    expect(page.locator('[data-part="change"]')).to_contain_text("another roster than the one that the desk proves")
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    assert not [url for url in sent(windows) if url.endswith("/sign")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (locked("ben"), "This is a private key file. It was not sent anywhere."),
        (key_of("ben").identity.secret_text().encode(), "This is a private key file. It was not sent anywhere."),
        (b"\xff\xd8\xff\xe0" + bytes(900), "This is no public file"),
        (CLEO.public_file().replace(b"Cleo", b"Cl\xe2\x80\xaeeo"), "This is no public file"),
        (CLEO.public_file()[:-40], "This is no public file"),
        (bytes(9000), "far too large"),
        (b"", "This is no public file"),
    ],
)
def test_what_is_no_public_file_never_leaves_the_browser(
    content: bytes, said: str, windows: Windows, ada: AtTheDesk
) -> None:
    page = goes_to_people(ada)
    picks(page, {"name": "cleo.pub", "mimeType": "", "buffer": content})
    expect(page.locator('[data-part="propose-say"]')).to_contain_text(said)
    presses(page, "add")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text(said)
    assert not sent(windows)


def test_what_the_desk_refuses_is_told_beside_the_form(ada: AtTheDesk, home: House) -> None:
    page = goes_to_people(ada)
    picks(page, payload(newcomer("ada", "Mallory Vane", Role.REVIEWER, key="mallory")))
    presses(page, "add")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text("that of Ada Lindqvist")
    presses(page, "retire")
    expect(page.locator('[data-part="propose-say"]')).to_contain_text("Choose who leaves")
    assert read_keys(home.keys).proposal is None


def test_alternates_and_auditors_see_it_and_cannot_change_it(windows: Windows, home: House, ada: AtTheDesk) -> None:
    proposes(goes_to_people(ada), CLEO)
    ines = AtTheDesk(windows.desk(), "ines").comes()
    olu = AtTheDesk(windows.desk(), "olu")
    olu.page.goto("/")
    olu.opens_key()
    expect(olu.page.get_by_role("heading", level=1)).to_have_text("Who looked at what")
    for who in (ines, olu):
        page = goes_to_people(who)
        expect(page.locator('[data-part="change"]')).to_contain_text("adds Cleo Marsh as alternate")
        expect(page.get_by_role("button", name="Sign this change")).to_have_count(0)
        expect(page.locator("form[data-propose]")).to_have_count(0)


def test_the_page_when_no_key_is_open(ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    page.reload()
    expect(page.get_by_text("no key is open in this tab")).to_be_visible()
    expect(page.get_by_role("button", name="Sign this change")).to_be_disabled()
    expect(page.locator('[data-part="change"]')).not_to_contain_text("Cleo")
    ada.opens_key()
    expect(page.locator('[data-part="change"]')).to_contain_text("adds Cleo Marsh")
    expect(page.get_by_role("button", name="Sign this change")).to_be_enabled()


def test_everyone_can_use_the_page(ada: AtTheDesk, home: House) -> None:
    page = goes_to_people(ada)
    page.get_by_role("button", name="I have compared them").click()
    page.get_by_role("button", name="Not now").click()
    sound(page)
    picks(page, payload(CLEO))
    expect(page.locator('[data-part="newcomer"]')).to_contain_text("Cleo")
    sound(page)
    presses(page, "add")
    waits(page)
    sound(page)
    (home.keys / "roster.proposed").write_bytes(forged(home, "it follows another roster"))
    page.get_by_role("link", name="My entries").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My entries")
    goes_to_people(ada)
    expect(page.locator('[data-part="change"] .warning')).to_be_visible()
    sound(page)


def test_the_roster_that_was_signed_in_the_browser_verifies_from_its_first_note(home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    for person in (CLEO, newcomer("kim", "Kim Ode", Role.AUDITOR), BEN_ANEW):
        proposes(page, person)
        signs(page)
        done(page)
    roster = load(Path(home.keys))
    assert roster and roster.serial == 4
    assert {person.name for person in roster.people} >= {"Cleo Marsh", "Kim Ode", "Ben Okafor"}
