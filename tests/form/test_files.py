"""Files come along: cleaned and sealed one by one, good ones kept when another is refused, and never a word lost."""

import hashlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from flask import Flask
from PIL import Image

from reporting.cleaning import Box, pdf
from reporting.config import FormSettings
from reporting.form import create_app
from reporting.form.dates import size
from reporting.sealing import inspect, padme
from tests.cleaning.made import SECRETS, picture, saved, secretive
from tests.form.browser import Browser, Page
from tests.form.mailbox import Stored
from tests.form.shown import kept, says, sends

MB = 2**20
ZIP = b"PK\x05\x06" + bytes(18)
READERS = ("ada", "ben")


@pytest.fixture
def app(settings: FormSettings, clock: object, box: Box) -> Flask:
    return create_app(settings, clock, box)  # type: ignore[arg-type]


def told(page: Page) -> str:
    """The section of the confirmation that speaks of files."""
    return page.text.partition("Your files")[2].partition("Two days to come back")[0]


def test_a_photo_is_cleaned_and_sealed_as_a_part_of_its_own(rosa: Browser, stored: Callable[[], Stored]) -> None:
    photo = secretive("JPEG")
    page = rosa.attach(rosa.fill(what_happened="He followed me."), photo)
    assert page.status == 200
    assert "where it was taken" in told(page) and "Sealed as “file-1.jpg”." in told(page)
    found = stored()
    assert set(found.files) == {"file-1"}
    assert len(inspect(found.files["file-1"])) == 2
    (_, _, named) = found.opened("report", "ada")["manifest"]
    for reader in READERS:
        plain = found.opened_file("file-1", reader)
        assert hashlib.sha256(plain).hexdigest() == named["sha256"]
    assert len(plain) == padme(named["size"]) and not plain[named["size"] :].strip(b"\0")
    assert (named["part"], named["media_type"], named["cleaned"]) == ("file-1", "image/jpeg", True)
    shown = Image.open(BytesIO(plain[: named["size"]]))
    assert shown.size == picture().size
    assert not any(secret.encode() in plain for secret in SECRETS)
    assert found.opened("headline", "ada")["files"] == 1


def test_the_good_files_are_sent_when_others_are_refused(rosa: Browser, stored: Callable[[], Stored]) -> None:
    files = (saved(picture(), "PNG"), ZIP, b"", secretive("GIF"))
    page = rosa.attach(rosa.fill(what_happened="He followed me."), *files)
    assert page.status == 200 and page.receipt
    assert "2 of 4 files are sealed with your report. The others are not: below you see why." in told(page)
    for said in (
        "Your file 2, 22 bytes Not sent. We do not take archives. Send the files in it one by one.",
        "Your file 3, 0 bytes Not sent. This file is empty.",
        "Your file 4, ",
        "Sealed as “file-2.gif”.",
        "What was not sent is not stored anywhere.",
    ):
        assert said in told(page), said
    report = stored().opened("report", "ben")
    assert [part["part"] for part in report["manifest"]] == ["headline", "contact", "file-1", "file-2"]
    assert set(stored().files) == {"file-1", "file-2"}, "a gap would tell the operator that something was refused"
    assert stored().opened("headline", "ben")["files"] == 2


def test_when_every_file_is_refused_the_words_are_sent_all_the_same(
    rosa: Browser, stored: Callable[[], Stored]
) -> None:
    page = rosa.attach(rosa.fill(what_happened="He followed me."), ZIP, b"MZ" + bytes(100))
    assert page.status == 200 and page.receipt
    assert "None of your files could be sent. Your words are sealed and stored without them." in told(page)
    assert stored().opened("report", "ada")["answers"]["what_happened"] == "He followed me."
    assert not stored().files


def test_no_file_is_no_file(rosa: Browser, stored: Callable[[], Stored]) -> None:
    page = rosa.attach(rosa.fill(what_happened="He followed me."))  # as a browser sends an empty field
    assert page.status == 200 and "Your files" not in page.text
    assert stored().opened("headline", "ada")["files"] == 0


def test_a_file_that_is_to_stay_as_it_is_does_so(rosa: Browser, stored: Callable[[], Stored]) -> None:
    photo, strange = secretive("JPEG"), b"\x01\x02 no kind that we know"
    page = rosa.attach(rosa.fill(what_happened="He followed me.", files_as="as-is"), photo, strange)
    assert told(page).count("As it is: nothing was taken out.") == 2 and "“file-2.bin”" in told(page)
    first, second = stored().opened("report", "ada")["manifest"][2:]
    assert stored().opened_file("file-1", "ada")[: first["size"]] == photo
    assert stored().opened_file("file-2", "ben")[: second["size"]] == strange
    assert (first["cleaned"], first["media_type"]) == (False, "image/jpeg")
    assert (second["cleaned"], second["media_type"]) == (False, "application/octet-stream")
    assert "files_as" not in stored().opened("report", "ada")["answers"]


def test_the_pages_of_a_pdf_become_pictures_where_that_is_wished(rosa: Browser, stored: Callable[[], Stored]) -> None:
    fields = rosa.fill(what_happened="He followed me.", files_as="flatten")
    page = rosa.attach(fields, pdf.sample(), saved(picture(), "PNG"))
    assert "the text as text, since pages are pictures now" in told(page)
    assert "“file-1.pdf”" in told(page) and "“file-2.png”" in told(page)
    first = stored().opened("report", "ada")["manifest"][2]
    with pikepdf.open(BytesIO(stored().opened_file("file-1", "ada")[: first["size"]])) as opened:
        assert [list(one.Resources.keys()) for one in opened.pages] == [["/XObject"]]


def test_each_file_goes_its_own_way_where_the_page_knows_of_each(rosa: Browser, stored: Callable[[], Stored]) -> None:
    fields = rosa.fill(what_happened="He followed me.", files_each="as-is clean", files_stayed="1")
    page = rosa.attach(fields, secretive("JPEG"), secretive("JPEG"))
    assert "As it is: nothing was taken out." in told(page) and "Taken out: where it was taken" in told(page)
    assert "One file was to be sealed as it is, and stayed in your browser." in page.text
    report = stored().opened("report", "ada")
    assert [one["cleaned"] for one in report["manifest"][2:]] == [False, True]
    assert not {"files_each", "files_stayed"} & set(report["answers"])


@pytest.mark.parametrize("each", ["as-is", "as-is as-is as-is", "as-is whatever"])
def test_what_is_said_of_each_counts_only_where_it_fits(rosa: Browser, stored: Callable[[], Stored], each: str) -> None:
    rosa.attach(rosa.fill(what_happened="He followed me.", files_each=each), *[saved(picture(), "PNG")] * 2)
    assert [one["cleaned"] for one in stored().opened("report", "ada")["manifest"][2:]] == [True, True]


@pytest.mark.parametrize("stayed", ["0", "-1", "11", "many", "1e9"])
def test_a_number_of_files_that_nobody_can_have_is_not_told(rosa: Browser, stayed: str) -> None:
    page = rosa.attach(rosa.fill(what_happened="He followed me.", files_stayed=stayed))
    assert page.status == 200 and "stayed in your browser" not in page.text


@pytest.mark.parametrize("nothing", ["", "whatever"])
def test_how_files_are_treated_is_asked_again_when_it_is_not_known(rosa: Browser, nothing: str) -> None:
    page = rosa.attach(rosa.fill(what_happened="He followed me.", files_as=nothing), saved(picture(), "PNG"))
    assert page.status == (400 if nothing else 200)
    assert ("That answer is not offered here." if nothing else "Sealed as “file-1.png”.") in page.text


def test_only_the_chosen_readers_open_a_file(rosa: Browser, stored: Callable[[], Stored]) -> None:
    rosa.attach(rosa.fill(what_happened="It was Ada.", readers="not-ada"), saved(picture(), "PNG"))
    assert stored().files and stored().shut_to("ada")
    assert stored().opened_file("file-1", "ben") == stored().opened_file("file-1", "ines")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([b"x"] * 11, "More than 10 files came"),
        ([b"x" * (25 * MB + 1)], "larger than 25 MB"),
        ([b"x" * (17 * MB)] * 3, "larger than 50 MB together"),
    ],
)
def test_too_much_is_said_and_every_word_kept(
    rosa: Browser, stored: Callable[[], Stored], files: list[bytes], said: str
) -> None:
    fields = rosa.fill(what_happened="He followed me.", who="Karl", links="https://x.example", contact="0700 555 0142")
    page = rosa.attach(fields, *files)
    says(page, 400)
    assert said in page.text and "None of them was stored." in page.text
    assert "Your browser does not keep files." in page.text
    kept(fields, page)
    sends(rosa, page, stored)


def test_a_page_that_comes_back_says_that_the_files_have_to_be_chosen_again(rosa: Browser) -> None:
    fields = rosa.fill(what_happened="", files_as="as-is")
    page = rosa.attach(fields, saved(picture(), "PNG"))
    says(page, 400)
    assert "Your browser does not keep files." in page.text
    assert page.fields["files_as"] == "as-is"
    assert sum("open" in attrs for attrs in page.all("details")) == 1, "the files' group has to stand open"
    assert "does not keep files" not in rosa.post(rosa.fill(what_happened="")).text


@pytest.mark.parametrize(
    ("count", "said"), [(22, "22 bytes"), (1_499, "1 kB"), (240_000, "240 kB"), (1_234_567, "1.2 MB")]
)
def test_sizes_are_those_that_a_person_sees(count: int, said: str) -> None:
    assert size(count) == said
