"""POST /checkpoint: what a browser is shown of the log, for it to judge."""

from base64 import b64decode
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.proofs import check_consistency
from tests.checkpoints import Rewriter, desk_store, newest, sign_day
from tests.house import House, Reader, log_key
from tests.review.deposits import forbid, rooms, tags
from tests.stores import unguarded

Comes = Callable[[str], Reader]
KEY = str(log_key().verifier)
NONE_YET = {"key": KEY, "checkpoint": None, "proof": []}


def asks(reader: Reader, known: object) -> dict[str, object]:
    answer = reader.post("/checkpoint", {"from": known})
    assert answer.status_code == 200
    given: dict[str, object] = answer.get_json()
    return given


def opened(given: dict[str, object]) -> Checkpoint:
    return Checkpoint.open(str(given["checkpoint"]).encode(), log_key().verifier)


def days(house: House, count: int) -> list[int]:
    """So many days go by, each with its checkpoint; their sizes."""
    sizes = []
    for _ in range(count):
        sizes.append(sign_day(house, least=70))
        house.clock.advance(timedelta(days=1))
    return sizes


@pytest.mark.parametrize("known", [0, 1, 64, 2**63 - 1])
def test_before_the_first_checkpoint_there_is_none_yet(known: int, comes: Comes) -> None:
    assert asks(comes("ada"), known) == NONE_YET


def test_who_remembers_nothing_gets_the_newest_without_a_proof(house: House, comes: Comes) -> None:
    *_, last = days(house, 2)
    ada = comes("ada")
    given = asks(ada, 0)
    assert given["key"] == KEY and given["proof"] == [] and opened(given).size == last
    for body in ({}, {"to": 7}):
        assert ada.post("/checkpoint", body).get_json() == given


@pytest.mark.parametrize("handle", ["ada", "ines", "olu"])
def test_the_proof_leads_from_each_former_checkpoint_to_the_newest(handle: str, house: House, comes: Comes) -> None:
    notes = {}
    for _ in range(4):
        days(house, 1)
        notes[newest(house).size] = newest(house).note
    *before, last = notes
    reader = comes(handle)
    for size in before:
        given = asks(reader, size)
        old, new = Checkpoint.open(notes[size], log_key().verifier), opened(given)
        proof = [b64decode(each) for each in given["proof"]]  # type: ignore[attr-defined]
        assert (old.size, new.size) == (size, last) and proof
        check_consistency(size, last, proof, old.root, new.root)


def test_only_sizes_of_checkpoints_are_shown_and_proven(house: House, comes: Comes) -> None:
    first, last = days(house, 2)
    ada = comes("ada")  # her sign-in is an entry, so the tree is larger than what was signed
    whole = asks(ada, 0)
    for size in (1, first - 1, first + 1, last - 1, last, last + 1, last + 2, 2**63 - 1):
        assert asks(ada, size) == whole
    assert asks(ada, first)["proof"]


@pytest.mark.parametrize(
    "known", [-1, -(2**70), 2**63, 10**400, 1.0, 64.5, "64", "", None, True, False, [], {}, [64], "\ud800"]
)
def test_what_is_no_size_is_refused(known: object, house: House, comes: Comes) -> None:
    days(house, 1)
    answer = comes("ada").post("/checkpoint", {"from": known})
    assert answer.status_code == 400 and set(answer.get_json()) == {"error"}


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'"64"', b"[" * 60_000, b"\xff", b'{"from": NaN}', b'{"from": 1e999}']
)
def test_what_is_no_question_is_refused(body: bytes, comes: Comes) -> None:
    ada = comes("ada")
    headers = {**ada.HEADERS, "Content-Type": "application/json"}
    answer = ada.client.post("/checkpoint", data=body, base_url=ada.secure, headers=headers)
    assert answer.status_code == 400 and set(answer.get_json()) == {"error"}


def test_a_log_that_cannot_be_proven_shows_a_proof_that_does_not_hold(
    house: House, comes: Comes, said: Callable[[], str]
) -> None:
    first, _ = days(house, 2)
    ada = comes("ada")
    assert asks(ada, first)["proof"]
    with desk_store(house).write() as session:
        unguarded(session.connection(), "log_node_no_delete")
        session.connection().exec_driver_sql("DELETE FROM log_node WHERE level > 0")
    assert asks(ada, first)["proof"] == []
    assert said() == ""


def test_what_lies_in_the_store_is_handed_out_as_it_is_and_judged_by_the_browser(house: House, comes: Comes) -> None:
    days(house, 2)
    Rewriter(house).signs(b"\xff\0 no note")
    assert asks(comes("ada"), 0) == {"key": KEY, "checkpoint": "\ufffd\0 no note", "proof": []}


def test_a_log_without_a_key_is_shown_without_one(house: House, comes: Comes) -> None:
    (house.keys / "log.pub").unlink()
    assert asks(comes("ada"), 0) == {"key": None, "checkpoint": None, "proof": []}


def test_strangers_and_other_sites_are_shown_nothing(house: House, app: Flask, comes: Comes) -> None:
    days(house, 1)
    answer = Reader(app.test_client(), "mallory").post("/checkpoint", {"from": 0})
    assert answer.status_code == 401 and set(answer.get_json()) == {"error"}
    ada = comes("ada")
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        answer = ada.client.post("/checkpoint", json={"from": 0}, base_url=ada.secure, headers=headers)
        assert answer.status_code == 403 and "checkpoint" not in answer.get_json()
    assert ada.get("/checkpoint").status_code == 405


def test_asking_leaves_no_entry_and_works_while_the_log_takes_none(house: House, comes: Comes) -> None:
    days(house, 1)
    ada = comes("ada")
    at = rooms(house)
    before = tags(at)
    forbid(at.desk, "INSERT", "log_entry")
    assert asks(ada, 0)["checkpoint"]
    assert tags(at) == before
