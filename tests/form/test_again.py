"""No refusal eats words: the page comes back with every word and every choice, says why, and nothing is stored."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from reporting.clock import FixedClock
from reporting.config import FormSettings
from reporting.db import MailboxBase, Store
from reporting.form.forms import HONEYPOT
from tests.form.browser import Browser
from tests.form.mailbox import Stored
from tests.form.shown import kept, says, sends
from tests.form.test_send import ANSWERS

TEXTS = {"what_happened", "who", "where_named", "earlier", "contact"}


def test_a_stale_token(rosa: Browser, stored: Callable[[], Stored], clock: FixedClock) -> None:
    sent = rosa.fill(**ANSWERS)
    clock.advance(timedelta(days=2))
    page = rosa.post(sent)
    says(page, 400)
    kept(sent, page)
    assert page.fields["receipt_entropy"] == sent["receipt_entropy"]
    sends(rosa, page, stored)


@pytest.mark.parametrize("token", ["", "2026-11-23.x.y", "é", None])
def test_a_missing_or_forged_token(rosa: Browser, stored: Callable[[], Stored], token: str | None) -> None:
    sent = rosa.fill(**ANSWERS)
    sent.pop("token")
    if token is not None:
        sent["token"] = token
    page = rosa.post(sent)
    says(page, 400)
    kept(sent, page)
    sends(rosa, page, stored)


def test_a_replayed_token(rosa: Browser, stored: Callable[[], Stored]) -> None:
    first, second = rosa.fill(what_happened="Another matter."), rosa.fill(**ANSWERS)
    rosa.post(first)
    second["token"] = first["token"]
    page = rosa.post(second)
    says(page, 409)
    kept(second, page)
    assert len(stored().deposits) == len(stored().tokens) == 1
    assert rosa.post(page.fields).status == 200
    assert len(stored().deposits) == len(stored().tokens) == 2


@pytest.mark.parametrize(
    ("field", "value", "target"),
    [
        ("what_happened", "", "what_happened"),
        ("what_happened", " \n\t", "what_happened"),
        ("what_happened", "é" * 50_001, "what_happened"),
        ("who", "x" * 10_001, "who"),
        ("where_named", "x" * 10_001, "where_named"),
        ("earlier", "x" * 10_001, "earlier"),
        ("contact", "x" * 2_001, "contact"),
        ("readers", "not-olu", "readers-0"),
        ("readers", "", "readers-0"),
        ("readers", ["both", "not-ada"], "readers-0"),
        ("risk", "very", "risk-0"),
        ("risk", ["no", "danger"], "risk-0"),
        ("where", "mars", "where-0"),
        ("act_without_me", "always", "act_without_me-0"),
        ("kind", ["law", "murder"], "kind-0"),
        ("tell_today", "maybe", "tell_today-0"),
    ],
)
def test_an_answer_that_needs_another_look(
    rosa: Browser, stored: Callable[[], Stored], field: str, value: Any, target: str
) -> None:
    sent = rosa.fill(**(ANSWERS | {field: value}))
    page = rosa.post(sent)
    says(page, 400)
    kept(sent, page, but=frozenset() if field in TEXTS else frozenset({field}))
    assert f'href="#{target}"' in page.html
    assert stored().empty
    assert page.fields["receipt_entropy"] == sent["receipt_entropy"]


def test_missing_readers_are_never_taken_for_both(rosa: Browser, stored: Callable[[], Stored]) -> None:
    sent = rosa.fill(**ANSWERS)
    sent.pop("readers")
    page = rosa.post(sent)
    says(page, 400)
    assert "readers" not in page.fields
    assert stored().empty


def test_texts_up_to_their_limit_are_taken(rosa: Browser, stored: Callable[[], Stored]) -> None:
    long = {"what_happened": "漢" * 50_000, "who": "x" * 10_000, "contact": "x" * 2_000}
    assert rosa.write(**long).status == 200
    assert stored().opened("report", "ada")["answers"]["what_happened"] == long["what_happened"]


def test_groups_with_answers_or_errors_come_back_open_and_no_others(rosa: Browser) -> None:
    page = rosa.write(what_happened="", kind=["law"], who="x" * 10_001)
    opened = [part.partition("<b>")[2].partition("</b>")[0] for part in page.html.split("<details open")[1:]]
    assert opened == ["What it is about, where and when", "Who was there"]


@pytest.mark.parametrize("entropy", [None, "", "AAAA", "AAAAAAAAAAAAAAAAAAAAAB", "!" * 22, "é" * 22, "A" * 500])
def test_entropy_that_is_missing_or_broken(rosa: Browser, stored: Callable[[], Stored], entropy: str | None) -> None:
    sent = rosa.fill(**ANSWERS)
    sent.pop("receipt_entropy")
    if entropy is not None:
        sent["receipt_entropy"] = entropy
    page = rosa.post(sent)
    says(page, 400)
    kept(sent, page)
    sends(rosa, page, stored)


def test_the_trap_catches_without_losing_a_word(rosa: Browser, stored: Callable[[], Stored]) -> None:
    sent = rosa.fill(**ANSWERS)
    sent[HONEYPOT] = "http://spam.example"
    page = rosa.post(sent)
    says(page, 400)
    kept(sent, page)
    assert "spam.example" not in page.html
    sends(rosa, page, stored)


def test_people_have_changed_and_the_choice_is_gone(
    rosa: Browser, with_people: Callable[..., Flask], stored: Callable[[], Stored]
) -> None:
    sent = rosa.fill(**(ANSWERS | {"readers": "neither"}))
    page = Browser(with_people("ada", "ben", "ines", "olu")).post(sent)
    says(page, 400)
    kept(sent, page, but=frozenset({"readers"}))
    assert "readers" not in page.fields, "nobody but Rosa may decide that both read it after all"
    assert stored().empty


def test_people_have_changed_behind_the_same_choice(
    rosa: Browser, with_people: Callable[..., Flask], stored: Callable[[], Stored]
) -> None:
    """The page said that Ines takes Ada's place. It must not become Kofi without a word."""
    sent = rosa.fill(**ANSWERS)
    page = Browser(with_people("ada", "ben", "kofi", "olu")).post(sent)
    says(page, 400)
    kept(sent, page)
    assert "Kofi Mensah takes the place of Ada Lindqvist" in page.text
    assert stored().empty


@contextmanager
def locked(url: str) -> Iterator[None]:
    """By a stranger; on PostgreSQL by who has the turn, on another host."""
    if url.startswith("postgresql"):
        with Store.open(url, MailboxBase).write():
            yield
        return
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def test_a_store_that_is_locked(
    rosa: Browser, stored: Callable[[], Stored], settings: FormSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.db.store.PATIENCE", 0.05)
    sent = rosa.fill(**ANSWERS)
    with locked(settings.mailbox_url):
        page = rosa.post(sent)
    says(page, 503)
    kept(sent, page)
    assert page.fields["receipt_entropy"] == sent["receipt_entropy"], "or a second try could become a second report"
    sends(rosa, page, stored)


def test_a_store_that_is_gone(rosa: Browser, gone: Callable[[], None]) -> None:
    sent = rosa.fill(**ANSWERS)
    gone()
    page = rosa.post(sent)
    says(page, 503)
    kept(sent, page)
    assert rosa.get("/healthz").status == 503


def test_a_fault_of_our_own(
    rosa: Browser, stored: Callable[[], Stored], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("He wrote again")

    sent = rosa.fill(**ANSWERS)
    monkeypatch.setattr("reporting.intake.submit", fail)
    page = rosa.post(sent)
    monkeypatch.undo()
    says(page, 500)
    kept(sent, page)
    assert "He wrote again" not in "".join(capsys.readouterr())
    sends(rosa, page, stored)
