"""Promise 5: no cookie on the form, on no route and in no answer, errors included."""

from unittest.mock import Mock

import pytest
from flask import session

from reporting.db import StoreUnavailable
from reporting.form.arrival import BODY
from tests.form.sealing import Sender
from tests.house import FORM, House, Rosa


def test_no_route_sends_a_cookie(house: House) -> None:
    app = house.form()
    client = app.test_client()
    asked = 0
    for rule in app.url_map.iter_rules():
        path = str(rule).replace("<date:day>", "2026-03-03").replace("<day>", "2026-03-03").replace("<path>", "x")
        for method in ("GET", "POST", "PUT", "HEAD", "OPTIONS"):
            answer = client.open(path, method=method, base_url=FORM, headers=Rosa.HEADERS, data={"words": "x"})
            assert "Set-Cookie" not in answer.headers, (method, path)
            asked += 1
    assert asked > 20
    rosa = Rosa(client)
    for answer in (rosa.send(what_happened="He followed me."), rosa.send_again(), rosa.send(what_happened="")):
        assert "Set-Cookie" not in answer.headers


def test_a_report_that_a_browser_has_sealed_gets_none(house: House) -> None:
    sender = Sender(house)
    answers = [sender.send(what_happened="He followed me."), sender.send(what_happened="Other words.")]
    answers.append(sender.client.get("/form.js", base_url=FORM))
    assert [answer.status_code for answer in answers] == [201, 409, 200]
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_no_error_sends_one(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    answers = [
        rosa.send_again(what_happened="Other words."),
        rosa.client.get("/nowhere", base_url=FORM),
        rosa.client.put("/", base_url=FORM, headers=Rosa.HEADERS),
        rosa.client.post("/", base_url=FORM, headers={"Sec-Fetch-Site": "cross-site"}),
        rosa.client.post("/", base_url=FORM, headers=Rosa.HEADERS, data={"who": "x" * (BODY + 1)}),
    ]
    for failure in (StoreUnavailable, ZeroDivisionError):
        monkeypatch.setattr("reporting.intake.submit", Mock(side_effect=failure))
        answers.append(rosa.send(what_happened="He followed me."))
    assert [answer.status_code for answer in answers] == [409, 404, 405, 403, 413, 503, 500]
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_the_form_has_no_secret_key_so_a_stray_session_fails_loudly(house: House) -> None:
    app = house.form()
    assert not app.secret_key
    with app.test_request_context(), pytest.raises(RuntimeError):
        session["x"] = "y"
