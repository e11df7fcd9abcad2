"""Rosa sends a report: what is stored, who can open it, and what she is told."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from reporting.clock import FixedClock
from tests.form.browser import Browser
from tests.form.mailbox import Stored

ANSWERS: dict[str, str | list[str]] = {
    "readers": "not-ada",
    "what_happened": "He wrote again.\n\nI asked him to stop. 漢 é <b>&amp;</b>",
    "risk": "ongoing",
    "tell_today": "yes",
    "kind": ["harassment", "privacy"],
    "where": "forum",
    "where_named": "the choir",
    "when": "week",
    "who": "somebody",
    "involvement": "me",
    "others": "a friend",
    "exposure": "maybe",
    "limits": "do not tell my manager",
    "act_without_me": "yes",
    "quote_me": "yes",
    "links": "https://forum.example/1\nhttps://forum.example/2",
    "earlier": "in spring",
    "contact": "ring me",
}


def test_every_answer_arrives_where_it_belongs(rosa: Browser, stored: Callable[[], Stored]) -> None:
    assert rosa.write(**ANSWERS).status == 200
    report = stored().opened("report", "ben")
    apart = {"readers", "contact"}
    assert report["answers"] == {name: value for name, value in ANSWERS.items() if name not in apart}
    assert report["guidelines"] == "2026-03-03"
    assert stored().opened("contact", "ben")["contact"] == "ring me"
    assert stored().deposits[0]["urgent"] == 1


def test_an_answer_left_empty_is_left_out(rosa: Browser, stored: Callable[[], Stored]) -> None:
    rosa.write(what_happened="He wrote again.")
    answers = {"what_happened": "He wrote again.", "act_without_me": "ask-first", "quote_me": "no"}
    assert stored().opened("report", "ada")["answers"] == answers


@pytest.mark.parametrize(
    ("readers", "can", "cannot", "named"),
    [
        ("both", ("ada", "ben"), ("ines", "kofi"), "Only Ada Lindqvist and Ben Okafor can open it"),
        ("not-ada", ("ben", "ines"), ("ada", "kofi"), "Only Ben Okafor and Ines Duarte can open it"),
        ("not-ben", ("ada", "ines"), ("ben", "kofi"), "Only Ada Lindqvist and Ines Duarte can open it"),
        ("neither", ("ines", "kofi"), ("ada", "ben"), "Only Ines Duarte and Kofi Mensah can open it"),
    ],
)
def test_the_choice_decides_who_can_open_it(
    rosa: Browser, stored: Callable[[], Stored], readers: str, can: tuple[str, ...], cannot: tuple[str, ...], named: str
) -> None:
    page = rosa.write(readers=readers, what_happened="He wrote again.")
    assert named in page.text
    for handle in can:
        assert stored().opened("report", handle)["answers"]["what_happened"] == "He wrote again."
    for handle in (*cannot, "olu", "mallory"):
        assert stored().shut_to(handle), handle


def test_the_confirmation_answers_the_post_itself(rosa: Browser) -> None:
    page = rosa.write(**ANSWERS)
    assert page.status == 200
    assert "Location" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    assert "Content-Encoding" not in page.headers
    assert len(page.receipt.split()) == 12
    for said in ("Monday 30 November 2026", "Sunday 28 February 2027", "0800 555 01", "may act", "localhost/receipt"):
        assert said in page.text
    assert "He wrote again" not in page.html, "the words have left the screen"


def test_what_somebody_wrote_is_text_and_not_a_page(rosa: Browser) -> None:
    page = rosa.write(
        what_happened="</textarea><script>alert(1)</script>", who="x" * 10_001, where_named='"><b id="x">'
    )
    assert page.status == 400
    assert not page.all("script")
    assert "x" not in page.ids
    assert page.fields["what_happened"] == "</textarea><script>alert(1)</script>"
    assert page.fields["where_named"] == '"><b id="x">'


def test_a_resend_gets_the_same_words_whatever_its_token(
    rosa: Browser, stored: Callable[[], Stored], clock: FixedClock
) -> None:
    page = rosa.get()
    sent = rosa.fill(page, what_happened="He wrote again.")
    first = rosa.post(sent)
    again = rosa.post(sent)
    clock.advance(timedelta(days=3))
    for token in (sent["token"], "", "forged", rosa.get().fields["token"]):
        late = rosa.post(sent | {"token": token})
        assert late.receipt == first.receipt == again.receipt
        assert "Monday 30 November 2026" in late.text, "the dates are those of the first time"
    assert len(stored().deposits) == 1


def test_other_words_under_the_same_receipt_are_kept_and_can_be_added(
    rosa: Browser, stored: Callable[[], Stored]
) -> None:
    sent = rosa.fill(rosa.get(), what_happened="He wrote again.", readers="not-ada")
    first = rosa.post(sent)
    sent["what_happened"] = "He wrote again, and called."
    asked = rosa.post(sent)
    assert asked.status == 409
    assert asked.fields["what_happened"] == "He wrote again, and called."
    assert asked.fields["receipt_entropy"] == sent["receipt_entropy"]
    assert not stored().messages
    added = rosa.post(asked.fields | {"as_message": asked.buttons["as_message"]})
    assert added.status == 200
    assert added.receipt == first.receipt
    assert "added to your first report" in added.text
    assert len(stored().messages) == len(stored().deposits) == 1


def test_other_words_can_become_a_report_of_their_own_and_only_once(
    rosa: Browser, stored: Callable[[], Stored]
) -> None:
    sent = rosa.fill(rosa.get(), what_happened="He wrote again.")
    first = rosa.post(sent)
    asked = rosa.post(sent | {"what_happened": "Something else."})
    new = asked.fields | {"new_entropy": asked.buttons["new_entropy"]}
    second, resent = rosa.post(new), rosa.post(new)
    assert second.status == resent.status == 200
    assert second.receipt == resent.receipt != first.receipt
    assert len(stored().deposits) == 2


def test_no_field_of_the_environment_reaches_the_store(rosa: Browser, stored: Callable[[], Stored]) -> None:
    sent = rosa.fill(what_happened="He wrote again.")
    page = rosa.post(sent, User_Agent="MARK-ua", Referer="http://mark/ref", X_Forwarded_For="MARK-ip", Cookie="a=MARK")
    assert page.status == 200
    everything = repr(stored()) + repr(stored().opened("report", "ada"))
    assert "MARK" not in everything.upper().replace("BOOKMARK", "")


def test_before_the_first_roster_it_is_closed_and_words_come_back(
    rosa: Browser, with_people: Callable[..., Flask], stored: Callable[[], Stored]
) -> None:
    shut = Browser(with_people())
    page = shut.get()
    assert page.status == 200
    assert "not open yet" in page.text
    assert "Box 112" in page.text
    assert not page.all("form")
    late = shut.post(rosa.fill(what_happened="He wrote again.", who="him", contact="ring me"))
    assert late.status == 503
    for words in ("He wrote again.", "him", "ring me"):
        assert words in late.text
    assert stored().empty
