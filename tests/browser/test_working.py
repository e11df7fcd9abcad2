"""Ada and Ben carry a case to its end, each in their own browser, and Rosa hears of it."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import expect
from sqlalchemy import update

from reporting.cases.models import CaseRow
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.working import answer_all, part, proposes, says
from tests.house import House


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
