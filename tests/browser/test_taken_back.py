"""What a reader proposed and took back stays so, and what two agreed to is not undone by it unawares."""

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import update

from reporting.cases.models import CaseRow
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.resealing import comes_again, ends_with
from tests.browser.windows import Windows
from tests.browser.working import answer_all, part, proposes, says
from tests.changes import gets_new_key
from tests.house import House


def assessed_by(reader: AtTheDesk, home: House) -> str:
    report_id = deposit(home, {"what_happened": "He followed me."})
    reader.comes()
    case_id = case_of(home, report_id)
    reader.opens(case_id)
    says(reader.page, "reply", "Thank you.")
    part(reader.page, "move-assessing").click()
    answer_all(reader.page)
    proposes(reader.page, "Nobody did anything.")
    expect(part(reader.page, "decision-state")).to_contain_text("Waiting for")
    return case_id


def test_a_proposal_taken_back_under_a_new_key_is_not_agreed_to(
    home: House, windows: Windows, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    case_id = assessed_by(ben, home)
    gets_new_key(home, "ben", "ben-2")
    ada.comes()
    ends_with(ada, "One case is sealed anew.")
    new_ben = AtTheDesk(windows.desk(), "ben-2")
    comes_again(new_ben)
    opens(new_ben, case_id)
    part(new_ben.page, "retract").click()
    expect(part(new_ben.page, "decision-state")).to_have_text("Nothing is proposed yet.")
    with home.rooms().desk.write() as session:  # whoever runs the machine names it once more
        session.execute(update(CaseRow).values(proposal=2, proposed_by=home.person("ben-2").fingerprint))
    opens(ada, case_id)
    expect(part(ada.page, "decision-state")).to_contain_text("missing or forged, or was taken back")
    expect(part(ada.page, "agree")).to_be_hidden()
    assert faults(ada.page) == []


def opens(reader: AtTheDesk, case_id: str) -> None:
    reader.walks_to(case_id)
    reader.page.get_by_role("button", name="Open the report").click()
    expect(part(reader.page, "decision")).to_be_visible()


def test_what_two_agreed_to_is_proposed_anew_only_where_it_is_assessed(
    home: House, ada: AtTheDesk, ben: AtTheDesk
) -> None:
    case_id = assessed_by(ada, home)
    ben.comes()
    ben.opens(case_id)
    page = ben.page
    part(page, "agree").click()
    expect(part(page, "decision-state")).to_contain_text("Agreed by Ben")
    expect(part(page, "propose-fold")).to_be_hidden()
    part(page, "move-assessing").click()
    expect(part(page, "propose-title")).to_have_text("Propose something else")
    expect(next_step(page)).to_contain_text("What was decided counts until one of you proposes something else.")
    proposes(page, "I was wrong.")
    expect(part(page, "decision-state")).to_contain_text("Waiting for Ada")
    part(page, "retract").click()
    expect(part(page, "decision-state")).to_have_text("Nothing is proposed yet.")
    expect(next_step(page)).to_contain_text("Propose a decision above. When both readers agree, the case goes on.")
    assert faults(page) == []


def next_step(page: Page) -> Locator:
    return page.locator("#moves")
