"""What Ada's browser remembers of the access log, and what it says when the desk shows another one.

Mallory runs the desk, has its store and signs in the log's name.
"""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from reporting.accesslog.checkpoints import LogKey
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.remembering import a_day, comes_again, kept, known, opened, saved, warned
from tests.browser.windows import Windows
from tests.checkpoints import Rewriter, newest
from tests.house import House, log_key

HERS = LogKey("larkfield.example/log", bytes(32))


def test_the_checkpoint_is_remembered_and_follows_the_log_quietly(home: House, ada: AtTheDesk) -> None:
    a_day(home)
    ada.comes()
    known(ada.page, "64 entries")
    first = kept(ada.page)
    assert set(first) == {"key", "note", "checked"}
    assert first["key"] == str(log_key().verifier) and first["note"] == newest(home).note.decode()

    a_day(home)
    a_day(home)
    comes_again(ada)
    known(ada.page, "192 entries")
    assert opened(kept(ada.page)["note"]).size == 192
    comes_again(ada)
    known(ada.page, "192 entries")
    expect(ada.page.locator(".alarm")).to_have_count(0)
    ada.page.get_by_text("This browser, and the keys it knows").click()
    line = ada.page.get_by_role("listitem").filter(has_text="Of the access log")
    assert saved(ada.page, line.get_by_role("button")) == kept(ada.page)["note"]


def test_before_the_first_checkpoint_nothing_is_remembered_and_nothing_said(windows: Windows, ada: AtTheDesk) -> None:
    with ada.page.expect_response("**/checkpoint") as answered:
        ada.comes()
    assert answered.value.json()["checkpoint"] is None
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("My entries")
    expect(ada.page.locator(".alarm")).to_have_count(0)
    assert kept(ada.page) == {}


def test_the_desk_is_asked_once_a_sign_in(windows: Windows, home: House, ada: AtTheDesk) -> None:
    a_day(home)
    ada.comes()
    known(ada.page, "64 entries")
    ada.page.get_by_role("link", name="My entries").click()
    ada.goes_home()
    asked = [url for url in windows.requests if url.endswith("/checkpoint")]
    assert len(asked) == 1


def test_an_auditor_remembers_it_too(windows: Windows, home: House) -> None:
    a_day(home)
    olu = AtTheDesk(windows.desk(), "olu")
    olu.page.goto("/")
    olu.opens_key()
    known(olu.page, "64 entries")


def forks(home: House) -> None:
    Rewriter(home).rewrites()


def rewrites_and_goes_on(home: House) -> None:
    Rewriter(home).rewrites()
    a_day(home)


def takes_another_key(home: House) -> None:
    (home.keys / "log.pub").write_text(f"{HERS.verifier}\n")
    Rewriter(home).signs(bytes(HERS.checkpoint(192, bytes(32))))


def takes_the_key_away(home: House) -> None:
    (home.keys / "log.pub").unlink()


def signs_with_another_key(home: House) -> None:
    other = LogKey("larkfield.example/log", Ed25519PrivateKey.generate().private_bytes_raw())
    Rewriter(home).signs(bytes(other.checkpoint(128, bytes(32))))


def changes_a_signed_note(home: House) -> None:
    Rewriter(home).signs(newest(home).note.replace(b"\n128\n", b"\n192\n"))


def writes_nonsense(home: House) -> None:
    Rewriter(home).signs(b"\xff\0 <b>nonsense</b>")


ATTACKS = {
    "rolled back": (lambda home: Rewriter(home).rolls_back(), "The access log is shorter than it was", "one of 64"),
    "forked": (forks, "There are two access logs", "a log of 128 entries"),
    "rewritten": (rewrites_and_goes_on, "The access log has been changed", "does not begin with the 128 entries"),
    "emptied": (lambda home: Rewriter(home).empties(), "The access log has been emptied", "a log of 128 entries"),
    "another key": (takes_another_key, "The access log is signed with another key", "the auditors know"),
    "no key": (takes_the_key_away, "The access log is signed with another key", "the auditors know"),
    "a stranger's signature": (signs_with_another_key, "The access log is not signed as it must be", "has not signed"),
    "a changed note": (changes_a_signed_note, "The access log is not signed as it must be", "does not fit"),
    "nonsense": (writes_nonsense, "The desk does not show its access log", "signatures"),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_another_log_is_told_loudly_and_what_is_remembered_stays(
    attack: str, home: House, ada: AtTheDesk, remembers: dict[str, str]
) -> None:
    does, title, words = ATTACKS[attack]
    does(home)
    comes_again(ada)
    said = warned(ada.page, title)
    expect(said).to_contain_text(words)
    expect(said).to_contain_text("This browser keeps the checkpoint of 128 entries")
    assert kept(ada.page) == remembers
    ada.page.get_by_role("link", name="My entries").click()
    expect(ada.page.get_by_role("heading", level=1)).to_have_text("My entries")
    expect(said).to_be_visible()


def test_the_desk_goes_on_beneath_the_warning(home: House, ada: AtTheDesk, remembers: dict[str, str]) -> None:
    told = deposit(home, {"what_happened": "He followed me to the station."})
    Rewriter(home).rolls_back()
    comes_again(ada)
    warned(ada.page, "The access log is shorter than it was")
    expect(ada.opens(case_of(home, told)).locator(".said")).to_have_text("He followed me to the station.")


def answers(page: Page, **told: Any) -> None:
    """This in the desk's place; without anything, no answer."""
    page.unroute("**/checkpoint")
    page.route("**/checkpoint", lambda route: route.fulfill(**told) if told else route.abort())


def test_a_desk_that_cannot_be_asked_is_a_quiet_note(
    ada: AtTheDesk, remembers: dict[str, str], subtests: pytest.Subtests
) -> None:
    for how in ({}, {"status": 503}):
        with subtests.test(str(how)):
            answers(ada.page, **how)
            comes_again(ada)
            note = ada.page.locator(".notice", has_text="could not be checked just now")
            expect(note).to_contain_text("The last check that held was on")
            expect(ada.page.locator(".alarm")).to_have_count(0)
            assert kept(ada.page) == remembers
            ada.page.unroute("**/checkpoint")
            note.get_by_role("button", name="Try again").click()
            expect(note).to_have_count(0)
            expect(ada.page.locator(".alarm")).to_have_count(0)


DEEP = "[" * 50_000 + "]" * 50_000


def test_an_answer_that_is_none_is_no_way_to_silence_the_warning(
    ada: AtTheDesk, remembers: dict[str, str], subtests: pytest.Subtests
) -> None:
    for status, body in ((200, "{"), (200, DEEP), (204, ""), (500, "{}")):
        with subtests.test(f"{status} {body[:2]}"):
            answers(ada.page, status=status, body=body, content_type="application/json")
            comes_again(ada)
            warned(ada.page, "The desk does not show its access log")
            assert kept(ada.page) == remembers


def test_a_sign_in_after_the_session_ended_asks_again(home: House, ada: AtTheDesk, remembers: dict[str, str]) -> None:
    home.clock.advance(timedelta(hours=9))
    Rewriter(home).rolls_back()
    ada.page.get_by_role("link", name="My entries").click()
    ada.page.get_by_role("button", name="Sign in again").click()
    warned(ada.page, "The access log is shorter than it was")
