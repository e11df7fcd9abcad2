"""Promise 4: nothing about the sender is kept."""

import json
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from reporting.cleaning import Box
from reporting.mailbox.receipt import Receipt
from tests.browser import rosa
from tests.browser.windows import Windows
from tests.cleaning.made import SECRETS, picture, saved, secretive
from tests.house import FORM, House, Rosa, build, key_of
from tests.ports import free_port
from tests.served import served

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


def test_behind_gunicorn_no_log_holds_words_locator_or_report_id(browser: Browser, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "output"
    house = build(tmp_path / "house", form=f"http://localhost:{port}")
    with log.open("wb") as output, served(house, port=port, workers=1, output=output):
        windows = Windows(browser, house)
        receipts = [whole_way(windows.form(java_script=on)) for on in (True, False)]
        for path in ("/sealed", "/receipt", "/receipt/message"):  # refused ones are logged first, where anything is
            for receipt in receipts:
                windows.form().request.post(
                    path, form={"words": " ".join(receipt.words), "locator": receipt.locator.hex()}
                )
        windows.close()
    written = log.read_bytes().lower()
    assert len(house.report_ids()) == 2
    canaries = [one.encode() for one in house.report_ids()]
    for receipt in receipts:
        canaries += [sep.join(receipt.words).encode() for sep in (" ", "+", "%20", "-", "\n", "', '")]
        for secret in (receipt.locator, receipt.locator_hash, receipt.entropy, receipt.thread_key):
            canaries += [
                secret.hex().encode(),
                b64encode(secret).lower(),
                urlsafe_b64encode(secret).lower(),
                secret.lower(),
            ]
    assert [one for one in canaries if one in written] == []
    assert b"MarkerOfTheSender".lower() not in written


def whole_way(page: Page) -> Receipt:
    """Report, come back with a wrong word and with the right ones, write again."""
    page.goto(f"/?{MARKER}")
    rosa.fill(page, {"what_happened": "He waited for me."})
    rosa.press(page)
    words = rosa.words(page)
    for typed in ([*words[:11], MARKER], words):
        page.goto("/receipt")
        page.fill("#words", " ".join(typed))
        page.get_by_role("button", name="Show me where it stands").click()
        expect(page.locator("#stands, .again").first).to_be_visible()
    page.fill("#text", "It was the small hall.")
    if page.locator("#write-words").count():
        page.fill("#write-words", " ".join(words))
    page.get_by_role("button", name="Seal and send").click()
    expect(page.get_by_role("heading", name="It is sealed and sent")).to_be_visible()
    return Receipt.from_words(" ".join(words))


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
