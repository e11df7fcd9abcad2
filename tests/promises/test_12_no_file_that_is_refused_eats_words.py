"""Promise 12 for `/clean`: whatever is refused there is told in JSON, costs the page nothing, and no other file."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.test import TestResponse

from reporting.cleaning import Box
from reporting.form import clean as cleaning
from reporting.form.uploads import Uploads
from tests import multipart
from tests.browser import rosa
from tests.browser.sealing import arrive, kept
from tests.browser.windows import Windows
from tests.cleaning.made import picture, saved
from tests.house import FORM, House, Rosa, words_of

LETTER, PICTURE = b"Dear Ada,\n", saved(picture(), "PNG")
CANARY = b"Canary7Zq4v"


class Asking(Rosa):
    """Rosa's page, which has a file cleaned."""

    def clean(self, *files: bytes, token: str | None = None, cut: int | None = None, **headers: str) -> TestResponse:
        body = multipart.body([("token", self.fields["token"][0] if token is None else token)], files)[:cut]
        sent = {"data": body, "content_type": multipart.CONTENT_TYPE, "base_url": FORM}
        return self.client.post("/clean", **sent, headers=dict(self.HEADERS) | headers)


def no_token(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(LETTER + CANARY, token="")


def forged_token(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(LETTER + CANARY, token=f"{asking.fields['token'][0]}x")


def stale_token(asking: Asking, _form: Flask, house: House) -> TestResponse:
    house.clock.advance(timedelta(days=2))
    answer = asking.clean(LETTER + CANARY)
    house.clock.advance(timedelta(days=-2))
    return answer


def cut_short(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(LETTER + CANARY, cut=-30)


def without_a_boundary(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.client.post("/clean", data=CANARY, content_type="text/plain", base_url=FORM)


def no_file(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean()


def two_files(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(LETTER + CANARY, PICTURE)


def too_large(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(CANARY + bytes(26 * 2**20))


def not_taken(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(b"MZ" + CANARY + bytes(90))


def from_elsewhere(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    return asking.clean(LETTER + CANARY, **{"Sec-Fetch-Site": "cross-site"})


def busy(asking: Asking, form: Flask, _house: House) -> TestResponse:
    uploads: Uploads = form.extensions["reporting"].uploads
    with uploads.turn(), uploads.turn():
        return asking.clean(LETTER + CANARY)


def failing(asking: Asking, _form: Flask, _house: House) -> TestResponse:
    def fail(*_: object) -> None:
        raise RuntimeError(CANARY.decode())

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cleaning, "lines", fail)
        return asking.clean(LETTER + CANARY)


REFUSALS: dict[Callable[[Asking, Flask, House], TestResponse], tuple[int, str]] = {
    no_token: (400, "had grown old"),
    forged_token: (400, "had grown old"),
    stale_token: (400, "had grown old"),
    cut_short: (400, "We stored nothing"),
    without_a_boundary: (400, "We stored nothing"),
    no_file: (400, "We stored nothing"),
    two_files: (400, "We stored nothing"),
    too_large: (422, "larger than 25 MB"),
    not_taken: (422, "We do not take programs"),
    from_elsewhere: (403, "We took nothing"),
    busy: (503, "Other people’s files are being looked through"),
    failing: (500, "Please wait a minute"),
}


@pytest.fixture
def form(house: House, box: Box) -> Flask:
    return house.form(box)


@pytest.fixture
def asking(form: Flask) -> Asking:
    asking = Asking(form.test_client())
    asking.visit()
    return asking


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_is_told_in_json_and_the_page_can_send_its_words_and_other_files_all_the_same(
    refusal: Callable[[Asking, Flask, House], TestResponse], asking: Asking, form: Flask, house: House
) -> None:
    status, words = REFUSALS[refusal]
    answer = refusal(asking, form, house)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert words in answer.get_json()["text"] and "<" not in answer.text
    assert CANARY not in answer.data and house.report_ids() == []
    assert asking.clean(PICTURE).status_code == 200, "another file pays for it"
    stored = asking.send_again(what_happened="He followed me.", who="Karl", files=[PICTURE])
    assert stored.status_code == 200 and len(words_of(stored.text)) == 12
    report = house.open_as("ada", "report")
    assert report["answers"]["who"] == "Karl" and report["manifest"][2]["media_type"] == "image/png"


def test_a_refused_token_comes_back_with_one_that_cleans(asking: Asking, house: House) -> None:
    house.clock.advance(timedelta(days=2))
    for old in (None, "", "forged"):
        fresh = asking.clean(LETTER, token=old).get_json()["token"]
        assert asking.clean(PICTURE, token=fresh).status_code == 200


def choose(page: Page, name: str, data: bytes) -> None:
    page.set_input_files("#files", {"name": name, "mimeType": "application/octet-stream", "buffer": data})


@pytest.fixture
def mine(windows: Windows) -> Page:
    """The form with every answer filled in and one file that is clean."""
    page = windows.form()
    page.context.set_default_timeout(60_000)  # the first file waits until the box stands
    arrive(page)
    rosa.fill(page, rosa.EVERYTHING)
    choose(page, "picture.png", PICTURE)
    expect(page.locator(".told > li").first).to_contain_text("Clean.", timeout=60_000)
    return page


@pytest.mark.parametrize("status", [400, 403, 500, 503])
def test_in_the_page_words_and_clean_files_stay_when_another_is_refused(mine: Page, home: House, status: int) -> None:
    listed = mine.locator(".told > li")
    if status == 503:  # the page comes again by itself, so others are done by then
        mine.route("**/clean", lambda route: route.fulfill(status=503, json={"text": "busy"}), times=1)
        choose(mine, "letter.txt", LETTER)
        expect(mine.get_by_role("status").filter(has_text="files are being cleaned")).to_be_visible()
        kept(mine)
    else:
        mine.route("**/clean", lambda route: route.fulfill(status=status, json={"text": "refused"}), times=1)
        choose(mine, "letter.txt", LETTER)
        expect(listed.nth(1)).to_contain_text("It could not be looked at just now. Your words are still here.")
        expect(listed.nth(0)).to_contain_text("Clean.")
        kept(mine)
        listed.nth(1).get_by_role("button", name="Try again").click()
    expect(listed.nth(1)).to_contain_text("Clean.")
    rosa.press(mine)
    rosa.words(mine)
    assert home.open_as("ada", "headline")["files"] == 2


def test_a_page_that_lay_open_for_days_cleans_on_and_its_words_stay(mine: Page, home: House) -> None:
    home.clock.advance(timedelta(days=2))
    choose(mine, "letter.txt", LETTER)
    expect(mine.locator(".told > li").nth(1)).to_contain_text("Clean.")
    kept(mine)
    home.clock.advance(timedelta(days=2))
    choose(mine, "second.txt", LETTER)
    expect(mine.locator(".told > li").nth(2)).to_contain_text("Clean.")
    assert home.report_ids() == []
