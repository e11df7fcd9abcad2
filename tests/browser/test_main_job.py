"""The main job, end to end, in a real browser on gunicorn: a concern goes in without JavaScript, its readers open it.

Rosa reports; Ada and Ben review; Ines is the alternate.
"""

import json
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reporting.sealing import dearmor
from tests.browser import rosa
from tests.browser.people import AtTheDesk, case_of
from tests.browser.windows import Windows
from tests.house import PASSPHRASE, House, key_of, locked
from tests.sealing.test_interop import ask

TOLD = {
    "Going on, or at risk?": "It is still going on",
    "Tell the readers today": "Yes: this was sent as urgent",
    "About": "Harassment, Privacy",
    "Where": "At a live event",
    "Which place": "the November lectures",
    "Roughly when": "About a week ago",
    "Who did it": "He signs as Karl from the back row.",
    "To whom": "To me",
    "Links": "https://forum.larkfield.example/t/311",
    "Does anyone else know?": "My neighbour saw it.",
    "Told us before": "Yes, in spring.",
}
ASKED = ("You may act", "You may show", "maybe guess who wrote", "Please do not speak to him before Thursday.")


@pytest.fixture
def streets(browser: Browser, served_house: House) -> Iterator[Windows]:
    """Windows on the house that gunicorn serves."""
    opened = Windows(browser, served_house)
    yield opened
    opened.close()


def reports(page: Page, **but: str) -> list[str]:
    """Every question of the form answered, sent, and the twelve words written down."""
    page.goto("/")
    assert rosa.questions(page) == set(rosa.EVERYTHING)
    rosa.fill_by_mouse(page, {**rosa.EVERYTHING, **but})
    rosa.press(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("sealed and stored")
    return rosa.words(page)


def reads_it_all(reader: AtTheDesk, case_id: str) -> None:
    expect(reader.row.filter(has_text=case_id)).to_contain_text("At a live event, about a week ago")
    main = reader.opens(case_id)
    said = main.locator(".said")
    assert said.inner_text().strip() == rosa.EVERYTHING["what_happened"]
    answers = main.locator("dl.answers")
    shown = dict(zip(answers.locator("dt").all_inner_texts(), answers.locator("dd").all_inner_texts(), strict=True))
    assert {label: shown[label].strip() for label in TOLD} == TOLD
    for sentence in ASKED:
        expect(main.locator(".asks")).to_contain_text(sentence)
    contact = str(rosa.EVERYTHING["contact"])
    assert contact not in reader.page.content(), "the contact is opened apart"
    reader.page.get_by_role("button", name="Open the contact").click()
    expect(main.locator('[data-part="contact"]')).to_have_text(contact)
    expect(main.locator(".warning")).to_have_count(0)


def test_from_rosas_words_to_both_readers_and_back(streets: Windows, served_house: House) -> None:
    mine = streets.form(java_script=False)
    words = reports(mine)
    (report_id,) = served_house.report_ids()

    ada, ben = (AtTheDesk(streets.desk(), handle).comes() for handle in ("ada", "ben"))
    case_id = case_of(served_house, report_id)
    reads_it_all(ben, case_id)
    reads_it_all(ada, case_id)

    assert "not yet read" in where_it_stands(mine, words)
    ada.page.get_by_role("button", name="Acknowledge").click()
    expect(ada.page.locator("#path [aria-current]")).to_have_text("acknowledged")
    assert where_it_stands(mine, words) == "One of us has read it"


def where_it_stands(page: Page, words: list[str]) -> str:
    page.goto("/receipt")
    page.fill("#words", " ".join(words).upper())
    page.get_by_role("button", name="Show me where it stands").click()
    assert not set(words) & set(page.url.split("/"))
    return page.get_by_role("heading", level=1).inner_text()


def test_the_one_left_out_finds_nothing(streets: Windows, served_house: House) -> None:
    reports(streets.form(java_script=False), readers="not-ben")
    (report_id,) = served_house.report_ids()
    ada, ben, ines = (AtTheDesk(streets.desk(), handle).comes() for handle in ("ada", "ben", "ines"))
    case_id = case_of(served_house, report_id)
    reads_it_all(ada, case_id)
    reads_it_all(ines, case_id)

    expect(ben.row).to_have_count(0)
    assert case_id not in ben.page.content()
    pages = []
    for address in (f"/cases/{case_id}", "/cases/0000-0000"):
        answer = ben.page.goto(address)
        assert answer and answer.status == 404
        pages.append(answer.body())
        expect(ben.page.get_by_role("heading", level=1)).to_have_text("Not here")
    assert pages[0] == pages[1]
    told = ben.page.request.post(f"/cases/{case_id}/report", headers={"Sec-Fetch-Site": "same-origin"})
    assert told.status == 404


def test_it_opens_offline_with_our_command_and_with_an_age_that_is_not_ours(
    streets: Windows, served_house: House, tmp_path: Path
) -> None:
    reports(streets.form(java_script=False))
    sealed, key_file, passphrase = tmp_path / "report.age", tmp_path / "ada.age", tmp_path / "passphrase"
    sealed.write_bytes(served_house.sealed("report"))
    key_file.write_bytes(locked("ada"))
    passphrase.write_text(f"{PASSPHRASE}\n")

    words = ["open", sealed, "--key", key_file, "--passphrase-file", passphrase]
    ours = subprocess.run([sys.executable, "-m", "reporting", *words], capture_output=True, check=True, cwd=tmp_path)
    told = json.loads(ours.stdout)
    left_apart = ("readers", "contact")
    assert told["answers"] == {
        name: "yes" if name == "tell_today" else answer
        for name, answer in rosa.EVERYTHING.items()
        if name not in left_apart
    }

    def base64(content: bytes) -> str:
        return b64encode(content).decode()

    (identity,) = ask([{"do": "open", "sealed": base64(dearmor(locked("ada"))), "passphrase": PASSPHRASE}])
    secret = b64decode(identity).decode().strip()
    theirs, bens = ask(
        [
            {"do": "open", "sealed": base64(sealed.read_bytes()), "identity": one}
            for one in (secret, key_of("olu").identity.secret_text())
        ]
    )
    assert json.loads(b64decode(theirs)) == told
    assert bens is None


def test_sent_again_it_is_one_report_and_changed_words_become_a_message(windows: Windows, home: House) -> None:
    mine = windows.form(java_script=False)
    mine.goto("/")
    rosa.fill(mine, rosa.EVERYTHING)
    # A browser that keeps the page in its memory gives it back on "Back" with all that was typed. Tests cannot have
    # that memory switched on, so the answers come in windows beside it, and the page stays as it was sent.
    mine.evaluate("document.forms[0].target = '_blank'")

    def sent() -> Page:
        with mine.context.expect_page() as opened:
            rosa.press(mine)
        opened.value.wait_for_load_state()
        return opened.value

    first = sent()
    words = rosa.words(first)
    first.reload()  # "send the form again?"
    assert rosa.words(first) == words
    assert rosa.words(sent()) == words
    assert len(home.report_ids()) == 1

    mine.fill("#what_happened", "He came back today.")
    offered = sent()
    expect(offered.get_by_role("alert")).to_contain_text("You have sent a report from this page before")
    assert offered.input_value("#what_happened") == "He came back today."
    offered.get_by_role("button", name="Add this to the first report").click()
    expect(offered.get_by_role("heading", level=1)).to_contain_text("added to your first report")
    assert rosa.words(offered) == words
    assert len(home.report_ids()) == 1

    ada = AtTheDesk(windows.desk()).comes()
    main = ada.opens(case_of(home, home.report_ids()[0]))
    expect(main.locator(".said")).to_contain_text("He waited for me outside the hall.")
    expect(main.locator(".thread li")).to_have_count(1)
    expect(main.locator(".thread li")).to_contain_text("He came back today.")


def test_back_after_sending_leaves_nothing_of_the_words_on_the_page(windows: Windows) -> None:
    mine = windows.form(java_script=False)
    reports(mine)
    mine.go_back()
    assert "Karl" not in mine.content()
    assert mine.input_value("#what_happened") == ""
