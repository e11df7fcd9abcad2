"""What no browser of ours sends: broken bodies, old encodings, posts from elsewhere. Nothing is stored in part."""

from collections.abc import Callable

import pytest
from flask import Flask

from reporting.form import arrival
from tests.form.browser import Browser
from tests.form.mailbox import Stored
from tests.form.shown import says, sends


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
    texts = set(stored().parts["report"])
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


@pytest.mark.parametrize("server", [{}, {"wsgi.input_terminated": True}], ids=["plain", "as gunicorn gives it"])
def test_a_body_cut_short(rosa: Browser, stored: Callable[[], Stored], server: dict[str, bool]) -> None:
    sent = "&".join(f"{name}={value}" for name, value in rosa.fill(what_happened="words").items())
    page = rosa.raw(sent.encode(), "application/x-www-form-urlencoded", CONTENT_LENGTH=str(len(sent) + 10), **server)
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
