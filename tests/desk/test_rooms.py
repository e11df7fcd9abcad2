"""Who comes into which room, and what an excluded reader can tell: nothing."""

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from reporting.cases.notes import Kind
from reporting.mailbox.box import Mailbox
from reporting.review.write_note import Agreement
from tests.house import House, Reader
from tests.review.deposits import MARK, allow, cases_of, deposit, entries, forbid, rooms, tags
from tests.review.said import a_note
from tests.review.test_working import Case

Comes = Callable[[str], Reader]
POSTS = ("report", "contact", "files/file-1", "move")


def case_of(house: House, handle: str, *, at: int = 0) -> str:
    return cases_of(rooms(house), house.person(handle).fingerprint)[at]


@pytest.fixture
def case_id(house: House, comes: Comes) -> str:
    deposit(house, "ada", "ben", on=date(2026, 11, 20), files={"file-1": MARK * 3})
    comes("ada").get("/inbox")
    return case_of(house, "ada")


def test_the_report_travels_to_its_reader(house: House, case_id: str, comes: Comes) -> None:
    ben = comes("ben")
    answer = ben.post(f"/cases/{case_id}/report")
    given = answer.get_json()
    assert answer.status_code == 200
    assert set(given) == {"report_id", "received_on", "sealed", "present", "messages", "notes"}
    assert given["received_on"] == "2026-11-20" and set(given["present"]) == {"report", "headline", "contact", "file-1"}
    assert set(given["sealed"]) == {"report", "headline"} and given["messages"] == given["notes"] == []
    assert set(ben.post(f"/cases/{case_id}/contact").get_json()) == {"sealed"}
    file = ben.post(f"/cases/{case_id}/files/file-1")
    assert file.is_streamed and file.headers["Cache-Control"] == "no-store"
    assert (file.status_code, file.mimetype, file.get_data()) == (200, "application/octet-stream", MARK * 3)
    for name in ("file-2", "file-11", "contact", "..", "file-1%00"):
        missing = ben.post(f"/cases/{case_id}/files/{name}")
        assert (missing.status_code, missing.get_data()) == (404, ben.post("/cases/0000-0000/report").get_data())
    listed = ben.post("/inbox/headlines", {"cases": [case_id]}).get_json()
    assert set(listed) == {"headlines", "titles"} and list(listed["headlines"]) == [case_id]
    assert ben.post(f"/cases/{case_id}/move", {"to": "acknowledged", "from": "received"}).get_json() == {
        "status": "acknowledged"
    }
    entered = ["report:open", "contact:open", "attachment:open", "attachment:open", "inbox:list", "case:move"]
    assert tags(rooms(house))[-6:] == entered


def test_the_next_step_says_whose_it_is_and_when_all_is_erased(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    ada, ben = comes("ada"), comes("ben")

    def step(reader: Reader) -> str:
        return reader.get(f"/cases/{case.id}").text.split('id="moves"')[1].split("</section>")[0]

    assert "Propose a decision above" in step(ada)
    case.note("ada", 1, Kind.PROPOSAL)
    assert "What you proposed waits for the other reader" in step(ada)
    assert "A decision is proposed above. When you agree" in step(ben)
    case.note("ben", 2, Kind.AGREEMENT, Agreement(to=1))
    case.reply("ben", 1)
    day = house.clock.today() + timedelta(days=30)
    case.move("ben", "concluded", day)
    assert "Nothing is left to do" in step(ada)
    assert f"It is erased on {day.day} {day:%B %Y}" in step(ada)


def wrote(house: House, report_id: str, number: int = 1) -> None:
    with house.mailbox().write() as session:
        Mailbox(session).add_message(report_id, number, bytes(32), MARK, house.clock.today())


def test_that_the_reporter_wrote_stands_in_the_inbox_and_in_the_case_until_it_is_dealt_with(
    house: House, comes: Comes
) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    case.move("ada", "waiting", house.clock.today() + timedelta(days=9))
    ada, ben = comes("ada"), comes("ben")
    assert "the wait is over" not in ada.get(f"/cases/{case.id}").text
    wrote(house, case.report_id)
    for reader, turn in ((ada, "you or Ben"), (ben, "you or Ada")):
        inbox = reader.get("/inbox").text
        assert "the reporter wrote on 23 Nov" in inbox and f'data-l="Turn">{turn}<' in inbox
        page = reader.get(f"/cases/{case.id}").text
        due = page.split('id="due"')[1].split("</section>")[0]
        assert "the wait is over" in page.split('id="moves"')[1].split("</section>")[0]
        assert "The reporter wrote on 23 November 2026" in due and "the reporter waits for an answer" in due
    assert ada.post(f"/cases/{case.id}/report").status_code == 200
    case.note("ada", 1)
    for reader in (ada, ben):
        for page in ("/inbox", f"/cases/{case.id}"):
            assert "reporter wrote" not in reader.get(page).text


def test_the_case_names_whose_turn_it_is_and_what_makes_it_so(house: House, comes: Comes) -> None:
    case = Case(house, rooms(house), "ada", "ben").assessed()
    ada, ben = comes("ada"), comes("ben")

    def turn(reader: Reader) -> str:
        due = reader.get(f"/cases/{case.id}").text.split('id="due"')[1].split("</section>")[0]
        return re.sub("<[^>]+>", "", due.split("<p", 1)[1].split("</p>")[0].split(">", 1)[1]).strip()

    assert (turn(ada), turn(ben)) == ("It is your turn or Ben’s.", "It is your turn or Ada’s.")
    case.note("ada", 1, Kind.PROPOSAL)
    assert turn(ada) == "It is Ben’s turn: what you proposed waits for them."
    assert turn(ben) == "It is your turn: a decision is proposed, and waits for you."
    case.note("ada", 2, Kind.AGREEMENT, Agreement(to=1, alone=True))
    assert turn(ada) == "It is Ben’s turn: you decided alone, and they look at it."
    assert turn(ben) == "It is your turn: look at what one decided alone."
    ben.post(f"/cases/{case.id}/step-back", {"sure": True})
    assert turn(ada).startswith("It is your turn: Ines") and turn(ada).endswith("the place of who stepped back.")


def test_the_sentence_of_the_inbox_leads_to_what_it_speaks_of(house: House, comes: Comes) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 10))
    late, fresh = comes("ada"), deposit(house, "ada", "ben")
    page = late.get("/inbox").text
    assert '<a href="/inbox?due=late">One concern is overdue</a>.' in page and page.count("data-case") == 2
    listed = late.get("/inbox?due=late").text
    assert listed.count("data-case") == 1 and '<option value="late" selected>' in listed
    assert "due=late" in late.get("/inbox?due=late&page=2").text and fresh not in page


def test_pages_hold_no_ciphertext(house: House, case_id: str, comes: Comes, pages: list[dict[str, Any]]) -> None:
    ada = comes("ada")
    before = tags(rooms(house))
    for path in ("/inbox", f"/cases/{case_id}", "/log", "/", "/roster"):
        answer = ada.get(path)
        assert answer.status_code == 200
        assert MARK not in answer.get_data() and b"Q0lQSEVSVEVYVC" not in answer.get_data()
    assert tags(rooms(house)) == before
    assert [page["page"] for page in pages if "page" in page][-4:] == ["inbox", "case", "log", "sign-in"]


@pytest.mark.parametrize("handle", ["ben", "ines"])
def test_the_excluded_one_gets_the_bytes_of_the_unknown(handle: str, house: House, comes: Comes) -> None:
    deposit(house, "ada", "noor")
    comes("ada").get("/inbox")
    hidden, unknown = case_of(house, "ada"), "0000-0000"
    reader = comes(handle)
    before = tags(rooms(house))
    answers = [
        [
            reader.get(f"/cases/{one}"),
            *(reader.post(f"/cases/{one}/{verb}", {"to": "acknowledged", "from": "received"}) for verb in POSTS),
            reader.post("/inbox/headlines", {"cases": [one]}),
        ]
        for one in (hidden, unknown, "nonsense")
    ]
    assert [answer.status_code for answer in answers[0]] == [404, 404, 404, 404, 404, 200]
    for others in answers[1:]:
        for mine, other in zip(answers[0], others, strict=True):
            assert mine.get_data() == other.get_data() and mine.status_code == other.status_code
            assert dict(mine.headers) == dict(other.headers)
    assert set(tags(rooms(house))[len(before) :]) == {"inbox:list"}
    assert hidden.encode() not in reader.get("/log").get_data()


def test_the_excluded_ones_inbox_is_the_same_page_with_and_without(house: House, comes: Comes) -> None:
    bens = deposit(house, "ada", "ben")
    ben, ada = comes("ben"), comes("ada")
    before = ben.get("/inbox").get_data()
    for _ in range(55):
        deposit(house, "ada", "ines", urgent=True, on=date(2026, 11, 1))
    ada.get("/inbox")
    ada.post(f"/cases/{case_of(house, 'ines')}/report")
    for report_id in house.report_ids():
        if report_id != bens:
            wrote(house, report_id)
    for look in (lambda: None, house.work, lambda: ada.get("/inbox"), house.work):
        look()
        assert ben.get("/inbox").get_data() == before
    assert b"the reporter wrote" in ada.get("/inbox").get_data()
    assert ben.get("/inbox?page=2").get_data() == Reader.get(ben, "/inbox?page=2").get_data()


def test_auditors_read_the_log_and_nothing_else(
    house: House, case_id: str, comes: Comes, pages: list[dict[str, Any]]
) -> None:
    comes("ben").post(f"/cases/{case_id}/report")
    olu = comes("olu")
    assert olu.get("/log").status_code == 200
    seen = [(entry.index, entry.tag, entry.person_name, entry.case_id) for entry in pages[-1]["found"].entries]
    assert seen[:2] == [(3, "sign-in:accept", "Olu Adeyemi", None), (2, "report:open", "Ben Okafor", case_id)]
    for path in ("/inbox", f"/cases/{case_id}", "/cases/0000-0000"):
        assert olu.get(path).status_code == 403
    for verb in POSTS:
        assert olu.post(f"/cases/{case_id}/{verb}", {"to": "acknowledged", "from": "received"}).status_code == 403
    assert olu.post("/inbox/headlines", {"cases": [case_id]}).status_code == 403


def test_readers_see_their_own_entries_without_numbers(case_id: str, comes: Comes, pages: list[dict[str, Any]]) -> None:
    ben = comes("ben")
    ben.post(f"/cases/{case_id}/report")
    ben.get("/log")
    seen = [(entry.index, entry.tag, entry.person_name, entry.at) for entry in pages[-1]["entries"]]
    assert seen == [
        (None, "report:open", "Ben Okafor", "2026-11-23T14:05Z"),
        (None, "sign-in:accept", "Ben Okafor", "2026-11-23T14:05Z"),
    ]


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
