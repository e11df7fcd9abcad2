"""Files that are sent again, come too late, or find no place: never twice, never lost unsaid, never a word eaten."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask

from reporting.cleaning import Box
from reporting.config import FormSettings
from reporting.form import create_app
from reporting.form.uploads import AT_A_TIME, Uploads
from reporting.intake import CleanerBusy
from tests.cleaning.made import picture, saved, secretive
from tests.form.browser import Browser
from tests.form.mailbox import Stored
from tests.form.shown import kept, says, sends
from tests.form.test_files import ZIP, told

MB = 2**20


@pytest.fixture
def app(settings: FormSettings, clock: object, box: Box) -> Flask:
    return create_app(settings, clock, box)  # type: ignore[arg-type]


@contextmanager
def with_uploads(app: Flask, uploads: Uploads) -> Iterator[None]:
    """The form with other places for files for a while."""
    room = app.extensions["reporting"]
    before = room.uploads
    object.__setattr__(room, "uploads", uploads)
    try:
        yield
    finally:
        object.__setattr__(room, "uploads", before)


def test_the_same_words_and_files_again_get_the_same_confirmation(rosa: Browser, stored: Callable[[], Stored]) -> None:
    fields, files = rosa.fill(what_happened="He followed me."), (secretive("JPEG"), ZIP)
    first = rosa.attach(fields, *files)
    before = stored()
    again = rosa.attach(fields, *files)
    assert again.status == 200
    assert again.html == first.html, "the second answer differs from the first"
    assert "Not sent." in told(first)
    assert re.search("Your sealed report has the number <b[^>]*>[0-9a-f]{4}( [0-9a-f]{4}){4}</b>", first.html)
    assert stored() == before, "something was stored twice"


def test_the_same_words_without_their_files_are_still_the_same_report(
    rosa: Browser, stored: Callable[[], Stored]
) -> None:
    """No browser keeps files on a page that it comes back to."""
    fields = rosa.fill(what_happened="He followed me.")
    first = rosa.attach(fields, saved(picture(), "PNG"), ZIP, saved(picture(), "GIF"))
    before = stored()
    again = rosa.attach(fields)
    assert (again.status, again.receipt) == (200, first.receipt)
    assert "2 files are sealed with your report, from the first time that you sent it." in told(again)
    assert stored() == before


@pytest.mark.parametrize("late", [b"other", b""])
def test_files_that_come_later_are_never_dropped_unsaid(
    rosa: Browser, stored: Callable[[], Stored], late: bytes
) -> None:
    fields = rosa.fill(what_happened="He followed me.")
    rosa.attach(fields, *([saved(picture(), "GIF")] if late else []))
    page = rosa.attach(fields, saved(picture(), "PNG"))
    says(page, 409)
    assert "That report is safe." in page.text and "does not keep files" in page.text
    kept(fields, page)
    assert len(stored().deposits) == 1
    page.fields["receipt_entropy"] = page.buttons["new_entropy"]
    assert rosa.attach(page.fields, saved(picture(), "PNG")).status == 200
    assert len(stored().deposits) == 2


def test_the_same_file_as_it_is_instead_of_cleaned_is_another_file(rosa: Browser) -> None:
    fields = rosa.fill(what_happened="He followed me.")
    rosa.attach(fields, ZIP)
    fields["files_as"] = "as-is"
    says(rosa.attach(fields, ZIP), 409)


def test_words_that_are_added_to_a_report_take_their_files_along(rosa: Browser, stored: Callable[[], Stored]) -> None:
    first = rosa.fill(what_happened="He followed me.")
    rosa.attach(first, saved(picture(), "GIF"))
    more = rosa.attach(rosa.fill(what_happened="He came back.", receipt_entropy=first["receipt_entropy"]))
    more.fields["as_message"] = "yes"
    page = rosa.attach(more.fields, saved(picture(), "PNG"))
    assert page.status == 200 and "Sealed as “file-2.png”." in told(page)
    assert len(stored().messages) == 1 and set(stored().files) == {"file-1", "file-2"}


def test_when_the_box_is_busy_nothing_is_sent_and_every_word_kept(
    rosa: Browser, app: Flask, box: Box, stored: Callable[[], Stored]
) -> None:
    busy = Uploads(box, patience=0.05)
    fields = rosa.fill(what_happened="He followed me.", contact="0700 555 0142")
    with with_uploads(app, busy), ExitStack() as others:
        for _ in range(AT_A_TIME):
            others.enter_context(busy.turn())
        page = rosa.attach(fields, saved(picture(), "PNG"))
        says(page, 503)
        assert "Other people’s files are being looked through just now." in page.text
        kept(fields, page)
        assert rosa.attach(rosa.fill(what_happened="Words alone.")).status == 200, "words wait for nobody's files"
    assert len(stored().deposits) == 1
    assert rosa.attach(page.fields, saved(picture(), "PNG")).status == 200


def test_a_resend_is_confirmed_though_the_box_is_busy(rosa: Browser, app: Flask, box: Box) -> None:
    fields = rosa.fill(what_happened="He followed me.")
    first = rosa.attach(fields, saved(picture(), "PNG"))
    busy = Uploads(box, patience=0.05)
    with with_uploads(app, busy), busy.turn(), busy.turn():
        again = rosa.attach(fields, saved(picture(), "PNG"))
    assert (again.status, again.receipt) == (200, first.receipt)
    assert "One file is sealed with your report" in told(again)


def test_files_that_find_no_place_in_memory_are_let_go_and_the_words_kept(
    rosa: Browser, app: Flask, box: Box, stored: Callable[[], Stored]
) -> None:
    small = Uploads(box, room=MB)
    with with_uploads(app, small):
        fields = rosa.fill(what_happened="He followed me.", contact="0700 555 0142")
        page = rosa.attach(fields, bytes(2 * MB))
        says(page, 503)
        kept(fields, page)
        assert small.take(MB), "what was held was not given back"
        small.give_back(MB)
        sends(rosa, page, stored)


def test_where_no_file_can_be_cleaned_the_words_are_kept_and_can_go_alone(
    settings: FormSettings, clock: object, stored: Callable[[], Stored], caplog: pytest.LogCaptureFixture
) -> None:
    with Box(cleaner="reporting.cleaning.nowhere:clean") as broken:
        rosa = Browser(create_app(settings, clock, broken))  # type: ignore[arg-type]
        fields = rosa.fill(what_happened="He followed me.")
        page = rosa.attach(fields, saved(picture(), "PNG"))
    says(page, 503)
    assert "We cannot look through files just now" in page.text
    kept(fields, page)
    sends(rosa, page, stored)


def test_the_third_waits_for_its_turn_and_gets_it(box: Box) -> None:
    uploads = Uploads(box, patience=20)
    others = [uploads.turn() for _ in range(AT_A_TIME)]
    for other in others:
        other.__enter__()
    came = threading.Event()

    def third() -> None:
        with uploads.turn():
            came.set()

    waiting = threading.Thread(target=third)
    waiting.start()
    assert not came.wait(0.2)
    others[0].__exit__(None, None, None)
    assert came.wait(5)
    waiting.join()
    others[1].__exit__(None, None, None)
    hasty = Uploads(box, patience=0.01)
    with hasty.turn(), hasty.turn(), pytest.raises(CleanerBusy), hasty.turn():
        pass
