"""Entries taken away as a table: what the filters show and nothing else, its entry first, and piece by piece."""

import csv
import tracemalloc
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text
from werkzeug.test import TestResponse

from reporting.accesslog import AccessLog, Facts, Tag
from reporting.accesslog.models import LogEntry
from reporting.accesslog.search import Wanted
from reporting.audit.export import AT_ONCE, table
from reporting.audit.table import COLUMNS, quoted
from reporting.db import Store, StoreUnavailable
from reporting.review.enter_export import enter_export
from tests.audit.conftest import CASE, OTHER, Enter
from tests.house import House, Reader
from tests.postgres import only_sqlite
from tests.review.deposits import forbid

MANY = 10_000


def take(olu: Reader, **filters: str) -> TestResponse:
    """As the page's form does it."""
    return olu.client.post("/log/export", data=filters, base_url=olu.secure, headers=dict(olu.HEADERS))


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def exports(store: Store) -> list[str | None]:
    """Who took entries away, by the log."""
    with store.read() as session:
        found = session.execute(text("SELECT person FROM log_entry WHERE tag = 'log:export' ORDER BY leaf"))
        return list(found.scalars())


def test_the_table_holds_what_the_page_shows_newest_first(lived: None, olu: Reader, house: House, store: Store) -> None:
    answer = take(olu)
    found = rows(answer)
    assert tuple(found[0]) == COLUMNS
    assert [row["entry"] for row in found] == ["4", "3", "2", "1", "0"]
    ada, ben = house.person("ada"), house.person("ben")
    assert found[1] == {
        "entry": "3", "at": "2026-11-15T14:05Z", "tag": "report:open", "person": ben.name,
        "fingerprint": ben.fingerprint, "case": OTHER, "count": "", "hash": "", "commitment": "", "meaning": "",
    }  # fmt: skip
    with store.write() as session:
        bound = AccessLog(session, house.clock).append(
            Tag.ATTACHMENT_OPEN, person=ada.fingerprint, commits_to=b"file-1"
        )
    assert rows(take(olu))[0]["commitment"] == bound.facts.commitment
    assert found[0]["person"] == "nobody named" and found[0]["at"] == "2026-11-16"
    assert found[3]["person"] == ada.name
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="entries-2026-11-23.csv"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"person": "ada"}, ["2", "1"]),
        ({"person": "nobody"}, ["4"]),
        ({"tag": "report:open"}, ["3", "1"]),
        ({"case": CASE.lower()}, ["2", "1"]),
        ({"from": "2026-11-15", "to": "2026-11-16"}, ["4", "3", "2"]),
        ({"person": "ben", "case": CASE}, []),
        ({"before": "2", "after": "1"}, ["4", "3", "2", "1", "0"]),
    ],
)
def test_the_filters_choose_and_the_page_does_not(
    filters: dict[str, str], found: list[str], lived: None, olu: Reader, house: House
) -> None:
    if house.roster.by_handle(filters.get("person", "")):
        filters = {**filters, "person": house.person(filters["person"]).fingerprint}
    assert [row["entry"] for row in rows(take(olu, **filters))] == found


def test_every_page_of_them_is_in_it_once(enter: Enter, olu: Reader, store: Store, house: House) -> None:
    fill(store, house, 2 * AT_ONCE)
    assert [int(row["entry"]) for row in rows(take(olu))] == list(range(2 * AT_ONCE, -1, -1))


def test_the_page_offers_it_with_its_filters_and_names_what_can_be_verified(lived: None, olu: Reader) -> None:
    page = olu.get(f"/log?case={CASE}&tag=report%3Aopen").text
    form = page.split('action="/log/export"')[1].split("</form>")[0]
    assert f'name="case" value="{CASE}"' in form and 'name="tag" value="report:open"' in form
    assert "reporting log export" in page and "reporting log verify" in page
    assert 'action="/log/export"' not in olu.get("/log?case=nonsense").text
    assert 'action="/log/export"' not in olu.get("/log?tag=case%3Ahold").text, "there is nothing to take"


def test_its_entry_names_the_auditor_and_is_committed_before_a_row_is_given_out(
    lived: None, olu: Reader, store: Store, house: House
) -> None:
    answer = olu.client.post("/log/export", base_url=olu.secure, headers=dict(olu.HEADERS), buffered=False)
    assert exports(store) == [house.person("olu").fingerprint], "and nothing was read from the answer yet"
    assert len(rows(answer)) == 5, "it stands behind what it speaks of"


@pytest.mark.parametrize("broken", ["log_entry", "log_node"])
def test_when_the_log_takes_no_entry_nothing_is_given_out(broken: str, lived: None, olu: Reader, store: Store) -> None:
    forbid(store, "INSERT", broken)
    answer = take(olu)
    assert answer.status_code == 503 and CASE not in answer.text
    assert exports(store) == []


def test_what_was_not_understood_gives_nothing_and_leaves_no_entry(lived: None, olu: Reader, store: Store) -> None:
    answer = take(olu, case="nonsense")
    assert answer.status_code == 400 and CASE not in answer.text
    assert exports(store) == []


@pytest.mark.parametrize("handle", ["ada", "noor"])
def test_nobody_but_auditors_takes_it(
    handle: str, lived: None, comes: Callable[[str], Reader], store: Store, app: Flask
) -> None:
    assert take(comes(handle)).status_code == 403
    assert take(Reader(app.test_client(), "mallory")).status_code == 401
    assert exports(store) == []


def test_another_site_takes_nothing(lived: None, olu: Reader, store: Store) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mallory.example", "Sec-Fetch-Mode": "navigate"}
    answer = olu.client.post("/log/export", base_url=olu.secure, headers=foreign)
    assert answer.status_code == 403 and CASE not in answer.text
    assert exports(store) == []


def test_a_refusal_of_a_plain_form_is_a_page_for_a_person(lived: None, olu: Reader) -> None:
    from_form = {**olu.HEADERS, "Sec-Fetch-Mode": "navigate"}
    answer = olu.client.post("/log/export", data={"case": "x"}, base_url=olu.secure, headers=from_form)
    assert answer.status_code == 400 and answer.mimetype == "text/html" and "<h1>" in answer.text


def test_an_entry_that_cannot_be_read_hides_no_other(lived: None, olu: Reader, store: Store) -> None:
    with store.write() as session:
        session.execute(insert(LogEntry).values(leaf=5, entry=b"=cmd|x", tag="report:open"))
        session.execute(text("INSERT INTO log_node SELECT 0, 5, hash FROM log_node WHERE level = 0 AND position = 4"))
        session.execute(text("INSERT INTO log_node SELECT 1, 2, hash FROM log_node WHERE level = 0 AND position = 4"))
    found = rows(take(olu))
    assert [row["entry"] for row in found] == ["5", "4", "3", "2", "1", "0"]
    assert (found[0]["tag"], found[0]["person"], found[0]["hash"]) == ("cannot be read", "", "")


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠1"]


@pytest.mark.parametrize("field", FORMULAS)
def test_what_a_spreadsheet_would_calculate_is_text(field: str) -> None:
    (read,) = csv.reader(StringIO(quoted([field, "2"]), newline=""))
    assert read == [f"'{field}", "2"]


@pytest.mark.parametrize("field", ["", "Ada", "report:open", 'O"Neil, "A"', "2026-11-16", "a=b", "two\nlines", "'"])
def test_all_else_comes_back_as_it_was(field: str) -> None:
    (read,) = csv.reader(StringIO(quoted([field, "2"]), newline=""))
    assert read == [field, "2"]


def fill(store: Store, house: House, many: int) -> None:
    """Entries 1 to `many`, whose nodes no table asks for."""
    ada = house.person("ada").fingerprint
    said = Facts(Tag.REPORT_OPEN, "2026-11-20T08:00Z", person=ada, case=CASE).to_bytes()
    same = {"entry": said, "tag": "report:open", "person": ada, "case_id": CASE}
    with store.write() as session:
        for start in range(1, many + 1, 10_000):
            leaves = range(start, min(start + 10_000, many + 1))
            session.execute(insert(LogEntry), [{"leaf": leaf, **same} for leaf in leaves])
        # What the next append needs of the tree: complete subtrees at the right edge.
        zero = b"\0" * 32
        nodes = [{"l": level, "p": (many + 1 >> level) - 1, "h": zero} for level in range(20) if many + 1 >> level & 1]
        session.execute(text("INSERT INTO log_node (level, position, hash) VALUES (:l, :p, :h)"), nodes)


def test_a_long_log_is_given_out_piece_by_piece(olu: Reader, store: Store, house: House, app: Flask) -> None:
    fill(store, house, MANY)
    looking: Store = app.extensions["audit"].store
    end = enter_export(house.person("olu").fingerprint, store, house.clock)
    assert end == MANY + 1
    assert measured(table(Wanted(), 2 * AT_ONCE, looking, house.roster))[0] == 2 * AT_ONCE + 1  # what is made once
    lines, size, most = measured(table(Wanted(), end, looking, house.roster))
    assert lines == MANY + 2
    assert size > 1_300_000 and most < 1_000_000


def measured(chunks: Any) -> tuple[int, int, int]:
    """Lines, bytes, and the most memory that was taken while they were given out."""
    tracemalloc.start()
    lines = size = 0
    for chunk in chunks:
        lines, size = lines + chunk.count("\r\n"), size + len(chunk.encode())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return lines, size, most


@only_sqlite
def test_a_store_that_fails_on_the_way_breaks_the_answer_off(
    olu: Reader, store: Store, house: House, app: Flask
) -> None:
    fill(store, house, 3 * AT_ONCE)
    chunks = table(Wanted(), 3 * AT_ONCE, app.extensions["audit"].store, house.roster)
    next(chunks)
    for file in (house.folder / "instance" / "desk").glob("desk.db*"):
        file.unlink()
    with pytest.raises(StoreUnavailable):
        list(chunks)
