"""The warning of another access log: the evidence that it keeps and hands out, and the two ways to be done with it."""

import json
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.measure import faults
from tests.browser.people import AtTheDesk
from tests.browser.remembering import PUT_AWAY, REMEMBER, SAVE, a_day, comes_again, kept, known, opened, saved, warned
from tests.checkpoints import Rewriter, newest
from tests.house import House, log_key


@pytest.fixture
def mallory(home: House) -> Rewriter:
    return Rewriter(home)


def test_the_file_holds_what_an_auditor_needs_even_when_the_true_log_is_shown_again(
    home: House, ada: AtTheDesk, mallory: Rewriter, remembers: dict[str, str]
) -> None:
    honest = newest(home).note
    mallory.signs(bytes(log_key().checkpoint(128, bytes(32))))
    comes_again(ada)
    warned(ada.page, "There are two access logs")
    mallory.signs(honest)
    comes_again(ada)
    said = warned(ada.page, "There are two access logs")
    expect(said).to_contain_text("What the desk shows just now holds")
    expect(said).not_to_contain_text("It was not replaced")
    expect(said.get_by_role("button", name=REMEMBER)).to_have_count(0)

    evidence: dict[str, Any] = json.loads(saved(ada.page, said.get_by_role("button", name=SAVE)))
    assert evidence["desk"] == ada.page.evaluate("location.origin")
    (refused,) = evidence["refused"]
    assert refused["verdict"] == "forked"
    before, shown = opened(refused["remembered"]["note"]), opened(refused["shown"]["checkpoint"])
    assert (before.size, before.origin) == (shown.size, shown.origin) and before.root != shown.root
    assert refused["remembered"]["key"] == refused["shown"]["key"] == str(log_key().verifier)

    said.get_by_role("button", name=PUT_AWAY).click()
    ada.page.get_by_role("button", name="Yes, put this warning away").click()
    expect(ada.page.locator(".alarm")).to_have_count(0)
    comes_again(ada)
    known(ada.page, "128 entries")
    expect(ada.page.locator(".alarm")).to_have_count(0)
    assert opened(kept(ada.page)["note"]) == before


def test_who_has_spoken_with_the_auditor_may_take_up_the_other_log_and_is_told_what_that_means(
    home: House, ada: AtTheDesk, mallory: Rewriter, remembers: dict[str, str]
) -> None:
    mallory.rolls_back()
    comes_again(ada)
    warned(ada.page, "The access log is shorter than it was").get_by_role("button", name=REMEMBER).click()
    asked = warned(ada.page, "Remember what the desk shows now?")
    expect(asked).to_contain_text("forgets the checkpoint of 128 entries")
    expect(asked).to_contain_text("will not warn of this again")
    asked.get_by_role("button", name="Back").click()
    again = warned(ada.page, "The access log is shorter than it was")
    assert kept(ada.page) == remembers
    again.get_by_role("button", name=REMEMBER).click()
    ada.page.get_by_role("button", name="Yes, remember this one from now on").click()
    known(ada.page, "64 entries")
    expect(ada.page.locator(".alarm")).to_have_count(0)
    comes_again(ada)
    known(ada.page, "64 entries")
    expect(ada.page.locator(".alarm")).to_have_count(0)


def test_an_emptied_log_can_be_begun_anew(
    home: House, ada: AtTheDesk, mallory: Rewriter, remembers: dict[str, str]
) -> None:
    mallory.empties()
    comes_again(ada)
    said = warned(ada.page, "The access log has been emptied")
    said.get_by_role("button", name="I have spoken with the auditor: forget the old one").click()
    ada.page.get_by_role("button", name="Yes, forget the old one").click()
    expect(ada.page.locator(".alarm")).to_have_count(0)
    assert kept(ada.page) == {}


def test_a_flood_of_refused_answers_does_not_wash_out_the_first(
    home: House, ada: AtTheDesk, mallory: Rewriter, remembers: dict[str, str]
) -> None:
    mallory.signs(bytes(log_key().checkpoint(128, bytes(32))))
    comes_again(ada)
    warned(ada.page, "There are two access logs")
    ada.page.evaluate("""() => {
        const [first] = JSON.parse(localStorage.getItem("reporting.checkpoint-refused"));
        const more = [...Array(7).keys()].map(number => ({...first, on: `2026-12-0${number + 1}`}));
        localStorage.setItem("reporting.checkpoint-refused", JSON.stringify([first, ...more]));
    }""")
    mallory.signs(bytes(log_key().checkpoint(128, b"later" + bytes(27))))
    comes_again(ada)
    said = warned(ada.page, "There are two access logs")
    expect(said).to_contain_text("9 answers of the desk were refused")
    evidence = json.loads(saved(ada.page, said.get_by_role("button", name=SAVE)))
    roots = [opened(one["shown"]["checkpoint"]).root for one in evidence["refused"]]
    assert roots == [bytes(32)] * 8 + [b"later" + bytes(27)]
    kept_here = json.loads(ada.page.evaluate("localStorage.getItem('reporting.checkpoint-refused')"))
    assert kept_here == evidence["refused"][:8]


def test_what_was_remembered_and_is_damaged_is_told(home: House, ada: AtTheDesk, remembers: dict[str, str]) -> None:
    ada.page.evaluate("localStorage.setItem('reporting.checkpoint', '{\"key\": 1')")
    comes_again(ada)
    warned(ada.page, "What this browser knew of the access log is damaged").get_by_role("button", name=REMEMBER).click()
    ada.page.get_by_role("button", name="Yes, remember this one from now on").click()
    known(ada.page, "128 entries")
    assert kept(ada.page) == remembers


def test_the_warning_and_what_it_asks_can_be_used_by_everyone(
    home: House, ada: AtTheDesk, mallory: Rewriter, remembers: dict[str, str]
) -> None:
    a_day(home)
    mallory.rewrites()
    comes_again(ada)
    said = warned(ada.page, "The access log has been changed")
    assert faults(ada.page) == []
    said.get_by_role("button", name=REMEMBER).click()
    warned(ada.page, "Remember what the desk shows now?")
    assert faults(ada.page) == []
