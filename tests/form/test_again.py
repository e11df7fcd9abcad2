"""No refusal eats words: the page comes back with every word and every choice, says why, and nothing is stored."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from reporting.clock import FixedClock
from reporting.config import FormSettings
from reporting.form import arrival
from reporting.form.forms import HONEYPOT
from tests.form.browser import Browser, Page
from tests.form.mailbox import Stored
from tests.form.test_send import ANSWERS

Fields = MultiDict[str, str]
TEXTS = {"what_happened", "who", "where_named", "earlier", "contact"}


def kept(sent: Fields, page: Page, *, but: frozenset[str] = frozenset()) -> None:
    """Every answer of the post stands in the page again, ready to be sent; the token is fresh."""
    guards = {"token", "receipt_entropy", HONEYPOT}
    for name in set(sent) - guards - but:
        assert page.fields.getlist(name) == sent.getlist(name), name
    assert page.fields["token"] != sent.get("token")
    assert page.fields[HONEYPOT] == ""


def sends(rosa: Browser, page: Page, stored: Callable[[], Stored]) -> None:
    """The page that came back can be sent as it is."""
    assert stored().empty
    assert rosa.post(page.fields).status == 200
    assert len(stored().deposits) == 1


def says(page: Page, status: int) -> None:
    assert page.status == status
    alert = page.alert
    assert alert is not None
    assert "autofocus" in alert
    assert alert["tabindex"] == "-1"
    assert "Content-Encoding" not in page.headers, "an answer that repeats words is never packed"
    for link in page.all("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert target[1:] in page.ids, target


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


def test_a_store_that_is_locked(
    rosa: Browser, stored: Callable[[], Stored], settings: FormSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reporting.db.PATIENCE", 0.05)
    sent = rosa.fill(**ANSWERS)
    other = sqlite3.connect(settings.mailbox_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        page = rosa.post(sent)
    finally:
        other.execute("ROLLBACK")
        other.close()
    says(page, 503)
    kept(sent, page)
    assert page.fields["receipt_entropy"] == sent["receipt_entropy"], "or a second try could become a second report"
    sends(rosa, page, stored)


def test_a_store_that_is_gone(rosa: Browser, settings: FormSettings) -> None:
    sent = rosa.fill(**ANSWERS)
    folder = settings.instance / "mailbox"
    folder.rename(settings.instance / "elsewhere")
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


def test_letters_that_are_not_utf_8(rosa: Browser, stored: Callable[[], Stored]) -> None:
    sent = rosa.fill(what_happened="OLD")
    boundary = "b0undary"
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.encode().replace(b"OLD", "Il a crié, “non”".encode("cp1252"))
        + b"\r\n"
        for name, value in sent.items(multi=True)
    )
    page = rosa.raw(body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}")
    says(page, 400)
    assert page.fields["what_happened"] == "Il a crié, “non”"
    assert stored().empty
    sends(rosa, page, stored)


def test_one_bad_letter_among_good_ones_spoils_only_itself(rosa: Browser, stored: Callable[[], Stored]) -> None:
    page = rosa.raw(b"what_happened=%E6%BC%A2+%FF+%C3%A9", "application/x-www-form-urlencoded")
    assert page.fields["what_happened"] == "漢 \N{REPLACEMENT CHARACTER} é"
    assert page.status == 400
    assert stored().empty


def test_invisible_letters_are_dropped_and_the_words_kept(rosa: Browser, stored: Callable[[], Stored]) -> None:
    assert rosa.write(what_happened="one\x00two\x1b[31m\r\nthree\tfour\x7f").status == 200
    assert stored().opened("report", "ada")["answers"]["what_happened"] == "onetwo[31m\nthree\tfour"


def test_text_that_looks_sealed_is_text(rosa: Browser, stored: Callable[[], Stored]) -> None:
    for start in ("age-encryption.org/v1\n-> X25519 abc", "-----BEGIN AGE ENCRYPTED FILE-----\nAAAA"):
        page = rosa.write(what_happened=start)
        assert page.status == 200
    texts = {part for part in stored().parts["report"]}
    assert len(texts) == 2
    assert not any(b"-> X25519" in text or b"BEGIN AGE" in text for text in texts)


def test_line_ends_at_the_start_of_a_text_survive_the_round(rosa: Browser) -> None:
    page = rosa.write(what_happened="\n\n  first", who="x" * 10_001)
    assert page.fields["what_happened"] == "\n\n  first"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"&".join(b"f%d=x" % n for n in range(10_000)), "application/x-www-form-urlencoded", 413),
        (
            b"".join(b'--b\r\nContent-Disposition: form-data; name="f%d"\r\n\r\nx\r\n' % n for n in range(10_000))
            + b"--b--\r\n",
            "multipart/form-data; boundary=b",
            413,
        ),
        (b"what_happened=" + b"x" * arrival.BODY, "application/x-www-form-urlencoded", 413),
        (b"no parts at all", "multipart/form-data; boundary=b", 400),
        (b'--b\r\nContent-Disposition: form-data; name="who"\r\n\r\ncut sh', "multipart/form-data; boundary=b", 400),
        (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 400),
        (b"--b\r\n\xff\xfe: x\r\n\r\nx\r\n--b--\r\n", "multipart/form-data; boundary=b", 400),
        (b"--b--\r\n", "multipart/form-data", 400),
        (b"--b--\r\n", "multipart/form-data; boundary=é", 400),
        (b'{"what_happened": "x"}', "application/json", 400),
        (b"what_happened=x", "text/plain", 400),
        (b"", "application/x-www-form-urlencoded", 400),
        (b"&&&=&==;%", "application/x-www-form-urlencoded", 400),
    ],
)
def test_bodies_that_no_browser_sends(
    rosa: Browser, stored: Callable[[], Stored], body: bytes, content_type: str, status: int
) -> None:
    page = rosa.raw(body, content_type)
    assert page.status == status
    assert page.all("h1")
    assert stored().empty


def test_a_body_cut_short(rosa: Browser, stored: Callable[[], Stored]) -> None:
    sent = "&".join(f"{name}={value}" for name, value in rosa.fill(what_happened="words").items())
    page = rosa.raw(sent.encode(), "application/x-www-form-urlencoded", CONTENT_LENGTH=str(len(sent) + 10))
    assert page.status == 400
    assert "not whole" in page.text
    assert stored().empty


def test_a_file_is_passed_over_and_never_touches_a_disk(
    rosa: Browser, stored: Callable[[], Stored], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile", "mkstemp"):
        monkeypatch.setattr(f"tempfile.{name}", refuse)
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in rosa.fill(what_happened="words").items()
    )
    file = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n' + "x" * 3_000_000 + "\r\n"
    page = rosa.raw(f"{parts}{file}--b--\r\n".encode(), "multipart/form-data; boundary=b")
    assert page.status == 200
    assert len(stored().deposits) == 1


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec_Fetch_Site": "cross-site"}, 403),
        ({"Sec_Fetch_Site": "same-site"}, 403),
        ({"Sec_Fetch_Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Sec_Fetch_Site": "same-origin"}, 200),
        ({"Sec_Fetch_Site": "none"}, 200),
    ],
)
def test_a_post_from_elsewhere_is_refused_and_nothing_of_it_shown(
    rosa: Browser, stored: Callable[[], Stored], headers: dict[str, str], status: int
) -> None:
    page = rosa.post(rosa.fill(what_happened="words of Mallory"), **headers)
    assert page.status == status
    assert "Mallory" not in page.html
    assert len(stored().deposits) == (status == 200)


@pytest.mark.parametrize(
    ("origin", "status"), [("http://mallory.example", 403), ("null", 403), ("http://localhost", 200), (None, 200)]
)
def test_without_fetch_metadata_the_origin_decides(app: Flask, rosa: Browser, origin: str | None, status: int) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = app.test_client().post("/", data=rosa.fill(what_happened="words").to_dict(flat=False), headers=headers)
    assert answer.status_code == status
