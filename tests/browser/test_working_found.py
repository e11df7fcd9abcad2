"""What was read and written at the desk is found again: by name, by words, by who is spoken of."""

from playwright.sync_api import expect
from sqlalchemy import select

from reporting.cases.models import NoteRow
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.browser.working import part, says
from tests.house import House


def test_a_case_has_a_name_and_is_found_again_by_what_was_opened(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    first = deposit(home, {"what_happened": "He followed me to the Bahnhof.", "where": "forum"})
    deposit(home, {"what_happened": "Somebody sells watches."})
    ada.comes()
    case_id = case_of(home, first)
    ada.opens(case_id)
    ada.page.get_by_text("Name this case").click()
    part(ada.page, "title-text").fill("The man at the station")
    part(ada.page, "title-keep").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("The man at the station")
    ada.goes_home()
    field = part(ada.page, "find")
    field.fill("bahnhof")
    expect(part(ada.page, "found")).to_have_text("One case is found.")
    expect(ada.page.locator("tbody [data-case]:visible")).to_contain_text("The man at the station")
    field.fill("watches")
    expect(part(ada.page, "found")).to_have_text("No cases are found.")
    ben.comes()
    expect(ben.page.locator(f'[data-case="{case_id}"]')).to_contain_text("The man at the station")
    ben.opens(case_id)
    ben.page.get_by_text("Name this case").click()
    part(ben.page, "title-text").fill("")
    part(ben.page, "title-keep").click()
    expect(ben.page.locator("#announce")).to_have_text("The case has no name any more")
    expect(ben.page.get_by_role("heading", level=1)).to_have_text("In the forum, time not said")
    part(ben.page, "title-keep").click()
    expect(part(ben.page, "title-keep-said")).to_contain_text("Write something first")
    ben.goes_home()
    expect(ben.page.locator(f'[data-case="{case_id}"]')).not_to_contain_text("The man at the station")
    again = AtTheDesk(ada.page).comes()
    expect(again.page.locator(f'[data-case="{case_id}"]')).to_contain_text("In the forum")
    expect(again.page.locator(f'[data-case="{case_id}"]')).not_to_contain_text("The man at the station")


def test_cases_about_the_same_person_are_linked_by_a_note_that_only_readers_can_read(
    home: House, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    ids = [deposit(home, {"what_happened": what}) for what in ("He followed me.", "He shouted.")]
    ada.comes()
    first, second = (case_of(home, one) for one in ids)
    ada.opens(second)
    ada.page.locator("summary", has_text="The same person in another case?").click()
    for wrong, told in (("7QK4", "eight letters and digits"), (second.lower(), "That is this case.")):
        part(ada.page, "link-case").fill(wrong)
        part(ada.page, "link").click()
        expect(part(ada.page, "link-said")).to_contain_text(told)
    part(ada.page, "link-case").fill(f" {first.lower().replace('-', ' ')}")
    says(ada.page, "link", "The same red jacket.")
    expect(part(ada.page, "note-list")).to_contain_text(f"The same person, perhaps: case {first}. The same red jacket.")
    assert faults(ada.page) == []
    ben.comes()
    main = ben.opens(second)
    main.get_by_role("link", name=f"Go to case {first}").click()
    expect(ben.page.locator(f'.heading[data-case="{first}"]')).to_be_visible()
    with home.rooms().desk.read() as session:
        (note,) = session.scalars(select(NoteRow.sealed).where(NoteRow.case_id == second))
    assert first.encode() not in note and b"jacket" not in note


def test_after_a_new_sign_in_everything_that_was_read_is_found_again(
    home: House, windows: Windows, ada: AtTheDesk
) -> None:
    first = deposit(home, {"what_happened": "He followed me to the Bahnhof.", "where": "forum"})
    deposit(home, {"what_happened": "Watches, sold at the Bahnhof."})
    ada.comes()
    case_id = case_of(home, first)
    ada.opens(case_id)
    says(ada.page, "note", "Karl again.")
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    later = AtTheDesk(windows.desk()).comes()
    field = part(later.page, "find")
    for words in ("bahnhof", "karl"):
        field.fill(words)
        expect(part(later.page, "found")).to_have_text("No cases are found.")
    later.page.get_by_text("Search everything you have read").click()
    part(later.page, "everything").click()
    expect(part(later.page, "everything-said")).to_contain_text("2 cases are searched now.")
    for words in ("bahnhof", "karl"):
        field.fill(words)
        expect(part(later.page, "found")).to_have_text("One case is found.")  # the other was never opened
    expect(later.page.locator("tbody [data-case]:visible")).to_have_attribute("data-case", case_id)
    later.page.goto("/inbox?status=concluded")
    later.opens_key()
    later.page.get_by_text("Search everything you have read").click()
    part(later.page, "everything").click()
    field.fill("karl")
    expect(part(later.page, "elsewhere")).to_contain_text(f"on another page, case {case_id}")
