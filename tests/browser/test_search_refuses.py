"""What the search opens once more is held against its report like anything else, and what does not hold is entered."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from reporting.cases.models import NoteRow
from tests.browser.mallory import Mallory, refused
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.browser.working import part, says
from tests.house import House


@pytest.fixture
def read(home: House, ada: AtTheDesk) -> str:
    """The report of a case that Ada has opened, with two notes of hers; nothing is wrong with it yet."""
    report_id = deposit(home, {"what_happened": "He followed me to the Bahnhof."})
    ada.comes()
    ada.opens(case_of(home, report_id))
    for at, text in enumerate(("Karl again.", "In the red jacket."), 1):
        says(ada.page, "note", text)
        expect(part(ada.page, "note-list").locator("li")).to_have_count(at)
    return report_id


def searches(who: AtTheDesk) -> str:
    """Open it all once more; what is said then."""
    who.page.get_by_text("Search everything you have read").click()
    part(who.page, "everything").click()
    expect(part(who.page, "everything-said")).to_contain_text("searched now")
    return part(who.page, "everything-said").inner_text()


def test_what_is_as_it_was_is_entered_by_nobody(home: House, windows: Windows, read: str) -> None:
    del read
    assert "not as they were" not in searches(AtTheDesk(windows.desk()).comes())
    assert refused(home) == []


def test_a_part_a_note_and_a_message_that_do_not_hold_are_counted(home: House, windows: Windows, read: str) -> None:
    mallory = Mallory(home)
    mallory.drops("contact", read)
    mallory.writes(read, 1)
    with home.rooms().desk.write() as session:
        session.execute(delete(NoteRow).where(NoteRow.number == 1))
    later = AtTheDesk(windows.desk()).comes()
    assert f"One case is not as it was. Open it by hand: {case_of(home, read)}." in searches(later)
    assert refused(home) == [3]
    part(later.page, "find").fill("jacket")
    expect(part(later.page, "found")).to_have_text("One case is found.")  # by what holds
    part(later.page, "find").fill("who you are")
    expect(part(later.page, "found")).to_have_text("No cases are found.")


@pytest.mark.parametrize("how", ["forged", "damaged"])
def test_a_report_that_does_not_hold_is_entered_too(home: House, windows: Windows, read: str, how: str) -> None:
    mallory = Mallory(home)
    other = mallory.report("0" * 32, "Somebody sells watches.", readers=("ada", "ben"))
    mallory.puts("report", read, other if how == "forged" else home.sealed("report", read)[:-9] + bytes(9))
    later = AtTheDesk(windows.desk()).comes()
    assert "One case is not as it was" in searches(later)
    assert refused(home) == [1]
    part(later.page, "find").fill("watches")
    expect(part(later.page, "found")).to_have_text("No cases are found.")


def test_a_report_that_was_replaced_is_entered_and_not_found(home: House, windows: Windows, read: str) -> None:
    """Hers, with everything right about it but that Ada signed her notes of another."""
    mallory = Mallory(home)
    small = {part: mallory.small(part, read) for part in ("headline", "contact")}
    for part_of, padded in small.items():
        mallory.puts(part_of, read, mallory.seals_bytes(padded))
    mallory.puts("report", read, mallory.report(read, "Somebody sells watches.", readers=("ada", "ben"), **small))
    later = AtTheDesk(windows.desk()).comes()
    assert "One case is not as it was" in searches(later)
    assert refused(home) == [2]
    part(later.page, "find").fill("watches")
    expect(part(later.page, "found")).to_have_text("No cases are found.")
