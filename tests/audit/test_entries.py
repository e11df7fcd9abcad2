"""The auditors' search over HTTP: filters, pages by leaf, and refusals that leave the form as it was."""

import re
from collections.abc import Callable
from datetime import timedelta
from itertools import chain
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text

from reporting.accesslog import AccessLog, Tag
from reporting.db import Store
from tests.accesslog.test_log import CLOCK
from tests.audit.conftest import CASE, OTHER, Enter
from tests.house import House, Reader, fields_of

Pages = list[dict[str, Any]]


@pytest.fixture
def lived(lived: None, enter: Enter) -> None:
    """And what came later."""
    enter(Tag.SIGN_IN_REFUSE, days=6)
    enter(Tag.REPORT_OPEN, "ada", case=OTHER, days=2)


def day(house: House, days: int) -> str:
    return (house.clock.today() - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, [6, 5, 4, 3, 2, 1, 0]),
        ({"person": "ada"}, [6, 2, 1]),
        ({"person": "nobody"}, [5, 4]),
        ({"tag": "report:open"}, [6, 3, 1]),
        ({"case": CASE}, [2, 1]),
        ({"case": f" {CASE.lower()} "}, [2, 1]),
        ({"from": 8, "to": 7}, [4, 3, 2]),
        ({"from": 7}, [6, 5, 4, 0]),
        ({"to": 9}, [1]),
        ({"person": "ada", "tag": "report:open"}, [6, 1]),
        ({"person": "ada", "tag": "report:open", "case": OTHER, "from": 2, "to": 2}, [6]),
        ({"person": "ben", "case": CASE}, []),
        ({"tag": "", "person": "", "case": "", "from": "", "to": ""}, [6, 5, 4, 3, 2, 1, 0]),
    ],
)
def test_what_is_asked_for_must_all_fit(
    asked: dict[str, Any], found: list[int], lived: None, olu: Reader, house: House, pages: Pages
) -> None:
    query = {name: day(house, value) if isinstance(value, int) else value for name, value in asked.items()}
    if house.roster.by_handle(query.get("person", "")):
        query["person"] = house.person(query["person"]).fingerprint
    assert olu.get(f"/log?{urlencode(query)}").status_code == 200
    assert [entry.index for entry in pages[-1]["found"].entries] == found


def walk(olu: Reader, pages: Pages, address: str, word: str) -> list[list[int]]:
    """The indexes of each page, from this one on by the links of that name."""
    found = []
    while True:
        html = olu.get(address).text
        found.append([entry.index for entry in pages[-1]["found"].entries])
        link = re.search(rf'href="([^"]*)">{word} entries<', html)
        if not link:
            return found
        address = link[1].replace("&amp;", "&")


@pytest.mark.parametrize("query", ["", "tag=inbox%3Alist"])
def test_pages_lead_there_and_back_by_their_links(query: str, enter: Enter, olu: Reader, pages: Pages) -> None:
    for _ in range(120):
        enter(Tag.INBOX_LIST, "ada")
    least = 1 if query else 0
    everything = list(range(120, least - 1, -1))
    there = walk(olu, pages, f"/log?{query}", "Earlier")
    assert [*chain(*there)] == everything and [len(page) for page in there][:2] == [50, 50]
    back = walk(olu, pages, f"/log?{query}&before={there[-1][0] + 1}", "Later")
    assert sorted(set(chain(*back)), reverse=True) == everything


def test_a_page_past_either_end_leads_back(lived: None, olu: Reader) -> None:
    assert "Earlier entries" in olu.get("/log?after=999999999999").text
    assert "Later entries" in olu.get("/log?before=0").text


BAD = {
    "person": ("mallory", "Person: choose somebody from the list."),
    "tag": ("report:opened", "Tag: choose one from the list."),
    "case": ("7QK4-M2XR'--", "Case: write it like 7QK4-M2XR."),
    "from": ("2026-11-31", "From: write a day like 2026-11-23."),
    "to": ("20261123", "To: write a day like 2026-11-23."),
    "before": ("-1", "Page: follow the links below the entries."),
    "after": ("9" * 30, "Page: follow the links below the entries."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_named_and_the_rest_of_the_form_stays(name: str, lived: None, olu: Reader, house: House) -> None:
    ada = house.person("ada").fingerprint
    good = {"person": ada, "tag": "report:open", "case": CASE, "from": "2026-11-01", "to": "2026-11-23"}
    value, sentence = BAD[name]
    answer = olu.get(f"/log?{urlencode({**good, name: value})}")
    assert answer.status_code == 400
    assert {told for _, told in BAD.values() if told in answer.text} == {sentence}
    assert "<td" not in answer.text
    fields = {field: values[0] for field, values in fields_of(answer.text).items() if field in good}
    kept = {field: good[field] for field in good if field != name}
    assert {field: fields[field] for field in kept} == kept
    if name in ("case", "from", "to"):
        assert fields[name] == value


def test_days_the_wrong_way_round_are_refused(lived: None, olu: Reader) -> None:
    answer = olu.get("/log?from=2026-11-23&to=2026-11-22")
    assert answer.status_code == 400 and "To: this day lies before the one in From." in answer.text


@pytest.mark.parametrize("text", ["\x00", "²", "\ud800".encode("utf-8", "surrogatepass"), "<b>", "x" * 5_000])
@pytest.mark.parametrize("name", BAD)
def test_nonsense_is_refused_and_shown_as_text(name: str, text: str | bytes, olu: Reader) -> None:
    answer = olu.get(f"/log?{urlencode({name: text})}")
    assert answer.status_code == 400 and "<b>" not in answer.text


def test_who_has_left_the_roster_can_be_asked_for(enter: Enter, olu: Reader, store: Store, pages: Pages) -> None:
    with store.write() as session:
        AccessLog(session, CLOCK).append(Tag.REPORT_OPEN, person="k" * 52, case=CASE)
    html = olu.get(f"/log?person={'k' * 52}").text
    assert "no longer in the roster (kkkk kkkk kkkk)" in html
    assert [entry.person_name for entry in pages[-1]["found"].entries] == ["somebody no longer in the roster"]


def test_an_entry_that_cannot_be_read_does_not_hide_the_others(lived: None, store: Store, olu: Reader) -> None:
    """The operator can write what they like; the page goes on and says so."""
    with store.write() as session:
        unreadable = text("INSERT INTO log_entry VALUES (7, :entry, 'filler', NULL, NULL)")
        session.execute(unreadable, {"entry": b"\xff\x00"})
    html = olu.get("/log").text
    assert "cannot be read" in html and "contact:open" in html


def test_reviewers_see_their_own_and_no_index_whatever_they_ask_for(
    lived: None, comes: Callable[[str], Reader], house: House, pages: Pages
) -> None:
    ben = comes("ben")
    ada = house.person("ada").fingerprint
    for query in ("", f"?person={ada}", f"?case={CASE}", "?before=9999", "?tag=nonsense"):
        answer = ben.get(f"/log{query}")
        assert answer.status_code == 200
        assert [(entry.index, entry.tag) for entry in pages[-1]["entries"]] == [
            (None, "sign-in:accept"),
            (None, "report:open"),
        ]
        assert CASE not in answer.text and "Ada" not in answer.text
