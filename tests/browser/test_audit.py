"""The auditors' room in a real browser: searching, walking, keeping the checkpoint."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditor import CASES, live
from tests.browser.measure import faults
from tests.browser.people import AtTheDesk
from tests.browser.windows import Windows
from tests.house import House


@pytest.fixture
def page(windows: Windows, home: House) -> Page:
    live(home)
    olu = AtTheDesk(windows.desk(), "olu")
    olu.page.goto("/")
    olu.opens_key()
    expect(olu.page.locator("h1")).to_have_text("Who looked at what")
    return olu.page


def indexes(page: Page) -> list[int]:
    return [int(text.replace(",", "")) for text in page.locator("table.log tbody th").all_inner_texts()]


def test_filters_pages_and_a_refusal(page: Page) -> None:
    newest = indexes(page)
    assert len(newest) == 50
    page.get_by_role("link", name="Earlier entries").click()
    expect(page.get_by_role("link", name="Later entries")).to_be_visible()
    assert max(indexes(page)) == min(newest) - 1
    page.get_by_role("link", name="Later entries").click()
    expect(page.locator("table.log tbody th").first).to_have_text(str(newest[0]))

    page.get_by_role("combobox", name="Person").select_option(label="Ben Okafor, reviewer")
    page.get_by_role("combobox", name="Tag").select_option("report:open")
    page.get_by_role("textbox", name="Case").fill(CASES[0].lower())
    page.get_by_label("From").fill("2026-11-10")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("case="))
    expect(page.get_by_role("textbox", name="Case")).to_have_value(CASES[0].lower())
    rows = page.locator("table.log tbody tr").all_inner_texts()
    assert rows and all("Ben Okafor" in row and "report:open" in row and CASES[0] in row for row in rows)
    assert all(row.split()[1] >= "2026-11-10" for row in rows)
    assert not faults(page)

    page.get_by_role("textbox", name="Case").fill("nonsense")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("alert")).to_contain_text("Case: write it like 7QK4-M2XR.")
    expect(page.get_by_role("combobox", name="Tag")).to_have_value("report:open")
    expect(page.get_by_label("From")).to_have_value("2026-11-10")
    assert not faults(page)


def test_who_reloads_reads_that_the_page_needs_no_key(page: Page) -> None:
    for address in ("/log", "/log/openings", "/log/clocks", "/log/checkpoint", "/people"):
        page.goto(address)
        panel = page.get_by_role("region", name="No key is needed here")
        expect(panel).to_contain_text("this page is whole as it stands")
        expect(page.locator("#passphrase")).to_be_hidden()
        assert "Open it to go on" not in page.content().split("<template")[0]
    page.goto("/")
    expect(page.get_by_text("Go on to the access log")).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("sealed to you")
    page.get_by_text("Go on to the access log").click()
    page.get_by_text("Open your key all the same").click()
    AtTheDesk(page, "olu").opens_key()
    expect(page.get_by_role("region", name="No key is needed here")).to_have_count(0)
    expect(page.get_by_text("This browser, and the keys it knows")).to_be_visible()
    assert not faults(page)


def test_the_checkpoint_is_checked_and_kept(page: Page, tmp_path: Path) -> None:
    page.get_by_role("link", name="Keep it, and check it without us").click()
    page.get_by_role("button", name="Check here").click()
    expect(page.get_by_role("status").filter(has_text="The server says that it fits")).to_be_visible()
    assert not faults(page)
    shown = page.get_by_label("The checkpoint, word for word").inner_text()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Keep it as a file").click()
    kept = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(kept)
    assert kept.name == "checkpoint-2026-11-23"
    assert kept.read_text(encoding="utf-8").strip() == shown.strip()


def test_a_missed_clock_leads_to_its_case_and_that_to_who_opened_it(page: Page) -> None:
    page.get_by_role("link", name="Which cases").click()
    expect(page.locator("h1")).to_have_text("Clocks kept and missed")
    page.get_by_role("link", name=CASES[0]).click()
    expect(page.get_by_role("textbox", name="Case")).to_have_value(CASES[0])
    page.get_by_role("link", name="Openings", exact=True).click()
    expect(page.locator("table.openings")).to_contain_text("Ada Lindqvist")


def test_the_entries_that_the_filters_show_are_taken_away_as_a_file(page: Page, tmp_path: Path) -> None:
    page.get_by_role("combobox", name="Tag").select_option("report:open")
    page.get_by_role("textbox", name="Case").fill(CASES[1])
    page.get_by_role("button", name="Show").click()
    button = page.get_by_role("button", name="Export what fits these filters")
    expect(button).to_be_visible()
    assert not faults(page)
    shown, opened = indexes(page), page.evaluate("performance.timeOrigin")
    # A form with a target goes past the page, to a window of its own that closes once the file is coming.
    with page.expect_download() as downloading:
        button.click()
    kept = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(kept)
    assert kept.name == "entries-2026-11-23.csv"
    with kept.open(encoding="utf-8-sig", newline="") as file:
        taken = list(csv.DictReader(file))
    assert [int(row["entry"]) for row in taken] == shown
    assert {(row["tag"], row["case"]) for row in taken} == {("report:open", CASES[1])}
    assert page.evaluate("performance.timeOrigin") == opened, "the document with the key in it is still there"

    page.get_by_role("link", name="Show all").click()
    expect(page.locator("table.log tbody tr").first).to_contain_text("log:export")
    expect(page.locator("table.log tbody tr").first).to_contain_text("Olu")
