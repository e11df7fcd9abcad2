"""Ada and Ben carry a case to its end, each in their own browser, and Rosa hears of it."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select, update

from reporting.cases.models import CaseRow, NoteRow
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.windows import Windows
from tests.house import House


def part(page: Page, name: str) -> Locator:
    return page.locator(f'main [data-part="{name}"]')


def says(page: Page, name: str, text: str) -> None:
    """Write into a field and press the button of the same name."""
    part(page, f"{name}-text").fill(text)
    part(page, name).click()


def test_from_arrival_to_its_end(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me.", "risk": "ongoing"})
    ada.comes()
    case_id = case_of(home, report_id)
    ada.walks_to(case_id)
    expect(part(ada.page, "move-acknowledged")).to_have_count(0)
    expect(ada.page.locator("#moves")).to_contain_text("Open the report first. Then you can acknowledge it")
    ada.page.get_by_role("button", name="Open the report").click()
    expect(part(ada.page, "move-acknowledged")).to_be_enabled()
    says(ada.page, "reply", "Thank you. We have read it.")
    expect(part(ada.page, "messages").locator("li")).to_contain_text("Thank you. We have read it.")
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    says(ada.page, "note", "I have seen him there before.")
    expect(part(ada.page, "note-list")).to_contain_text("I have seen him there before.")
    part(ada.page, "move-assessing").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("assessing")
    answer_all(ada.page)
    part(ada.page, "propose-title").click()
    ada.page.get_by_label("A reminder").check()
    part(ada.page, "propose").click()
    expect(part(ada.page, "propose-said")).to_contain_text("cite a clause")
    ada.page.locator("[name=reminder-what]").fill("all door volunteers")
    ada.page.locator("[name=reminder-clause]").fill("2.1")
    ada.page.locator("[name=why]").fill("It happened twice.")
    part(ada.page, "propose").click()
    expect(part(ada.page, "decision-state")).to_contain_text("Waiting for Ben")
    expect(part(ada.page, "agree")).to_be_hidden()

    ben.comes()
    ben.opens(case_id)
    expect(part(ben.page, "note-list")).to_contain_text("Ada, 23 November 2026")
    expect(part(ben.page, "decision-outcomes")).to_contain_text("clause 2.1, guidelines of 3 March 2026")
    part(ben.page, "agree").click()
    expect(part(ben.page, "decision-state")).to_contain_text("Agreed by Ben")
    expect(ben.page.locator("#path [aria-current]")).to_have_text("addressing")
    expect(part(ben.page, "move-concluded")).to_have_count(0)
    says(ben.page, "reply", "All volunteers were reminded.")
    expect(part(ben.page, "messages").locator("li")).to_have_count(2)
    expect(part(ben.page, "until-concluded")).to_have_value("2028-11-23")
    ben.page.locator("#moves summary").click()
    part(ben.page, "move-concluded").click()
    expect(ben.page.locator("#path [aria-current]")).to_have_text("concluded")
    is_at_rest(ben)
    ben.page.locator("#moves summary").click()
    part(ben.page, "move-reconsidering").click()
    expect(ben.page.locator("#path [aria-current]")).to_have_text("reconsidering")
    expect(part(ben.page, "erase")).to_have_count(0)
    expect(part(ben.page, "checklist").locator("select").first).to_be_visible()
    expect(part(ben.page, "check")).to_be_visible()
    expect(part(ben.page, "check-closed")).to_be_hidden()


def is_at_rest(ben: AtTheDesk) -> None:
    """It can be erased at once, and what was decided by can be read and not be changed."""
    part(ben.page, "erase").click()
    expect(part(ben.page, "erase-said")).to_contain_text("Tick the box first")
    checklist = part(ben.page, "checklist")
    expect(checklist).to_contain_text("These are the answers as they were kept")
    expect(checklist.locator("select:visible, input:visible, button:visible")).to_have_count(0)
    expect(checklist.locator('[data-check="scope"] [data-given]')).to_have_text("unsure")
    assert faults(ben.page) == []


def answer_all(page: Page) -> None:
    """The checklist, with "unsure" wherever it offers a choice."""
    for choice in page.locator('[data-part="checklist"] select').all():
        choice.select_option("unsure")
    for field in page.locator('[data-part="checklist"] input').all():
        field.fill("not known")
    part(page, "check").click()
    expect(page.locator("#announce")).to_have_text("The answers are kept")


def test_the_second_of_two_is_told_keeps_every_word_and_sends_it(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    ben.comes()
    ben.opens(case_id)
    says(ada.page, "reply", "Thank you.")
    expect(part(ada.page, "messages").locator("li")).to_have_count(1)
    says(ben.page, "reply", "We have read it.")
    expect(part(ben.page, "reply-said")).to_contain_text("Somebody else wrote here meanwhile")
    expect(part(ben.page, "reply-text")).to_have_value("We have read it.")
    ben.page.get_by_role("button", name="Load what came in").click()
    expect(part(ben.page, "messages")).to_contain_text("Thank you.")
    part(ben.page, "reply").click()
    expect(part(ben.page, "messages").locator("li")).to_have_count(2)


def test_a_long_note_outlives_the_session(home: House, ada: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    ada.opens(case_of(home, report_id))
    part(ada.page, "note-text").fill("A long note.")
    home.clock.advance(timedelta(days=1))
    part(ada.page, "note").click()
    ada.page.get_by_role("button", name="Sign in again").click()
    expect(part(ada.page, "note-list")).to_contain_text("A long note.")


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


def test_a_proposal_that_nobody_agreed_to_is_taken_back(home: House, ada: AtTheDesk, ben: AtTheDesk) -> None:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    says(ada.page, "reply", "Thank you.")
    part(ada.page, "move-assessing").click()
    answer_all(ada.page)
    expect(part(ada.page, "retract")).to_be_hidden()
    proposes(ada.page, "Nobody did anything.")
    expect(part(ada.page, "decision-state")).to_contain_text("Waiting for Ben")
    expect(part(ada.page, "retract")).to_be_visible()
    ben.comes()
    ben.opens(case_id)
    expect(part(ben.page, "agree")).to_be_visible()
    expect(part(ben.page, "retract")).to_be_hidden()
    part(ada.page, "retract").click()
    expect(part(ada.page, "decision-state")).to_have_text("Nothing is proposed yet.")
    expect(part(ada.page, "decision-outcomes")).to_be_empty()
    expect(part(ada.page, "retract")).to_be_hidden()
    expect(part(ada.page, "note-list")).to_contain_text("What I proposed is taken back.")
    part(ben.page, "agree").click()
    expect(part(ben.page, "agree-said")).to_contain_text("meanwhile")
    with home.rooms().desk.write() as session:  # whoever runs the machine names it once more
        session.execute(update(CaseRow).values(proposal=2, proposed_by=home.person("ada").fingerprint))
    ben.goes_home()
    ben.opens(case_id)
    expect(part(ben.page, "decision-state")).to_contain_text("missing or forged, or was taken back")
    expect(part(ben.page, "agree")).to_be_hidden()
    assert faults(ben.page) == []


def proposes(page: Page, why: str) -> None:
    """That no rule was broken."""
    part(page, "propose-title").click()
    page.get_by_label("No rule was broken").check()
    page.locator("[name=why]").fill(why)
    part(page, "propose").click()


def test_a_bundle_opens_without_us_and_its_proofs_hold(home: House, ada: AtTheDesk, tmp_path: Path) -> None:
    report_id = deposit(
        home, {"what_happened": "He followed me.", "limits": "Do not name me."}, contact="0700 555 0142"
    )
    ada.comes()
    case_id = case_of(home, report_id)
    ada.opens(case_id)
    says(ada.page, "reply", "Thank you.")
    says(ada.page, "note", "Between us alone.")
    expect(part(ada.page, "note-list").locator("li")).to_have_count(1)
    home.clock.advance(timedelta(days=1))
    home.work()
    ada.comes()
    ada.opens(case_id)
    ada.page.get_by_text("Bundle for the authorities").click()
    part(ada.page, "bundle").click()
    expect(part(ada.page, "bundle-said")).to_contain_text("Tick the box first")
    part(ada.page, "bundle-sure").check()
    with ada.page.expect_download() as waiting:
        part(ada.page, "bundle").click()
    archive = tmp_path / "bundle.zip"
    waiting.value.save_as(archive)
    with ZipFile(archive) as opened:
        assert opened.testzip() is None
        opened.extractall(tmp_path / "bundle")
    bundle = tmp_path / "bundle"
    assert (
        "He followed me." in (bundle / "report.txt").read_text() and "Thank you." in (bundle / "thread.txt").read_text()
    )
    whole = b"".join(file.read_bytes() for file in bundle.rglob("*") if file.is_file())
    assert b"0700 555 0142" not in whole and b"Between us alone." not in whole
    assert b'"tag":"report:open"' in (bundle / "log" / "entries.jsonl").read_bytes()
    facts = [json.loads(line) for line in (bundle / "log" / "entries.jsonl").read_text().splitlines()]
    bound = [json.loads(line) for line in (bundle / "log" / "bound.jsonl").read_text().splitlines()]
    assert [one["commitment"] for one in bound] == [one["commitment"] for one in facts if "commitment" in one]
    words = [one for one in bound if one["what"] is not None]
    assert "acknowledged" in {one["what"] for one in words}
    for one in words:  # as READ-ME.txt has it
        said = b"reporting/v1/commitment\n" + bytes.fromhex(one["salt"]) + one["what"].encode()
        assert hashlib.sha256(said).hexdigest() == one["commitment"]
    proofs = sorted((bundle / "log").glob("proof-*.txt"))
    assert proofs
    for proof in proofs:
        script = Path(__file__).parents[2] / "docs" / "verify_proof.py"
        checked = subprocess.run(
            [sys.executable, script, proof, bundle / "log" / "log.pub"], capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


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
