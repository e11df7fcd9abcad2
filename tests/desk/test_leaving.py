"""A person who leaves loses access at once: whoever has left the roster, or whose key was replaced, is out."""

from collections.abc import Callable

import pytest
from flask import Flask

from reporting.roster import Role
from tests.changes import comes as joins
from tests.changes import gets_new_key
from tests.house import House, Reader
from tests.review.deposits import MARK, cases_of, deposit, rooms, tags

Comes = Callable[[str], Reader]

ENDS = {
    "retired": lambda house: joins(house, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben"),
    "another key": lambda house: gets_new_key(house, "ben", "ben-2"),
}


@pytest.fixture
def case_id(house: House, comes: Comes) -> str:
    deposit(house, "ada", "ben", files={"file-1": MARK * 3})
    comes("ada").get("/inbox")
    return cases_of(rooms(house), house.person("ada").fingerprint)[0]


@pytest.mark.parametrize("end", ["retired", "another key"])
def test_whose_key_is_no_more_in_the_roster_is_out_with_the_next_request(
    app: Flask, house: House, case_id: str, comes: Comes, end: str
) -> None:
    ben, ada = comes("ben"), comes("ada")
    paths = ["/inbox/headlines", "/resealing", "/resealing/cases", "/checkpoint"]
    paths += [f"/cases/{case_id}/{what}" for what in ("report", "contact", "files/file-1", "export", "headers")]
    paths += [f"/cases/{case_id}/{what}" for what in ("notes", "replies", "move", "let-in", "erase", "step-back")]
    assert ben.post(f"/cases/{case_id}/report").status_code == 200, "he could read it until now"
    before = tags(rooms(house))
    ENDS[end](house)
    for path in paths:
        refused = ben.post(path, {"cases": [case_id]})
        assert refused.status_code == 401 and MARK not in refused.get_data(), path
    for path in ("/inbox", f"/cases/{case_id}", "/log", "/roster"):
        assert ben.get(path).status_code in (401, 303), path
    again = Reader(app.test_client(), "ben")
    assert again.sign_in().status_code == 403
    assert again.get("/inbox").status_code == 303
    assert tags(rooms(house)) == before, "nothing was opened, so nothing was entered"
    assert ada.post(f"/cases/{case_id}/report").status_code == 200, "who stays reads on in the same session"


def test_the_new_key_opens_the_door_and_no_case_until_it_was_sealed_to_it(
    app: Flask, house: House, case_id: str
) -> None:
    gets_new_key(house, "ben", "ben-2")
    ben = Reader(app.test_client(), "ben-2")
    assert ben.sign_in().status_code == 200
    assert case_id not in ben.get("/inbox").get_data(as_text=True)
    for path in ("report", "contact", "files/file-1", "headers"):
        assert ben.post(f"/cases/{case_id}/{path}").status_code == 404
    assert ben.post("/resealing").get_json() == {"groups": []}, "it is not for him to do, or to know of"
