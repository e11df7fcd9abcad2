"""Signing in and out over HTTP: one cookie, one answer for every refusal, sessions that end."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from reporting.roster import Roster, chain
from tests.house import DESK, FORM, House, Reader, write_roster
from tests.review.deposits import forbid, rooms, tags

Comes = Callable[[str], Reader]


def test_signing_in_gives_a_strict_cookie(app: Flask, house: House) -> None:
    answer = Reader(app.test_client(), "ada").sign_in()
    assert answer.get_json() == {"name": "Ada Lindqvist", "role": "reviewer"}
    [cookie] = answer.headers.getlist("Set-Cookie")
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-reporting=") and len(name) == len("__Host-reporting=") + 43
    assert set(attributes) == {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"}
    assert tags(rooms(house)) == ["sign-in:accept"]


def test_no_page_gives_a_cookie_to_strangers(app: Flask) -> None:
    mallory = Reader(app.test_client(), "mallory")
    for answer in (mallory.get("/"), mallory.post("/sign-in/challenge"), mallory.sign_in(), mallory.get("/inbox")):
        assert "Set-Cookie" not in answer.headers


def test_refusals_are_the_same_bytes(app: Flask) -> None:
    ada, mallory = Reader(app.test_client(), "ada"), Reader(app.test_client(), "mallory")
    nonce = ada.post("/sign-in/challenge").get_json()["nonce"]
    assert ada.claim(nonce).status_code == 200
    fresh = ada.post("/sign-in/challenge").get_json()["nonce"]
    refused = [
        ada.claim(nonce),
        ada.claim(fresh, origin=FORM),
        ada.claim("A" * 96),
        mallory.sign_in(),
        ada.post("/sign-in", {}),
        ada.post("/sign-in", [1]),
        ada.client.post("/sign-in", data=b"\xff", base_url=ada.secure, headers=dict(ada.HEADERS)),
    ]
    assert {answer.status_code for answer in refused} == {403}
    assert len({answer.get_data() for answer in refused}) == 1
    assert len({tuple(sorted(answer.headers)) for answer in refused}) == 1


def test_the_roster_is_for_those_who_are_in(house: House, comes: Comes, app: Flask) -> None:
    given = comes("olu").get("/roster").get_json()
    assert given == {
        "notes": chain(house.keys),
        "recipients": house.roster.recipients_txt(),
        "form_origin": FORM,
        "me": house.person("olu").fingerprint,
    }
    answer = Reader(app.test_client(), "mallory").get("/roster")
    assert answer.status_code == 401 and "error" in answer.get_json()


def test_strangers_are_sent_to_the_door(app: Flask) -> None:
    mallory = Reader(app.test_client(), "mallory")
    for path in ("/inbox", "/cases/7QK4-M2XR", "/log"):
        answer = mallory.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    for path in ("/inbox/headlines", "/cases/7QK4-M2XR/report", "/cases/7QK4-M2XR/move", "/sign-out"):
        answer = mallory.post(path)
        assert answer.status_code == 401 and "error" in answer.get_json()


def test_every_view_that_strangers_reach_says_so(app: Flask) -> None:
    opened = {name for name, view in app.view_functions.items() if getattr(view, "open_door", False)}
    assert opened == {"door.sign_in_page", "door.enrol_page", "door.challenge", "door.sign_in_with_key"}


def test_a_view_without_a_room_is_closed_to_strangers(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert Reader(app.test_client(), "mallory").get("/forgotten").status_code == 303


def test_signing_out_ends_this_session_here(comes: Comes) -> None:
    here, there = comes("ada"), comes("ada")
    kept = here.client.get_cookie("__Host-reporting", domain="localhost")
    assert kept is not None
    assert here.post("/sign-out", {"everywhere": False}).status_code == 204
    here.client.set_cookie("__Host-reporting", kept.value, domain="localhost", secure=True)
    assert here.get("/inbox").status_code == 303, "the token itself must be worthless now"
    assert there.get("/inbox").status_code == 200


def test_signing_in_again_ends_the_session_that_this_browser_had(comes: Comes) -> None:
    """Its cookie is written over: nobody could end that session any more, and whoever has copied it would stay in."""
    here, there = comes("ada"), comes("ada")
    before = here.client.get_cookie("__Host-reporting", domain="localhost")
    assert before is not None
    assert here.sign_in().status_code == 200
    assert here.get("/inbox").status_code == 200, "the new one is good"
    assert there.get("/inbox").status_code == 200, "another browser's session goes on"
    here.client.set_cookie("__Host-reporting", before.value, domain="localhost", secure=True)
    assert here.get("/inbox").status_code == 303


@pytest.mark.parametrize("odd", ["\xff" * 43, "A" * 4000, "\x01", "a=b"])
def test_a_cookie_that_is_no_token_keeps_nobody_out(app: Flask, odd: str) -> None:
    ada = Reader(app.test_client(use_cookies=False), "ada")
    nonce = ada.post("/sign-in/challenge").get_json()["nonce"]
    given = ada.client.post
    ada.client.post = lambda *words, headers, **more: given(  # type: ignore[method-assign]
        *words, headers=headers | {"Cookie": f"__Host-reporting={odd}"}, **more
    )
    assert ada.claim(nonce).status_code == 200


def test_a_refused_sign_in_ends_no_session(comes: Comes) -> None:
    ada = comes("ada")
    assert ada.claim("A" * 96).status_code == 403
    assert ada.get("/inbox").status_code == 200


def test_signing_out_everywhere_ends_all_of_mine_only(comes: Comes) -> None:
    here, there, ben = comes("ada"), comes("ada"), comes("ben")
    assert here.post("/sign-out", {"everywhere": True}).status_code == 204
    assert [one.get("/inbox").status_code for one in (here, there, ben)] == [303, 303, 200]


def test_mine_are_counted_with_the_day_of_each_and_nothing_else(comes: Comes, house: House) -> None:
    ada, again, ben = comes("ada"), comes("ada"), comes("ben")
    today = house.clock.today().isoformat()
    assert ada.get("/sign-ins").get_json() == {"days": [today, today]}
    assert ben.get("/sign-ins").get_json() == {"days": [today]}
    assert again.post("/sign-out", {"everywhere": False}).status_code == 204
    assert ada.get("/sign-ins").get_json() == {"days": [today]}
    answer = again.get("/sign-ins")
    assert answer.status_code == 401 and set(answer.get_json()) == {"error"}


def test_a_session_lapses_when_idle_and_after_eight_hours(house: House, comes: Comes) -> None:
    ada, ben = comes("ada"), comes("ben")
    for _ in range(8 * 6 - 1):
        house.clock.advance(timedelta(minutes=10))
        assert ada.get("/inbox").status_code == 200
    assert ben.get("/inbox").status_code == 303
    house.clock.advance(timedelta(minutes=10))
    assert ada.get("/inbox").status_code == 303


def test_who_leaves_the_roster_is_out_with_the_next_request(house: House, comes: Comes, app: Flask) -> None:
    ada, ines = comes("ada"), comes("ines")
    assert ines.get("/inbox").status_code == 200
    (house.keys / "ines.pub").unlink()
    write_roster(house.keys, ("ada", "ben", "noor", "olu"))
    assert ines.get("/inbox").status_code == 303
    assert ines.post("/cases/7QK4-M2XR/report").status_code == 401
    assert Reader(app.test_client(), "ines").sign_in().status_code == 403
    assert ada.get("/inbox").status_code == 200


def test_no_roster_no_desk_but_the_way_to_one(house: House, comes: Comes, pages: list[dict[str, Any]]) -> None:
    ada = comes("ada")
    (house.keys / "roster").unlink()
    for public in house.keys.glob("*.pub"):
        public.unlink()
    answer = ada.get("/")
    assert answer.status_code == 200 and pages[-1]["enrolling"] is True and pages[-1]["me"] is None
    assert "reporting key new" in answer.get_data(as_text=True) and 'href="/enrol"' in answer.get_data(as_text=True)
    assert ada.get("/enrol").status_code == 200 and pages[-1]["enrolling"] is True
    assert ada.get("/inbox").status_code == 303
    assert ada.sign_in().status_code == 403


def test_the_door_shows_whether_somebody_is_in(comes: Comes, app: Flask, pages: list[dict[str, Any]]) -> None:
    comes("ada").get("/")
    Reader(app.test_client(), "ada").get("/")
    assert [(page["me"] and page["me"].name, page["page"]) for page in pages] == [
        ("Ada Lindqvist", "sign-in"),
        (None, "sign-in"),
    ]


def test_a_log_that_takes_nothing_lets_nobody_in(house: House, app: Flask) -> None:
    forbid(rooms(house).desk, "INSERT", "log_entry")
    answer = Reader(app.test_client(), "ada").sign_in()
    assert answer.status_code == 503 and "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": DESK},
        {"Origin": FORM},
        {"Origin": "null"},
        {"Origin": DESK + ".evil.example"},
    ],
)
def test_what_comes_from_elsewhere_is_refused(headers: dict[str, str], comes: Comes) -> None:
    ada = comes("ada")
    for path in ("/sign-out", "/sign-in", "/sign-in/challenge", "/inbox/headlines", "/cases/7QK4-M2XR/report"):
        answer = ada.client.post(path, json={"everywhere": True}, base_url=ada.secure, headers=headers)
        assert answer.status_code == 403, path
    assert ada.get("/inbox").status_code == 200


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": DESK}])
def test_our_own_pages_may_post(headers: dict[str, str], comes: Comes) -> None:
    ada = comes("ada")
    answer = ada.client.post("/sign-out", json={}, base_url=ada.secure, headers=headers)
    assert answer.status_code == 204


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1:8001"])
def test_other_hosts_are_refused(host: str, app: Flask) -> None:
    answer = app.test_client().get("/", headers={"Host": host})
    assert answer.status_code == 400


def test_the_roster_in_force_is_the_one_that_is_given(house: House) -> None:
    assert isinstance(house.roster, Roster)


def test_what_is_nested_too_deeply_is_refused_like_any_other_claim(house: House) -> None:
    client = house.desk().test_client()
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"}
    for body in (b"[" * 60_000, b"{", b"\xff", b""):
        answer = client.post("/sign-in", data=body, base_url="https://localhost:8001", headers=headers)
        assert answer.status_code == 403
