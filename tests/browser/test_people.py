"""Who reads and who audits is changed in real browsers: made by one, proposed by another, signed by a third; what an
operator writes into the draft is refused by the browser that would sign it."""

from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, expect

from reporting.cli import main
from reporting.roster import Person, Role, load
from reporting.roster.folder import read_keys
from reporting.roster.people import in_fours
from tests.browser.changing_people import (
    CLEO,
    ada_who_came,
    ben_who_came,
    forged,
    goes_to_people,
    payload,
    picks,
    presses,
    proposes,
    sent,
    signs,
    waits,
)
from tests.browser.enrolling import Enrolling
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.house import PASSPHRASE, House, locked, newcomer

ada = ada_who_came
ben = ben_who_came

BEN_ANEW = newcomer("ben", "Ben Okafor", Role.REVIEWER, key="ben, anew")


def done(page: Page) -> None:
    expect(page.locator("#announce")).to_have_text("Signed. The new roster is in force.")
    expect(page.locator("#change-title")).to_have_text("No change waits for a signature")


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
    expect(change).to_contain_text("You cannot, since it is about you.")
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


def test_nothing_can_be_proposed_before_the_key_is_open(ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    buttons = page.get_by_role("button", name="Propose")
    for at in range(3):
        expect(buttons.nth(at)).to_be_enabled()
    page.reload()
    expect(page.get_by_text("no key is open in this tab")).to_be_visible()
    for at in range(3):
        expect(buttons.nth(at)).to_be_disabled()


def test_a_change_is_dropped(home: House, ada: AtTheDesk) -> None:
    page = goes_to_people(ada)
    proposes(page, CLEO)
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator("#change-title")).to_have_text("No change waits for a signature")
    assert read_keys(home.keys).proposal is None and not (home.keys / "cleo.pub").exists()


def test_whoever_takes_another_roster_for_the_right_one_proposes_once(windows: Windows, ada: AtTheDesk) -> None:
    ada.page.evaluate("localStorage.setItem('reporting.roster', JSON.stringify({serial: 1, sha256: '0'.repeat(64)}))")
    ben = AtTheDesk(windows.desk(), "ben").comes()
    proposes(goes_to_people(ada), CLEO)
    signs(goes_to_people(ben))
    done(ben.page)
    page = goes_to_people(ada)
    right = page.get_by_role("button", name="I have asked, and this roster is right")
    expect(right).to_be_visible()
    page.locator("main").evaluate("main => { main.dataset.old = 'yes'; }")
    right.click()
    expect(page.locator(".alarm")).to_have_count(0)
    expect(page.locator("main[data-old]")).to_have_count(0)  # the page comes anew, and takes away what was typed before
    before = len(sent(windows))
    proposes(page, newcomer("kim", "Kim Ode", Role.AUDITOR))
    page.wait_for_timeout(500)
    assert len(sent(windows)) == before + 1


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
    page.get_by_role("button", name="Not in this browser").click()
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
