"""Promise 12: no error eats words. Whatever is refused, the page comes back with all that was typed."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from reporting.cleaning import Box
from tests.cleaning.made import picture, saved
from tests.house import FORM, House, Rosa, fields_of, words_of
from tests.postgres import only_sqlite

TYPED: dict[str, str | list[str]] = {
    "readers": "not-ben",
    "what_happened": "He followed me.\n<b>Über</b> & 漢 \"'",
    "risk": "ongoing",
    "tell_today": "yes",
    "kind": ["harassment", "law"],
    "where": "private-message",
    "where_named": "the choir",
    "when": "month",
    "who": "Karl",
    "involvement": "saw",
    "exposure": "maybe",
    "limits": "Not before Thursday",
    "act_without_me": "yes",
    "quote_me": "yes",
    "links": "https://x.example/1\nhttps://x.example/2",
    "others": "Mia",
    "earlier": "In spring",
    "contact": "0700 555 0142",
}


def kept(answer: TestResponse, **but: str | list[str]) -> None:
    fields = fields_of(answer.text)
    for name, value in (TYPED | but).items():
        wanted = value if isinstance(value, list) else [value]
        assert [text.replace("\r\n", "\n") for text in fields.get(name, [])] == wanted, name


def empty(rosa: Rosa, _house: House) -> TestResponse:
    return rosa.send(**TYPED | {"what_happened": ""})


def too_long(rosa: Rosa, _house: House) -> TestResponse:
    return rosa.send(**TYPED | {"what_happened": "x" * 50_001})


def unknown_readers(rosa: Rosa, _house: House) -> TestResponse:
    return rosa.send(**TYPED | {"readers": "mallory"})


def stale_token(rosa: Rosa, house: House) -> TestResponse:
    rosa.visit()
    house.clock.advance(timedelta(days=2))
    return rosa.send_again(**TYPED)


def replayed_token(rosa: Rosa, _house: House) -> TestResponse:
    rosa.send(what_happened="Another report.")
    spent = rosa.fields["token"]
    return rosa.send(**TYPED | {"token": spent})


def no_token(rosa: Rosa, _house: House) -> TestResponse:
    rosa.visit()
    rosa.fields.pop("token")
    return rosa.send_again(**TYPED)


def no_entropy(rosa: Rosa, _house: House) -> TestResponse:
    rosa.visit()
    rosa.fields.pop("receipt_entropy")
    return rosa.send_again(**TYPED)


def too_many_files(rosa: Rosa, _house: House) -> TestResponse:
    return rosa.send(**TYPED, files=[b"x"] * 11)


def too_large_a_file(rosa: Rosa, _house: House) -> TestResponse:
    return rosa.send(**TYPED, files=[bytes(25 * 2**20 + 1)])


def no_place_for_files(rosa: Rosa, _house: House) -> TestResponse:
    with no_turn(rosa):
        return rosa.send(**TYPED, files=[b"Dear Ada"])


@contextmanager
def no_turn(rosa: Rosa) -> Iterator[None]:
    """Others' files are looked through, and it takes longer than anybody waits."""
    uploads = rosa.client.application.extensions["reporting"].uploads
    before, uploads._patience = uploads._patience, 0.05
    with uploads.turn(), uploads.turn():
        yield
    uploads._patience = before


def store_gone(rosa: Rosa, house: House) -> TestResponse:
    rosa.visit()
    file = house.folder / "instance/mailbox/mailbox.db"
    file.rename(file.with_suffix(".away"))
    try:
        return rosa.send_again(**TYPED)
    finally:
        file.with_suffix(".away").rename(file)


def store_locked(rosa: Rosa, house: House) -> TestResponse:
    rosa.visit()
    other = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        return rosa.send_again(**TYPED)
    finally:
        other.close()


def store_full(rosa: Rosa, house: House) -> TestResponse:
    rosa.visit()
    rosa.client.get("/healthz", base_url=FORM)  # opens the store, so that it is the write that fails
    pages = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    pages.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    pages.close()
    with limited(house.folder / "instance/mailbox"):
        return rosa.send_again(**TYPED)


class limited:  # noqa: N801  (reads as a word in a with statement)
    """No file of this process may grow past what the store has already: what a full disk does to a write."""

    def __init__(self, _folder: Path) -> None:
        import resource
        import signal

        self.before = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.signal = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def __enter__(self) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (8192, self.before[1]))

    def __exit__(self, *_: object) -> None:
        import resource
        import signal

        resource.setrlimit(resource.RLIMIT_FSIZE, self.before)
        signal.signal(signal.SIGXFSZ, self.signal)


@only_sqlite
@pytest.mark.parametrize(
    ("fault", "status", "but"),
    [
        (empty, 400, {"what_happened": ""}),
        (too_long, 400, {"what_happened": "x" * 50_001}),
        (unknown_readers, 400, {"readers": []}),
        (stale_token, 409, {}),
        (replayed_token, 409, {}),
        (no_token, 409, {}),
        (no_entropy, 409, {}),
        (too_many_files, 400, {}),
        (too_large_a_file, 400, {}),
        (no_place_for_files, 503, {}),
        (store_gone, 503, {}),
        (store_locked, 503, {}),
        (store_full, 503, {}),
    ],
)
def test_the_page_comes_back_with_every_word(
    house: House, fault: Callable[[Rosa, House], TestResponse], status: int, but: dict[str, str | list[str]]
) -> None:
    rosa = Rosa(house.form().test_client())
    before = fault is replayed_token
    refused = fault(rosa, house)
    assert refused.status_code >= 400, "this is no refusal, so it shows nothing"
    assert (refused.status_code >= 500) == (status >= 500)
    kept(refused, **but)
    assert len(house.report_ids()) == int(before), "a refused report was stored"


@only_sqlite
@pytest.mark.parametrize(
    "fault",
    [
        stale_token,
        replayed_token,
        no_token,
        no_entropy,
        too_many_files,
        too_large_a_file,
        no_place_for_files,
        store_gone,
        store_locked,
        store_full,
    ],
)
def test_and_pressing_send_again_is_all_it_takes(house: House, fault: Callable[[Rosa, House], TestResponse]) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.fields = {}
    refused = fault(rosa, house)
    rosa.fields = fields_of(refused.text)
    assert rosa.send_again().status_code == 200
    newest = [house.open_as("ada", "report", report_id)["answers"] for report_id in house.report_ids()]
    assert any(answers.get("who") == "Karl" for answers in newest)


def test_a_stranger_site_gets_nothing_stored_and_nothing_echoed(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.visit()
    rosa.fields["what_happened"] = ["He followed me."]
    answer = rosa.client.post("/", data=rosa.fields, base_url=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "followed" not in answer.text
    assert house.report_ids() == []


def test_good_files_are_kept_when_one_is_refused_and_the_page_says_which_and_why(house: House, box: Box) -> None:
    rosa = Rosa(house.form(box).test_client())
    files = (b"Dear Ada,\n", b"MZ" + bytes(90), saved(picture(), "PNG"))
    answer = rosa.send(**TYPED, files=files)
    assert answer.status_code == 200 and len(words_of(answer.text)) == 12
    assert "We do not take programs. Send a screenshot of what it shows." in answer.text
    report = house.open_as("ada", "report")
    assert [part["media_type"] for part in report["manifest"][2:]] == ["text/plain", "image/png"]
    assert report["answers"]["who"] == TYPED["who"]
