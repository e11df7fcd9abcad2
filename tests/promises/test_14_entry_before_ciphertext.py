"""Promise 14: the entry comes before the ciphertext. A log that takes nothing lets nothing out."""

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import TestResponse

from reporting.accesslog import Tag
from tests.attachments import Given, deposit, picture
from tests.changes import gets_new_key
from tests.house import House, Reader
from tests.postgres import only_sqlite
from tests.worker.reading import entries

SEALED = b"age-encryption.org/v1"
CIPHERTEXT = (SEALED, b64encode(SEALED)[:24])
ENTERED = {
    "/inbox/headlines": Tag.INBOX_LIST,
    "/cases/<case_id>/report": Tag.REPORT_OPEN,
    "/cases/<case_id>/contact": Tag.CONTACT_OPEN,
    "/cases/<case_id>/files/<name>": Tag.ATTACHMENT_OPEN,
    "/cases/<case_id>/headers": Tag.CONTACT_OPEN,  # after one for the report
    "/resealing/cases": Tag.ROSTER_CHANGE,
    "/resealing/<case_id>/files/<name>": Tag.ROSTER_CHANGE,
}
"""All doors of the desk through which ciphertext leaves, and the tag of the entry that goes first."""


def path_of(rule: str, case_id: str) -> str:
    return rule.replace("<case_id>", case_id).replace("<name>", "file-1")


def doors(app: Flask, case_id: str) -> Iterator[tuple[str, str]]:
    """Every rule of the desk with the path of this case."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            yield rule.rule, path_of(rule.rule, case_id)


def knock(ada: Reader, cases: Sequence[str]) -> dict[str, int]:
    """Ask every door by every method; gives the status by rule of those through which ciphertext came."""
    let_out = {}
    for case_id in cases:
        for rule, path in doors(ada.client.application, case_id):
            if "sign-" in rule:
                continue
            body = {"cases": [case_id], "to": "acknowledged"}
            for answer in (ada.get(path), ada.post(path, body)):
                if any(sealed in answer.get_data() for sealed in CIPHERTEXT):
                    let_out[rule] = answer.status_code
    return let_out


@pytest.fixture
def ada(house: House) -> Reader:
    """Ada at the desk, once Ben has stepped back from one of two cases, and has another key than he had for both."""
    desk, sealed = house.desk(), Given("image/jpeg", picture())
    for _ in range(2):
        deposit(house, sealed, contact="0700 555 0142")
    ada, ben = (Reader(desk.test_client(), handle) for handle in ("ada", "ben"))
    assert ada.sign_in().status_code == ben.sign_in().status_code == 200
    assert ben.post(f"/cases/{the_cases(ben)[0]}/step-back", {"sure": True}).status_code == 204
    gets_new_key(house, "ben", "ben-2")
    return ada


def the_cases(reader: Reader) -> list[str]:
    """Of Ada's the first is that from which Ben stepped back."""
    found = sorted(set(re.findall(r"/cases/([0-9A-Z]{4}-[0-9A-Z]{4})", reader.get("/inbox").text)))
    assert len(found) == 2
    return found


def asked(ada: Reader, rule: str) -> TestResponse:
    """The door, for a case for which it is open."""
    left, waits = the_cases(ada)
    case_id = left if rule.endswith("/headers") else waits
    return ada.post(path_of(rule, case_id), {"cases": [case_id]})


def test_ciphertext_leaves_through_seven_doors_each_behind_its_entry(house: House, ada: Reader) -> None:
    cases = the_cases(ada)
    before = len(entries(house))
    assert set(knock(ada, cases)) == set(ENTERED)
    assert {facts.tag for facts in entries(house)[before:]} >= set(ENTERED.values())


@only_sqlite
@pytest.mark.parametrize("broken", ["log_entry", "log_node"])
def test_when_the_log_takes_no_entry_no_ciphertext_leaves(house: House, ada: Reader, broken: str) -> None:
    cases = the_cases(ada)
    before = entries(house)
    with house.rooms().desk.write() as session:
        session.execute(text(f"CREATE TRIGGER full BEFORE INSERT ON {broken} BEGIN SELECT RAISE(ABORT, 'full'); END"))
    assert knock(ada, cases) == {}
    for rule in ENTERED:
        assert asked(ada, rule).status_code == 503
    assert entries(house) == before


def test_the_entry_is_durable_when_the_ciphertext_is_fetched(
    house: House, ada: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed between the two leaves an entry without a reading, never a reading without an entry."""
    the_cases(ada)  # the desk takes them, so that no entry is one of a look at the inbox
    seen: list[list[Tag]] = []

    def look(*_: object) -> None:
        seen.append([facts.tag for facts in entries(house)])
        raise SystemExit  # the process ends here

    for name in ("fetch", "headlines", "stream"):
        monkeypatch.setattr(f"reporting.mailbox.desk_side.DeskMailbox.{name}", look)
    for rule, tag in ENTERED.items():
        with pytest.raises(SystemExit):
            asked(ada, rule)
        assert seen[-1][-1] is tag
