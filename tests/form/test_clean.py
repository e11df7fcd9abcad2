"""`POST /clean`: a file is cleaned while its sender writes; it costs the page nothing, and nothing of it stays."""

import json
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reporting.abuse import FormTokens
from reporting.cleaning import Box
from reporting.intake import CleanerBusy, CleanFile
from tests import multipart
from tests.cleaning.made import SECRETS, secretive
from tests.cleaning.metafiles.test_drawings_in_documents import DOCUMENTS, EMF
from tests.house import FORM, House, Rosa, fields_of


@pytest.fixture(scope="module")
def box() -> Iterator[Box]:
    with Box() as opened:
        opened.start()
        yield opened


@pytest.fixture
def form(house: House, box: Box) -> Flask:
    return house.form(box)


@pytest.fixture
def client(form: Flask) -> FlaskClient:
    return form.test_client()


@pytest.fixture
def token(client: FlaskClient) -> str:
    return fields_of(client.get("/", base_url=FORM).text)["token"][0]


def clean(client: FlaskClient, token: str, *files: bytes, cut: int | None = None, **headers: str) -> TestResponse:
    body = multipart.body([("token", token)], files)[:cut]
    return client.post(
        "/clean",
        data=body,
        content_type=multipart.CONTENT_TYPE,
        base_url=FORM,
        headers=dict(Rosa.HEADERS) | headers,
    )


def unframed(answer: TestResponse) -> tuple[dict[str, str], bytes]:
    (length,) = struct.unpack(">I", answer.data[:4])
    return json.loads(answer.data[4 : 4 + length]), answer.data[4 + length :]


def test_a_picture_comes_back_clean_and_with_what_was_taken_out(client: FlaskClient, token: str) -> None:
    answer = clean(client, token, secretive("JPEG"))
    assert answer.status_code == 200
    said, file = unframed(answer)
    assert (said["media_type"], said["ending"]) == ("image/jpeg", ".jpg")
    assert said["told"].startswith("Taken out: where it was taken")
    assert file.startswith(b"\xff\xd8") and not any(secret.encode() in file for secret in SECRETS)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_picture_in_a_document_that_is_blank_now_is_told_of(client: FlaskClient, token: str) -> None:
    _room, made = DOCUMENTS["DOCX"]
    said, _file = unframed(clean(client, token, made(("a.emf", EMF[:-40]))))
    assert "pictures that could not be cleaned and are blank now" in said["told"]
    assert "files inside the file" not in said["told"]


def test_it_costs_neither_the_token_nor_a_row(house: House, client: FlaskClient, token: str) -> None:
    for _ in range(2):
        assert clean(client, token, secretive("PNG")).status_code == 200
    assert house.report_ids() == []
    rosa = Rosa(client)
    assert rosa.send(what_happened="He followed me.", token=token).status_code == 200


def test_a_file_that_cannot_be_cleaned_is_refused_with_the_reason(client: FlaskClient, token: str) -> None:
    answer = clean(client, token, b"PK\x05\x06" + bytes(18))
    assert answer.status_code == 422
    assert answer.json == {"text": "We do not take archives. Send the files in it one by one."}


def test_only_who_has_a_page_of_ours_may_have_files_cleaned(house: House, client: FlaskClient, token: str) -> None:
    another = FormTokens(house.settings.form().token_key, house.clock).issue("a page that named other readers")
    for bad in ("", "x", token[:-1], f"{token}x", another):
        assert clean(client, bad, secretive("PNG")).status_code == 400
    assert clean(client, token, secretive("PNG"), **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    house.clock.advance(timedelta(days=3))
    assert clean(client, token, secretive("PNG")).status_code == 400


@pytest.mark.parametrize("files", [0, 2])
def test_it_takes_one_file_at_a_time(client: FlaskClient, token: str, files: int) -> None:
    assert clean(client, token, *[secretive("PNG")] * files).status_code == 400


def test_a_body_that_is_cut_short_and_another_method_are_refused(client: FlaskClient, token: str) -> None:
    assert clean(client, token, secretive("PNG"), cut=-30).status_code == 400
    assert client.get("/clean", base_url=FORM).status_code in (404, 405)


def test_more_than_we_take_is_told(client: FlaskClient, token: str) -> None:
    answer = clean(client, token, bytes(26 * 2**20))
    assert answer.status_code == 422
    assert "larger than 25 MB" in answer.text


def test_the_larger_a_file_the_longer_it_waits_for_its_turn(
    form: Flask, client: FlaskClient, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = form.extensions["reporting"].uploads
    waits: list[float] = []

    @contextmanager
    def turn(patience: float) -> Iterator[CleanFile]:
        waits.append(patience)
        raise CleanerBusy
        yield

    monkeypatch.setattr(uploads, "turn", turn)
    for file in (b"short", bytes(20 * 2**20)):
        assert clean(client, token, file).status_code == 503
    small, large = waits
    assert small < 2 and 20 < large < 30, "a file of 25 MB is worked on for 25 seconds at most"


def test_when_others_files_are_looked_through_it_says_so(form: Flask, client: FlaskClient, token: str) -> None:
    uploads = form.extensions["reporting"].uploads
    with uploads.turn(), uploads.turn():
        assert clean(client, token, secretive("PNG")).status_code == 503
    assert clean(client, token, secretive("PNG")).status_code == 200
