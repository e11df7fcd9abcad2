"""What browsers and proxies may rely on, whichever address of form or desk is asked: methods, kinds, no listings."""

from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.house import DESK, FORM, House, Reader

TEXT = ("text/", "application/xml", "image/svg+xml")


@pytest.fixture
def rooms(house: House) -> Mapping[str, tuple[Flask, FlaskClient, str]]:
    form, desk = house.form(), house.desk()
    ada = Reader(desk.test_client(), "ada")
    assert ada.sign_in().status_code == 200
    return {"form": (form, form.test_client(), FORM), "desk": (desk, ada.client, DESK.replace("http:", "https:"))}


def pages(app: Flask) -> Iterator[str]:
    """Every address that is asked for without a parameter."""
    yield from (
        rule.rule for rule in app.url_map.iter_rules() if rule.methods and "GET" in rule.methods and not rule.arguments
    )


STATIC = ("/static/desk.js", "/static/desk-worker.js", "/static/desk.css", "/static/icon.svg")


@pytest.mark.parametrize("room", ["form", "desk"])
def test_every_answer_says_what_it_is_and_every_text_in_which_letters(
    rooms: Mapping[str, tuple[Flask, FlaskClient, str]], room: str
) -> None:
    app, client, origin = rooms[room]
    asked = [*pages(app), "/no-such-page", *(STATIC if room == "desk" else ())]
    assert len(asked) > 8
    for path in asked:
        answer = client.get(path, base_url=origin)
        answer.close()
        kind = answer.headers["Content-Type"]
        assert not kind.startswith(TEXT) or kind.lower().endswith("; charset=utf-8"), (path, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


@pytest.mark.parametrize("room", ["form", "desk"])
@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_methods_that_no_page_uses_are_refused(
    rooms: Mapping[str, tuple[Flask, FlaskClient, str]], room: str, method: str
) -> None:
    app, client, origin = rooms[room]
    asked = ["/", "/receipt", "/sealed", "/inbox", "/cases/0000-0000/report", "/sign-in", *pages(app)]
    headers = {"Origin": FORM if room == "form" else DESK, "Sec-Fetch-Site": "same-origin", "X-Canary": "CANARY"}
    for path in asked:
        answer = client.open(path, method=method, base_url=origin, headers=headers)
        assert answer.status_code in (404, 405), path
        assert b"CANARY" not in answer.get_data()


BESIDE = (
    "/static/",
    "/static",
    "/static/../served.py",
    "/static/%2e%2e/served.py",
    "/static//etc/passwd",
    "/.git/config",
)


@pytest.mark.parametrize("path", BESIDE)
def test_no_folder_is_listed_and_nothing_beside_the_built_files_is_served(
    rooms: Mapping[str, tuple[Flask, FlaskClient, str]], path: str
) -> None:
    for _app, client, origin in rooms.values():
        assert client.get(path, base_url=origin, follow_redirects=True).status_code == 404
