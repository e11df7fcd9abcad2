"""Ada and Ben at their desk, and Olu in the auditors' room."""

from playwright.sync_api import Page, expect

from reporting.roster import Role
from tests.browser.enrolling import Enrolling
from tests.browser.people import AtTheDesk
from tests.house import newcomer
from tests.pictures.album import Album


def part(name: str) -> str:
    return f'main [data-part="{name}"]'


def says(page: Page, name: str, text: str) -> None:
    page.fill(part(f"{name}-text"), text)
    page.click(part(name))


def stands_at(page: Page, status: str) -> None:
    expect(page.locator("#path [aria-current]")).to_have_text(status)


def arrives(album: Album, ada: AtTheDesk) -> None:
    """Sign in, and what waits there."""
    page = ada.page
    page.goto("/")
    album.page(page, "desk-sign-in")
    ada.opens_key()
    page.get_by_role("button", name="I have compared them").click()
    page.get_by_role("button", name="Not in this browser").click()
    expect(page.locator("tbody [data-case]").first).to_be_visible()
    expect(page.get_by_text("Not opened yet")).to_have_count(0)
    album.page(page, "desk-inbox")


def comes(reader: AtTheDesk) -> None:
    """Sign in, and put aside what is said to whoever comes for the first time."""
    reader.comes()
    reader.page.get_by_role("button", name="I have compared them").click()
    reader.page.get_by_role("button", name="Not in this browser").click()


def answers(album: Album, ada: AtTheDesk, case_id: str) -> None:
    """The first view of a case, then opened, then a reply."""
    ada.walks_to(case_id)
    album.page(ada.page, "desk-case-sealed")
    ada.page.get_by_role("button", name="Open the report").click()
    expect(ada.page.locator("#announce")).to_have_text("The report is open")
    album.page(ada.page, "desk-case-opened")
    says(ada.page, "reply", "Thank you for writing. We have read it. In which hall was the workshop?")
    stands_at(ada.page, "acknowledged")
    ada.goes_home()


def proposes(album: Album, ada: AtTheDesk, case_id: str) -> None:
    """Contact, file, note, checklist, decision."""
    ada.opens(case_id)
    page = ada.page
    page.get_by_role("button", name="Open the contact").click()
    expect(page.locator("main")).to_contain_text("0700 555 0142")
    page.get_by_role("button", name="Open file-1.jpg").click()
    expect(page.locator("#announce")).to_have_text("file-1.jpg is open")
    says(page, "note", "I know who is meant. He was at the door in spring, too.")
    page.click(part("move-assessing"))
    stands_at(page, "assessing")
    for choice in page.locator('[data-part="checklist"] select').all():
        choice.select_option(index=1)
    for field in page.locator('[data-part="checklist"] input').all():
        field.fill("2.1, and perhaps 2.4")
    page.click(part("check"))
    expect(page.locator("#announce")).to_have_text("The answers are kept")
    page.click(part("propose-title"))
    for outcome in ("reminder", "suspended"):
        page.check(f'[name=outcome][value="{outcome}"]')
    for name, text in (("what", "all door volunteers"), ("clause", "2.1")):
        page.fill(f"[name=reminder-{name}]", text)
    for name, text in (("what", "Teo, from helping at the door"), ("clause", "2.4"), ("until", "2027-11-30")):
        page.fill(f"[name=suspended-{name}]", text)
    page.fill("[name=why]", "It happened twice, to two people who do not know each other.")
    page.get_by_text("Other steps").click()
    album.page(page, "desk-case-proposing")
    page.click(part("propose"))
    expect(page.locator(part("decision-state"))).to_contain_text("Waiting for Ben")


def agrees(album: Album, ben: AtTheDesk, case_id: str) -> None:
    """The other reader: sees what is proposed, agrees, and tells the reporter."""
    comes(ben)
    ben.opens(case_id)
    page = ben.page
    expect(page.locator(part("agree"))).to_be_visible()
    album.page(page, "desk-case-to-agree")
    page.click(part("agree"))
    stands_at(page, "addressing")
    says(page, "reply", "He helps at the door no more. All volunteers were reminded what a badge is for. Thank you.")
    expect(page.locator(part("messages")).locator("li")).to_have_count(3)
    page.evaluate("document.activeElement.blur()")
    album.page(page, "desk-case-decided")
    album.for_readme(page, "case", height=2000)


def takes_back(album: Album, ada: AtTheDesk, case_id: str) -> None:
    ada.goes_home()
    ada.walks_to(case_id)
    album.page(ada.page, "desk-case-taken-back")


def enrols(album: Album, page: Page) -> None:
    """Somebody makes a key in the browser."""
    page.goto("/enrol")
    album.page(page, "desk-enrol")
    enrolling = Enrolling(page)
    enrolling.fills_in("Cleo Marsh", "alternate", about="past president")
    enrolling.words()
    album.page(page, "desk-enrol-words")
    enrolling.takes()
    album.page(page, "desk-enrol-made")


def changes_people(album: Album, ada: AtTheDesk) -> None:
    """Who reads, a change that waits, and how one is proposed."""
    page = ada.page
    page.get_by_role("link", name="People", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
    album.page(page, "desk-people")
    cleo = newcomer("cleo", "Cleo Marsh", Role.ALTERNATE)
    page.set_input_files("#pub", {"name": "cleo.pub", "mimeType": "", "buffer": cleo.public_file()})
    page.locator('form[data-propose="add"]').get_by_role("button", name="Propose").click()
    expect(page.locator("#change-title")).to_have_text("A change waits for a signature")
    album.page(page, "desk-people-waiting")
    ada.goes_home()
    page.get_by_role("link", name="Texts that you use again and again").click()
    expect(page.get_by_text("None is kept yet.")).to_be_visible()
    album.page(page, "desk-texts")
    page.goto("/cases/new")
    ada.opens_key()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    album.page(page, "desk-new")


def other_pages(album: Album, ada: AtTheDesk, olu: AtTheDesk) -> None:
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.locator("h1")).to_have_text("My entries")
    album.page(ada.page, "desk-my-entries")
    ada.page.goto("/cases/0000-0000")
    album.page(ada.page, "desk-no-such-case")
    olu.page.goto("/")
    olu.opens_key()
    for link, heading in (
        ("", "Who looked at what"),
        ("Openings", "Who opened which case"),
        ("Clocks", "Clocks kept and missed"),
        ("Checkpoint", "The latest checkpoint"),
    ):
        if link:
            olu.page.get_by_role("link", name=link, exact=True).click()
        expect(olu.page.locator("h1")).to_have_text(heading)
        album.page(olu.page, f"audit-{link.lower() or 'log'}")
