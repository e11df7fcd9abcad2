"""Who comes into which room, and what an excluded reader can tell: nothing."""

from datetime import date
from typing import Any

import pytest

from tests.desk.coming import POSTS, Comes, case_of, wrote
from tests.house import House, Reader
from tests.review.deposits import MARK, deposit, rooms, tags


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
