"""What the desk refuses, how it fails, and what guards each of its answers."""

from base64 import b64encode
from collections.abc import Callable

import pytest
from flask import Flask

from reporting.cases.notes import Kind
from tests.desk.coming import POSTS, Comes
from tests.house import House, Reader
from tests.review.deposits import allow, entries, forbid, rooms, tags
from tests.review.said import a_note
from tests.review.working import Case


def test_without_a_log_no_ciphertext_leaves(house: House, case_id: str, comes: Comes) -> None:
    ada = comes("ada")
    at = rooms(house)
    before = entries(at)
    forbid(at.desk, "INSERT", "log_entry")
    asked = [ada.post(f"/cases/{case_id}/{verb}", {"to": "acknowledged", "from": "received"}) for verb in POSTS]
    asked.append(ada.post("/inbox/headlines", {"cases": [case_id]}))
    for answer in asked:
        assert answer.status_code == 503 and set(answer.get_json()) == {"error"}
    assert entries(at) == before
    allow(at.desk, "log_entry")
    assert ada.post(f"/cases/{case_id}/report").status_code == 200


def test_a_roster_that_stops_verifying_closes_the_desk(
    said: Callable[[], str], house: House, case_id: str, comes: Comes
) -> None:
    ada = comes("ada")
    note = house.keys / "roster"
    good = note.read_bytes()
    note.write_bytes(good.replace(b"Ines Duarte", b"Ines Duarto"))
    for answer in (ada.get("/inbox"), ada.get("/"), ada.get("/log")):
        assert answer.status_code == 503
    for verb in POSTS:
        assert ada.post(f"/cases/{case_id}/{verb}", {"to": "acknowledged", "from": "received"}).status_code == 503
    assert ada.post("/sign-in/challenge").status_code == ada.post("/sign-in").status_code == 503
    lines = [line for line in said().splitlines() if line]
    assert len(lines) == 1 and "closed: Roster 1" in lines[0]
    note.write_bytes(good)
    assert ada.get("/inbox").status_code == 200


def test_a_private_key_in_keys_closes_the_desk(house: House, comes: Comes) -> None:
    ada = comes("ada")
    (house.keys / "note.txt").write_text("AGE-SECRET-KEY-PQ-1" + "Q" * 60)
    assert ada.get("/inbox").status_code == 503


def test_a_move_that_the_table_forbids_is_a_conflict(case_id: str, comes: Comes) -> None:
    ada = comes("ada")
    for to in ("concluded", "erased", "nonsense", None, 7):
        answer = ada.post(f"/cases/{case_id}/move", {"to": to, "from": "received"})
        assert answer.status_code == 409 and "error" in answer.get_json()
    assert ada.post(f"/cases/{case_id}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    assert ada.post(f"/cases/{case_id}/move", {"to": "acknowledged", "from": "received"}).status_code == 409


def test_an_old_page_is_told_so_that_it_can_load_what_came_in(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    ada = comes("ada")
    sealed = b64encode(a_note(1, Kind.PROPOSAL).sealed).decode()
    proposal = {"kind": "proposal", "number": 1, "sealed": sealed}

    def told(path: str, body: dict[str, object]) -> None:
        answer = ada.post(f"/cases/{case.id}/{path}", body)
        assert (answer.status_code, answer.get_json()["reason"]) == (409, "another-came"), body
        assert "oad the page" not in answer.get_json()["error"]

    for seen in ({}, {"from": "acknowledged"}, {"from": None}, {"from": ["assessing"]}):
        told("move", {"to": "held"} | seen)
        told("notes", proposal | seen)
    told("move", {"to": "received", "from": "assessing"})
    told("move", {"to": "concluded", "from": "assessing"})
    told("notes", proposal | {"kind": "agreement", "to": 7, "from": "assessing"})
    told("erase", {"sure": True})
    assert case.notes() == [] and case.status() == "assessing"
    assert ada.post(f"/cases/{case.id}/notes", proposal | {"from": "assessing"}).status_code == 201
    assert ada.post(f"/cases/{case.id}/move", {"to": "held", "from": "assessing"}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [{}, {"cases": "7QK4-M2XR"}, {"cases": ["7QK4-M2XR"] * 51}, {"cases": None}, []],
)
def test_malformed_lists_are_refused(body: object, comes: Comes, house: House) -> None:
    ada = comes("ada")
    answer = ada.client.post("/inbox/headlines", json=body, base_url=ada.secure, headers=dict(ada.HEADERS))
    assert answer.status_code == 400 and set(answer.get_json()) == {"error"}
    assert "inbox:list" not in tags(rooms(house))


@pytest.mark.parametrize("kind", [[], {}, ["note"], None, 7, "Note", "recusal"])
def test_a_note_of_no_kind_is_refused(kind: object, case_id: str, comes: Comes) -> None:
    assert comes("ada").post(f"/cases/{case_id}/notes", {"kind": kind, "number": 1, "sealed": ""}).status_code == 400


def test_odd_ids_in_a_list_are_passed_over(comes: Comes) -> None:
    answer = comes("ada").post("/inbox/headlines", {"cases": [None, 7, {}, "x", "' OR 1=1", "\ud800"]})
    assert answer.status_code == 200 and answer.get_json() == {"headlines": {}, "titles": {}}


def test_a_body_is_limited(comes: Comes) -> None:
    ada = comes("ada")
    answer = ada.post("/inbox/headlines", {"cases": ["x" * 70_000]})
    assert answer.status_code == 413 and set(answer.get_json()) == {"error"}


def test_headers_guard_every_answer(app: Flask, comes: Comes) -> None:
    ada = comes("ada")
    for answer in (ada.get("/"), ada.get("/inbox"), ada.get("/nowhere"), ada.post("/cases/0000-0000/report")):
        policy = answer.headers["Content-Security-Policy"]
        assert policy == (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; worker-src 'self'; "
            "connect-src 'self' http://localhost:8000; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
            "require-trusted-types-for 'script'; trusted-types desk"
        )
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert app.secret_key is None and "unsafe" not in policy


def test_what_fails_is_told_without_words(
    said: Callable[[], str], house: House, case_id: str, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = comes("ada")

    def fail(*_given: object, **_searched: object) -> None:
        raise ValueError(f"secret words about {case_id}")

    monkeypatch.setattr("reporting.desk.reading.open_report", fail)
    answer = ada.post(f"/cases/{case_id}/report")
    assert answer.status_code == 500 and set(answer.get_json()) == {"error"}
    line = said()
    assert "ValueError" in line
    assert not any(word in line for word in (case_id, "secret", house.person("ada").fingerprint, "Ada"))


def test_a_desk_that_works_writes_nothing_to_its_log(said: Callable[[], str], case_id: str, comes: Comes) -> None:
    ada = comes("ada")
    for path in ("/", "/inbox", f"/cases/{case_id}", "/cases/0000-0000", "/log", "/nowhere"):
        ada.get(path)
    ada.post(f"/cases/{case_id}/report")
    ada.post(f"/cases/{case_id}/move", {"to": "concluded", "from": "received"})
    Reader(ada.client, "mallory").sign_in()
    assert said() == ""


def test_other_methods_are_refused(case_id: str, comes: Comes) -> None:
    ada = comes("ada")
    assert ada.get(f"/cases/{case_id}/report").status_code == 405
    assert ada.post("/inbox").status_code == 405
    assert ada.client.delete("/log", base_url=ada.secure, headers=dict(ada.HEADERS)).status_code == 405
