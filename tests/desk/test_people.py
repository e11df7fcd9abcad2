"""The roster at the desk over HTTP: who may look, propose and sign, what takes effect, and all that is refused."""

import os
from base64 import b64encode
from collections.abc import Callable, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from reporting.accesslog import Tag
from reporting.roster import Role, load
from reporting.roster.folder import read_keys
from tests.house import House, Reader, key_of, locked, newcomer
from tests.review.deposits import entries, forbid, rooms, tags

Comes = Callable[[str], Reader]
CLEO = newcomer("cleo", "Cleo Marsh", Role.ALTERNATE)
BEN_ANEW = newcomer("ben", "Ben Okafor", Role.REVIEWER, key="ben, anew")


def waiting(house: House) -> str:
    """The text that waits for signatures."""
    proposal = read_keys(house.keys).proposal
    return proposal.note.text if proposal else ""


def changes(house: House) -> Sequence[str]:
    """What is proposed, in words."""
    proposal = read_keys(house.keys).proposal
    assert proposal
    return proposal.changes


def handed_in(house: House, handle: str, text: str | None = None) -> dict[str, str]:
    """What a browser sends that signs the change with this person's key."""
    said = text or waiting(house)
    return {"text": said, "signature": b64encode(key_of(handle).sign(said.encode())).decode()}


def add(public_file: bytes, **more: str) -> dict[str, str]:
    return {"what": "add", "file": public_file.decode(), **more}


def files(house: House) -> dict[str, bytes]:
    return {str(file.relative_to(house.keys)): file.read_bytes() for file in house.keys.rglob("*") if file.is_file()}


def test_everybody_sees_who_is_there_and_since_when(comes: Comes, pages: list[dict[str, Any]], house: House) -> None:
    for handle in ("ada", "ines", "olu"):
        answer = comes(handle).get("/people")
        assert answer.status_code == 200
        assert pages[-1]["may_change"] is (handle == "ada")
        shown = answer.get_data(as_text=True)
        for person in house.roster.people:
            assert person.name in shown and person.short in shown
        assert "23 November 2026" in shown and ("data-propose" in shown) is (handle == "ada")


def test_one_proposes_another_signs_and_it_is_in_force_everywhere(house: House, comes: Comes) -> None:
    ada, ben = comes("ada"), comes("ben")
    house.clock.advance(timedelta(minutes=5))
    assert ada.post("/people/propose", add(CLEO.public_file())).status_code == 204
    assert "adds Cleo Marsh as alternate" in changes(house)
    assert load(house.keys) is not None and house.roster.by_handle("cleo") is None
    told = "A change of who reads or audits waits for a signature."
    assert [told in comes(who).get("/inbox").text for who in ("ada", "ben", "ines")] == [True, True, False]
    answer = ben.post("/people/sign", handed_in(house, "ben"))
    assert answer.get_json() == {"in_force": True, "serial": 2}
    assert house.roster.by_handle("cleo") == CLEO and not waiting(house)
    assert told not in ben.get("/inbox").text
    assert "Cleo Marsh" in ada.get("/people").get_data(as_text=True)
    house.work()
    house.work()
    assert tags(rooms(house)).count(Tag.ROSTER_CHANGE) == 1, "logged by the worker, once for each roster it finds"


def test_a_change_of_key_and_of_roles_and_a_retirement(house: House, comes: Comes) -> None:
    ada = comes("ada")
    assert ada.post("/people/propose", add(BEN_ANEW.public_file())).status_code == 204
    assert ada.post("/people/sign", handed_in(house, "ada")).status_code == 200
    assert house.roster.by_handle("ben") == BEN_ANEW
    for asked in ({"what": "retire", "handle": "ben"}, {"what": "role", "handle": "ines", "role": "reviewer"}):
        assert ada.post("/people/propose", asked).status_code == 204
    assert ada.post("/people/sign", handed_in(house, "ada")).status_code == 200
    assert [one.handle for one in house.roster.reviewers] == ["ada", "ines"]
    assert ada.post("/people/propose", add(CLEO.public_file(), role="reviewer", instead_of="ines")).status_code == 204
    assert changes(house) == (
        "adds Cleo Marsh as reviewer",
        "retires Ines Duarte",
    )
    assert ada.post("/people/propose", {"what": "drop"}).status_code == 204
    assert not waiting(house) and "cleo.pub" not in files(house)


def test_who_leaves_is_out_at_once(house: House, comes: Comes) -> None:
    ada, noor = comes("ada"), comes("noor")
    assert noor.get("/people").status_code == 200
    ada.post("/people/propose", {"what": "retire", "handle": "noor"})
    ada.post("/people/sign", handed_in(house, "ada"))
    assert noor.get("/people").status_code == 303


@pytest.mark.parametrize("handle", ["ines", "olu"])
def test_alternates_and_auditors_look_and_change_nothing(handle: str, house: House, comes: Comes) -> None:
    comes("ada").post("/people/propose", add(CLEO.public_file()))
    before = files(house)
    who = comes(handle)
    for path, asked in (
        ("/people/propose", {"what": "retire", "handle": "ben"}),
        ("/people/propose", {"what": "drop"}),
        ("/people/sign", handed_in(house, handle)),
        ("/people/sign", handed_in(house, "ada")),
    ):
        assert who.post(path, asked).status_code == 403
    assert files(house) == before


def test_nobody_signs_for_themselves_for_another_or_what_they_did_not_see(house: House, comes: Comes) -> None:
    ada, ben = comes("ada"), comes("ben")
    ada.post("/people/propose", add(BEN_ANEW.public_file()))
    before, shown = files(house), waiting(house)
    refused = {
        "for oneself": (ben, handed_in(house, "ben"), "may not sign"),
        "for another": (ben, handed_in(house, "ada"), "may not sign"),
        "with another's key": (ada, handed_in(house, "ben"), "does not fit"),
        "another text": (ada, handed_in(house, "ada", shown.replace("Ben Okafor", "Ben Okafur")), "nothing was signed"),
        "no signature": (ada, {"text": shown, "signature": ""}, "does not fit"),
    }
    for what, (who, given, said) in refused.items():
        answer = who.post("/people/sign", given)
        assert answer.status_code == 409 and said in answer.get_json()["error"], what
        assert files(house) == before, what
    assert ada.post("/people/sign", {"text": shown, "signature": "%"}).status_code == 400
    ada.post("/people/propose", add(CLEO.public_file()))
    answer = ada.post("/people/sign", handed_in(house, "ada", shown))
    assert "has changed meanwhile; nothing was signed" in answer.get_json()["error"]
    assert house.roster.serial == 1


def test_what_cannot_be_in_a_roster_is_refused_in_words(house: House, comes: Comes) -> None:
    ada, before = comes("ada"), files(house)
    mallory = newcomer("ada", "Mallory Vane", Role.REVIEWER, key="mallory")
    broken = CLEO.public_file().replace(CLEO.recipient[-9:].encode(), b"qqqqqqqqq")
    for asked, said in (
        (add(b""), "six lines"),
        (add(locked("ben")), "private half"),
        (add(key_of("ben").identity.secret_text().encode()), "private half"),
        (add(mallory.public_file()), "that of Ada Lindqvist"),
        (add(house.person("ben").public_file()), "there already"),
        (add(broken), "no usable recipient"),
        (add(CLEO.public_file(), instead_of="nobody"), "Nobody in the roster"),
        ({"what": "retire", "handle": "nobody"}, "Nobody in the roster"),
        ({"what": "role", "handle": "ben", "role": "reviewer"}, "already"),
        ({"what": "sign"}, "not understand"),
        ({"what": "role", "handle": "ben", "role": "owner"}, "not understand"),
        ({"what": "retire", "handle": ["ben"]}, "not understand"),
        ({}, "not understand"),
    ):
        answer = ada.post("/people/propose", asked)
        assert answer.status_code in (400, 409) and said in answer.get_json()["error"], asked
        assert files(house) == before, asked
    assert ada.post("/people/sign", handed_in(house, "ada", "nothing waits")).status_code == 409


def test_who_takes_a_change_away_is_in_the_log_whichever_way_they_did_it(house: House, comes: Comes) -> None:
    """Also who is to be replaced by it: nobody takes it away unseen."""
    ada, ben = comes("ada"), comes("ben")
    old = house.person("ben")
    ways = {"drops it": {"what": "drop"}, "proposes what stands there": add(old.public_file())}
    for number, (way, asked) in enumerate(ways.items(), 1):
        assert ada.post("/people/propose", add(BEN_ANEW.public_file())).status_code == 204
        text = waiting(house)
        assert ben.post("/people/propose", asked).status_code == 204, way
        assert not waiting(house), way
        taken = [one.facts for one in entries(rooms(house)) if one.facts.tag == Tag.ROSTER_CHANGE and one.facts.person]
        assert len(taken) == number, way
        facts = taken[-1]
        assert (facts.person, facts.case) == (old.fingerprint, None)
        assert facts.hash == sha256(text.encode()).hexdigest()
        said = "On 23 November 2026 Ben Okafor dropped a waiting change, or a part of it."
        assert said in ada.get("/people").get_data(as_text=True), way
    house.work()
    assert len([one for one in entries(rooms(house)) if one.facts.tag == Tag.ROSTER_CHANGE]) == 3, (
        "and the roster's own"
    )


def test_what_only_adds_to_a_change_takes_nothing_away_and_is_not_in_the_log(house: House, comes: Comes) -> None:
    ada = comes("ada")
    assert ada.post("/people/propose", add(CLEO.public_file())).status_code == 204
    assert ada.post("/people/propose", {"what": "retire", "handle": "noor"}).status_code == 204
    assert len(changes(house)) == 2 and Tag.ROSTER_CHANGE not in tags(rooms(house))


def test_without_an_entry_no_change_is_taken_away(house: House, comes: Comes) -> None:
    ada, before = comes("ada"), ""
    assert ada.post("/people/propose", add(CLEO.public_file())).status_code == 204
    before = waiting(house)
    forbid(rooms(house).desk, "INSERT", "log_entry")
    assert ada.post("/people/propose", {"what": "drop"}).status_code == 503
    assert waiting(house) == before


def test_a_change_with_one_reviewer_is_not_signed(house: House, comes: Comes) -> None:
    ada = comes("ada")
    ada.post("/people/propose", {"what": "retire", "handle": "ben"})
    answer = ada.post("/people/sign", handed_in(house, "ada"))
    assert answer.status_code == 409 and "exactly two reviewers" in answer.get_json()["error"]
    assert house.roster.serial == 1


def test_a_folder_that_the_desk_may_not_write_is_told_with_the_command(
    house: House, comes: Comes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = comes("ada")
    ada.post("/people/propose", add(CLEO.public_file()))
    before, real = files(house), os.access

    def closed(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("reporting.roster.files.mkstemp", closed)
    monkeypatch.setattr(os, "access", lambda path, mode: path != house.keys and real(path, mode))
    shown = ada.get("/people").get_data(as_text=True)
    assert (
        "data-propose" not in shown and "reporting key sign --key KEYFILE" in shown and 'data-part="sign"' not in shown
    )
    for path, asked, command in (
        ("/people/propose", add(newcomer("kim", "Kim Ode", Role.AUDITOR).public_file()), "reporting key add FILE"),
        ("/people/propose", {"what": "retire", "handle": "ines"}, "reporting key retire ines"),
        ("/people/sign", handed_in(house, "ada"), "reporting key sign --key KEYFILE"),
    ):
        answer = ada.post(path, asked)
        assert answer.status_code == 409 and command in answer.get_json()["error"]
    assert files(house) == before and house.roster.serial == 1
