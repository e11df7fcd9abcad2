"""Promise 4: nothing about the sender is kept."""

import json

import pytest

from reporting.cleaning import Box
from tests.cleaning.made import SECRETS, picture, saved, secretive
from tests.house import FORM, House, Rosa, key_of

MARKER = "MarkerOfTheSender"
TOLD, SEEN = "203.0.113.77", "203.0.113.78"
PARTS = ("report", "headline", "contact")
HEADERS = {
    "User-Agent": f"{MARKER}/1.0",
    "Referer": f"{FORM}/{MARKER}",
    "X-Forwarded-For": TOLD,
    "Forwarded": f"for={MARKER}",
    "Cookie": f"session={MARKER}",
    "Accept-Language": f"x-{MARKER}",
    "Via": MARKER,
    "X-Request-Id": MARKER,
}


class MarkedRosa(Rosa):
    HEADERS = {**Rosa.HEADERS, **HEADERS}  # noqa: RUF012


def test_no_header_reaches_the_stores_the_logs_or_the_sealed_words(house: House, capfd) -> None:  # type: ignore[no-untyped-def]
    rosa = MarkedRosa(house.form().test_client())
    rosa.client.environ_base["REMOTE_ADDR"] = SEEN
    assert rosa.send(what_happened="He followed me.", contact="0700").status_code == 200
    assert rosa.send_again(readers="nobody").status_code >= 400

    for file in house.folder.rglob("*"):
        if file.is_file():
            assert trace_in(file.read_bytes().decode("latin-1")) is None, file
    output = capfd.readouterr()
    assert trace_in(output.out + output.err) is None
    for part in PARTS:
        assert trace_in(key_of("ada").identity.open(house.sealed(part)).decode()) is None, part


def trace_in(text: str) -> str | None:
    return next((trace for trace in (MARKER, TOLD, SEEN) if trace in text), None)


def test_the_sealed_report_holds_the_answers_and_nothing_else(house: House) -> None:
    rosa = MarkedRosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    report = house.open_as("ada", "report")
    assert set(report) == {
        "v", "part", "report_id", "guidelines", "readers", "sealed_by", "answers", "reporter", "manifest",
    }  # fmt: skip
    assert set(report["answers"]) == {"what_happened", "act_without_me", "quote_me"}
    assert set(report["reporter"]) == {"recipient", "thread_key"}
    headline, contact = house.open_as("ada", "headline"), house.open_as("ada", "contact")
    assert set(headline) == {"v", "part", "report_id", "risk", "where", "when", "files"}
    assert set(contact) == {"v", "part", "report_id", "contact"}


@pytest.mark.parametrize("files_as", ["clean", "as-is"])
def test_a_filename_and_part_headers_are_dropped(
    house: House, box: Box, files_as: str, capfd: pytest.CaptureFixture[str]
) -> None:
    rosa = Rosa(house.form(box).test_client())
    rosa.visit()
    fields = {name: values[0] for name, values in rosa.fields.items()} | {
        "what_happened": "He followed me.",
        "files_as": files_as,
    }
    text = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\nX-Part: {MARKER}\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    text += (
        f'--b\r\nContent-Disposition: form-data; name="files"; filename="{MARKER}.jpg"\r\nContent-Type: image/{MARKER}'
    )
    text += f"\r\nX-Part: {MARKER}\r\nLast-Modified: {MARKER}\r\n\r\n"
    body = text.encode() + saved(picture(), "PNG") + b"\r\n--b--\r\n"
    answer = rosa.client.post(
        "/", data=body, content_type="multipart/form-data; boundary=b", base_url=FORM, headers=Rosa.HEADERS
    )
    assert answer.status_code == 200
    assert MARKER not in answer.text
    opened = [json.dumps(house.open_as("ada", part)) for part in PARTS]
    assert "image/png" in opened[0] and "file-1" in opened[0]
    opened.append(key_of("ada").identity.open(house.file("file-1")).decode("latin-1"))
    assert not any(MARKER in one for one in opened)
    for file in house.folder.rglob("*"):
        assert not file.is_file() or MARKER.encode() not in file.read_bytes()
    told = capfd.readouterr()
    assert MARKER not in told.out + told.err


def test_a_cleaned_photo_says_nothing_of_its_sender_to_the_readers_either(house: House, box: Box) -> None:
    rosa = Rosa(house.form(box).test_client())
    answer = rosa.send(what_happened="He followed me.", files=[secretive("JPEG")])
    assert "where it was taken" in answer.text
    opened = key_of("ada").identity.open(house.file("file-1"))
    assert opened.startswith(b"\xff\xd8") and not any(secret.encode() in opened for secret in SECRETS)
