"""What is sealed to whom, and how a reader's browser compares and seals it anew."""

from playwright.sync_api import Page, expect
from sqlalchemy import select

from reporting.cases.models import NoteRow
from reporting.db import DeskBase, Store
from reporting.mailbox.models import Chunk, Message, Part, Reply
from reporting.sealing import NotARecipient
from tests.attachments import Given, picture
from tests.browser.people import AtTheDesk
from tests.browser.working import part
from tests.house import House, key_of

PHOTO = Given("image/jpeg", picture())


def desk_store(home: House) -> Store:
    return Store.open(home.settings.desk().desk_url, DeskBase)


def all_sealed(home: House) -> dict[str, bytes]:
    """Everything that is sealed in either store, by what it is of."""
    found: dict[str, bytes] = {}
    with home.mailbox().read() as session:
        for report_id, name, sealed in session.execute(select(Part.report_id, Part.name, Part.sealed)):
            found[f"{report_id} {name}"] = sealed
        for table in (Message, Reply):
            for report_id, number, sealed in session.execute(select(table.report_id, table.number, table.sealed)):
                found[f"{report_id} {table.__tablename__} {number}"] = sealed
        for report_id, name in session.execute(select(Chunk.report_id, Chunk.name).distinct()):
            found[f"{report_id} {name}"] = home.file(name, report_id)
    with desk_store(home).read() as session:
        for case_id, number, sealed in session.execute(select(NoteRow.case_id, NoteRow.number, NoteRow.sealed)):
            found[f"{case_id} note {number}"] = sealed
    return found


def opened_by(handle: str, sealed: dict[str, bytes]) -> set[str]:
    found = set()
    for what, one in sealed.items():
        try:
            key_of(handle).identity.open(one)
        except NotARecipient:
            continue
        found.add(what)
    return found


def comes_again(who: AtTheDesk) -> None:
    who.page.goto("/")
    who.opens_key()
    expect(who.page.get_by_role("heading", level=1)).to_have_text("Inbox")


def compares(page: Page) -> None:
    """The fingerprint of whoever joins, with them; only then the button is live."""
    expect(part(page, "resealing-groups")).not_to_contain_text("Open your key to see how many")
    for box in part(page, "resealing-groups").get_by_role("checkbox").all():
        box.check()
    expect(part(page, "reseal")).to_be_enabled()


def ends_with(who: AtTheDesk, said: str) -> None:
    """Press the button, and wait until nothing is left to do."""
    compares(who.page)
    part(who.page, "reseal").click()
    expect(part(who.page, "resealing-state")).to_have_text(said)


def reports_of(home: House) -> dict[str, bytes]:
    return {what: sealed for what, sealed in all_sealed(home).items() if what.endswith(" report")}


def done(home: House) -> set[str]:
    return {what.split()[0] for what in opened_by("ben-2", reports_of(home))}
