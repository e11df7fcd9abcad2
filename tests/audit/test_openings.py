"""Who opened which case, and when, in one look."""

import re
from typing import Any

import pytest
from sqlalchemy import insert

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.models import LogEntry
from reporting.audit import openings
from reporting.audit.openings import Opener
from reporting.db import Store
from tests.audit.conftest import Enter
from tests.house import House, Reader

CASES = [f"{number:04d}-0000" for number in range(45)]
Pages = list[dict[str, Any]]


def shown(olu: Reader, pages: Pages, address: str = "/log/openings") -> tuple[list[str], str | None]:
    """The cases of a page, and the address of the next."""
    answer = olu.get(address)
    assert answer.status_code == 200
    link = re.search(r'href="([^"]*)">Opened before<', answer.text)
    return [case.case_id for case in pages[-1]["cases"]], link[1] if link else None


def test_each_case_says_who_when_first_when_last_and_how_often(enter: Enter, olu: Reader, pages: Pages) -> None:
    enter(Tag.REPORT_OPEN, "ada", case=CASES[0], days=3)
    enter(Tag.REPORT_OPEN, "ben", case=CASES[1], days=2)
    enter(Tag.CONTACT_OPEN, "ada", case=CASES[0], days=2)
    enter(Tag.ATTACHMENT_OPEN, "ben", case=CASES[1], days=2)
    enter(Tag.CASE_MOVE, "noor", case=CASES[1], days=2)
    enter(Tag.REPORT_OPEN, "ben", case=CASES[0], days=1)
    enter(Tag.REPORT_OPEN, "ada", case=CASES[0], days=0)
    assert shown(olu, pages) == ([CASES[0], CASES[1]], None)
    ada_and_ben, ben = ([given(one) for one in case.openers] for case in pages[-1]["cases"])
    day = "2026-11-{}T14:05Z".format
    assert ada_and_ben == [
        {"name": "Ada Lindqvist", "first_at": day(20), "last_at": day(23), "times": 2}
        | {"contacts": 1, "contact_at": day(21)},
        {"name": "Ben Okafor", "first_at": day(22), "last_at": day(22), "times": 1},
    ]
    assert ben == [{"name": "Ben Okafor", "first_at": day(21), "last_at": day(21), "times": 1, "files": 1}]


def given(one: Opener) -> dict[str, object]:
    """What one person was given, without all that they were not."""
    return {name: value for name, value in vars(one).items() if value}


def test_whoever_was_given_anything_is_named_though_they_opened_no_report(
    enter: Enter, olu: Reader, pages: Pages, store: Store, house: House
) -> None:
    enter(Tag.CONTACT_OPEN, "ada", case=CASES[0], days=4)
    enter(Tag.CONTACT_OPEN, "ada", case=CASES[0], days=3)
    enter(Tag.ATTACHMENT_OPEN, "ben", case=CASES[0], days=2)
    enter(Tag.CASE_EXPORT, "noor", case=CASES[1], days=1)
    enter(Tag.CASE_MOVE, "ines", case=CASES[1])
    ines = house.person("ines").fingerprint
    with store.write() as session:
        log = AccessLog(session, house.clock)
        log.append(Tag.ROSTER_CHANGE, hash_of=b"the roster itself, of no case")
        log.append(Tag.ROSTER_CHANGE, person=ines, case=CASES[2])
        log.append(Tag.ROSTER_CHANGE, person=ines, case=CASES[2], commits_to=b"file-1")
        log.append(Tag.ROSTER_CHANGE, person=ines, case=CASES[2], commits_to=b"heads", hash_of=b"as it is now sealed")
    assert shown(olu, pages) == ([CASES[2], CASES[1], CASES[0]], None)
    assert [[given(one) for one in case.openers] for case in pages[-1]["cases"]] == [
        [{"name": "Ines Duarte", "handed_out": 2}],
        [{"name": "Noor Haddad", "bundles": 1}],
        [
            {"name": "Ben Okafor", "files": 1},
            {"name": "Ada Lindqvist", "contacts": 2, "contact_at": "2026-11-20T14:05Z"},
        ],
    ]
    html = olu.get("/log/openings").text
    assert "Taken out as a bundle" in html and "Handed out for sealing anew" in html
    assert "<span>2, last 2026-11-20 14:05 UTC</span>" in html


def test_an_entry_that_cannot_be_read_hides_no_other(enter: Enter, olu: Reader, pages: Pages, store: Store) -> None:
    enter(Tag.REPORT_OPEN, "ada", case=CASES[0])
    with store.write() as session:
        for leaf, person in ((2, "ada"), (3, "mallory")):
            row = {"leaf": leaf, "entry": b"spoilt", "tag": Tag.REPORT_OPEN, "person": person, "case_id": CASES[0]}
            session.execute(insert(LogEntry).values(row))
    assert shown(olu, pages) == ([CASES[0]], None)


def test_every_case_stands_on_one_page_though_it_was_opened_again_and_again(
    enter: Enter, olu: Reader, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "AT_ONCE", 7)
    for case in CASES:
        enter(Tag.REPORT_OPEN, "ada", case=case)
        enter(Tag.REPORT_OPEN, "ben", case=CASES[0])
        enter(Tag.REPORT_OPEN, "ada", case=CASES[3])
    expected = [CASES[3], CASES[0], *(case for case in reversed(CASES) if case not in (CASES[0], CASES[3]))]
    found, address = [], "/log/openings"
    while address:
        cases, address = shown(olu, pages, address)  # type: ignore[assignment]
        found.append(cases)
    assert [case for page in found for case in page] == expected
    assert [len(page) for page in found][:2] == [20, 20]


def test_a_page_of_cases_opened_without_end_is_shorter_and_goes_on(
    enter: Enter, olu: Reader, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "AT_ONCE", 5)
    monkeypatch.setattr(openings, "MOST", 10)
    enter(Tag.REPORT_OPEN, "ben", case=CASES[1])
    for _ in range(22):
        enter(Tag.REPORT_OPEN, "ada", case=CASES[0])
    first, address = shown(olu, pages)
    assert first == [CASES[0]] and address
    second, address = shown(olu, pages, address)
    assert second == [] and address, "it was looked at, and there is more"
    third, address = shown(olu, pages, address)
    assert (third, address) == ([CASES[1]], None)


def test_a_log_without_openings_says_so(olu: Reader) -> None:
    assert "Nothing has been opened" in olu.get("/log/openings").text
    assert olu.get("/log/openings?before=nonsense").status_code == 200
