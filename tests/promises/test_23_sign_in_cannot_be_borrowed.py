"""Promise 23: sign-in cannot be borrowed, whatever one has of somebody else's."""

import json
from base64 import b64encode, urlsafe_b64encode
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from reporting.sealing.keyfiles import PrivateKey, new_private_key
from tests.house import DESK, House, Reader


@pytest.fixture
def ada(house: House) -> Reader:
    return Reader(house.desk().test_client(), "ada")


def nonce(reader: Reader) -> str:
    text: str = reader.post("/sign-in/challenge").get_json()["nonce"]
    return text


def claim(reader: Reader, given: str, *, shown: PrivateKey, signed_by: PrivateKey, origin: str = DESK) -> TestResponse:
    said = json.dumps(
        {"nonce": given, "origin": origin, "purpose": "reporting sign-in v1"}, separators=(",", ":"), sort_keys=True
    )
    return reader.post(
        "/sign-in",
        {
            "key": b64encode(shown.verify_key).decode(),
            "nonce": given,
            "signature": b64encode(signed_by.sign(said.encode())).decode(),
        },
    )


def refusals(house: House, ada: Reader) -> dict[str, TestResponse]:
    """Every borrowed sign-in there is."""
    mallory = new_private_key()
    answers = {
        "for another origin": ada.claim(nonce(ada), origin="https://desk.evil.example"),
        "for another purpose": ada.claim(nonce(ada), purpose="reporting note v1"),
        "another person's signature": claim(ada, nonce(ada), shown=ada.key, signed_by=mallory),
        "a stranger": claim(ada, nonce(ada), shown=mallory, signed_by=mallory),
        "a made-up challenge": ada.claim(urlsafe_b64encode((1 << 40).to_bytes(8) + bytes(64)).decode()),
    }
    expired = nonce(ada)
    house.clock.advance(timedelta(minutes=3))
    answers["expired"] = ada.claim(expired)
    used = nonce(ada)
    assert ada.claim(used).status_code == 200, "nobody can sign in, so the refusals show nothing"
    answers["replayed"] = Reader(house.desk().test_client(), "ada").claim(used)
    return answers


def test_every_borrowed_sign_in_is_refused_alike(house: House, ada: Reader) -> None:
    answers = refusals(house, ada)
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 403)
    assert len({answer.data for answer in answers.values()}) == 1
    assert all("Set-Cookie" not in answer.headers for answer in answers.values())


def test_a_retired_key_is_refused_like_a_strangers_and_its_session_ends(house: House, ada: Reader) -> None:
    from reporting import roster as rosters
    from reporting.roster.changes import Proposal
    from reporting.roster.folder import read_keys

    olu = Reader(ada.client.application.test_client(), "olu")
    assert olu.sign_in().status_code == 200
    assert olu.get("/log").status_code == 200

    keys = read_keys(house.keys)
    assert keys.listing is not None
    today = house.clock.today()
    proposal = Proposal.following(keys.listing, keys.notes[-1], today).without("olu", today)
    history = house.keys / "history"
    history.mkdir()
    (history / "0001.roster").write_bytes((house.keys / "roster").read_bytes())
    (house.keys / "roster").write_bytes(bytes(proposal.signed(ada.key).note))
    (house.keys / "olu.pub").rename(history / "olu.pub")
    assert rosters.load(house.keys) is not None

    assert olu.get("/log").status_code != 200
    stranger = claim(ada, nonce(ada), shown=new_private_key(), signed_by=new_private_key())
    retired = Reader(ada.client.application.test_client(), "olu").sign_in()
    assert (retired.status_code, retired.data) == (stranger.status_code, stranger.data) == (403, stranger.data)


def test_signing_out_ends_it_here_or_everywhere(house: House) -> None:
    app = house.desk()
    here, there = (Reader(app.test_client(), "ada") for _ in range(2))
    for reader in (here, there):
        assert reader.sign_in().status_code == 200
    cookie = here.client.get_cookie("__Host-reporting", domain="localhost")
    assert cookie is not None
    assert here.post("/sign-out", {"everywhere": False}).status_code == 204
    here.client.set_cookie("__Host-reporting", cookie.value, domain="localhost", secure=True)
    assert here.get("/inbox").status_code != 200, "the old cookie opens the door again"
    assert there.get("/inbox").status_code == 200
    assert here.sign_in().status_code == 200
    assert here.post("/sign-out", {"everywhere": True}).status_code == 204
    assert there.get("/inbox").status_code != 200


def test_a_session_ends_after_15_idle_minutes_and_after_8_hours_whatever_one_does(house: House) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    house.clock.advance(timedelta(minutes=14))
    assert ada.get("/inbox").status_code == 200
    house.clock.advance(timedelta(minutes=16))
    assert ada.get("/inbox").status_code != 200
    ada.sign_in()
    for _ in range(8 * 6 - 1):
        house.clock.advance(timedelta(minutes=10))
        assert ada.get("/inbox").status_code == 200
    house.clock.advance(timedelta(minutes=11))
    assert ada.get("/inbox").status_code != 200


def test_the_cookie_cannot_be_read_by_script_sent_elsewhere_or_made_up(house: House) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    (cookie,) = ada.sign_in().headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-reporting=")
    for wanted in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert wanted in cookie
    assert "Domain" not in cookie
    value = cookie.split("=", 1)[1].split(";", 1)[0]
    for file in house.folder.rglob("*"):
        assert not file.is_file() or value.encode() not in file.read_bytes(), "the token itself is stored"
    assert ada.post("/sign-out").status_code == 204
    (another,) = ada.sign_in().headers.getlist("Set-Cookie")
    assert value not in another, "it follows from who signs in and when"


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}],
)
def test_a_post_that_did_not_come_from_our_page_is_refused(house: House, headers: dict[str, str]) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    for path in ("/sign-in/challenge", "/sign-in", "/sign-out", "/inbox/headlines"):
        answer = ada.client.post(path, json={}, base_url=Reader.secure, headers=headers)
        assert answer.status_code == 403, path
    assert ada.get("/inbox").status_code == 200
