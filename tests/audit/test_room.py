"""The room as a whole: auditors alone, nothing of a report within reach, and a connection that cannot write."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, inspect, text

from reporting.accesslog import AccessLog, LogUnavailable, Tag
from reporting.accesslog.models import LogCheckpoint
from reporting.accesslog.tree import StoredTree
from reporting.audit.guard import SHOWN
from reporting.cases.notes import Kind
from reporting.db import MailboxBase, Store, StoreUnavailable
from tests.attachments import picture
from tests.audit.conftest import Enter
from tests.house import House, Reader, Rosa, log_key
from tests.postgres import only_sqlite
from tests.review.said import sealed

ROOT = Path(__file__).resolve().parents[2]

CANARY = "Canary7Zq4v"
TELLING = f"{CANARY}-photo-of-Karl-in-room-12.jpg"
"""What the reporter's own disk calls the file."""
EXPORT = "/log/export"
"""The one address that takes a POST: it leaves an entry."""
OWN_TOO = "/log"
"""The one address of the room that reviewers have a part in."""


def addresses(app: Flask) -> list[str]:
    """Every address of the room, found in the app itself, as GET; but for one none of them takes anything else."""
    rules = [rule for rule in app.url_map.iter_rules() if str(rule).startswith("/log") and str(rule) != EXPORT]
    assert all((rule.methods or set()) <= {"GET", "HEAD", "OPTIONS"} and not rule.arguments for rule in rules)
    return sorted(str(rule) for rule in rules)


def asked(app: Flask, case_id: str) -> Iterator[str]:
    """Every address, plain and with whatever it can be asked for."""
    for address in addresses(app):
        for query in ("", f"?case={case_id}", "?check=yes", "?before=9", "?tag=report%3Aopen", "?from=2026-11-31"):
            yield address + query


@pytest.fixture
def case_id(house: House, comes: Callable[[str], Reader], store: Store) -> str:
    """A report full of canaries, with a file, that Ada has opened, named, noted and moved; then a checkpoint."""
    told = {name: f"{CANARY} {name}" for name in ("what_happened", "who", "where_named", "links", "contact")}
    files = {"files": [picture()], "named": TELLING}
    assert Rosa(house.form().test_client()).send(**told, **files).status_code == 200  # type: ignore[arg-type]
    ada = comes("ada")
    ada.get("/inbox")
    with store.read() as session:
        found: str = session.execute(text("SELECT case_id FROM desk_case")).scalar_one()
    assert ada.post("/inbox/headlines", {"cases": [found]}).status_code == 200
    for verb in ("report", "contact", "files/file-1"):
        assert ada.post(f"/cases/{found}/{verb}").status_code == 200
    for number, kind in enumerate((Kind.TITLE, Kind.NOTE), start=1):
        note = {"number": number, "kind": kind, "sealed": b64encode(sealed(f"{CANARY} {kind}", 2, 4096)).decode()}
        assert ada.post(f"/cases/{found}/notes", note).status_code == 201
    assert ada.post(f"/cases/{found}/move", {"to": "acknowledged", "from": "received"}).status_code == 200
    with store.write() as session:
        tree = StoredTree(session)
        note = bytes(log_key().checkpoint(tree.size(), tree.root(tree.size())))
        session.execute(insert(LogCheckpoint).values(size=tree.size(), made_on=house.clock.today(), note=note))
    return found


def kept_of_the_report(house: House, store: Store) -> list[bytes]:
    """All that the stores keep of it but its dates and its case id: ids, hashes and every sealed part."""
    found: list[bytes] = [CANARY.encode()]
    with house.mailbox().read() as session:
        for table in MailboxBase.metadata.tables:
            for row in session.execute(text(f"SELECT * FROM {table}")):
                found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    with store.read() as session:
        found += [one.encode() for one in session.execute(text("SELECT report_id FROM desk_case")).scalars()]
        notes = session.execute(text("SELECT sealed FROM case_note")).scalars().all()
        assert len(notes) == 2
        found += notes
    assert house.mailbox().scalar("SELECT count(*) FROM chunk") > 0
    fingerprints = {person.fingerprint.encode() for person in house.roster.people}
    return [one for one in found if len(one) >= 16 and one not in fingerprints] + [CANARY.encode()]


def test_no_page_of_the_room_holds_anything_of_a_report(
    case_id: str, olu: Reader, app: Flask, house: House, store: Store
) -> None:
    kept = kept_of_the_report(house, store)
    assert len(kept) > 12
    told = b""
    for address in asked(app, case_id):
        answer = olu.get(address)
        assert answer.status_code in (200, 400)
        told += answer.data + str(answer.headers).encode()
    table = olu.client.post(EXPORT, base_url=olu.secure, headers=dict(olu.HEADERS)).data
    assert b'"report:open"' in table, "the table was empty"
    told += table
    assert case_id.encode() in told, "the pages were empty, so nothing was shown"
    for one in kept:
        assert one not in told and one.hex().encode() not in told and one[:24] not in told


def test_what_olu_may_ask_elsewhere_is_refused(case_id: str, olu: Reader) -> None:
    assert olu.get(f"/cases/{case_id}").status_code == 403
    for verb in ("report", "contact", "move"):
        assert olu.post(f"/cases/{case_id}/{verb}", {"to": "assessing"}).status_code == 403


@pytest.mark.parametrize("handle", ["ada", "noor"])
def test_reviewers_and_alternates_come_into_no_part_of_it_but_their_own_entries(
    handle: str, case_id: str, comes: Callable[[str], Reader], app: Flask
) -> None:
    reader = comes(handle)
    refused = [address for address in asked(app, case_id) if reader.get(address).status_code == 403]
    assert refused == [address for address in asked(app, case_id) if address.split("?")[0] != OWN_TOO]
    assert "Not your room" in reader.get("/log/openings").text
    assert 'href="/log/clocks"' not in reader.get("/log").text


def test_strangers_are_sent_to_the_door(app: Flask) -> None:
    mallory = Reader(app.test_client(), "mallory")
    for address in addresses(app):
        answer = mallory.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_looking_leaves_no_entry_and_changes_nothing(
    case_id: str, olu: Reader, app: Flask, house: House, store: Store
) -> None:
    def everything() -> list[Any]:
        with store.read() as session:
            rows = session.connection()
            names = sorted(inspect(rows).get_table_names(schema="desk" if house.database else None))
            return [(name, session.execute(text(f"SELECT * FROM {name}")).all()) for name in names]

    before = everything()
    for address in asked(app, case_id):
        olu.get(address)
    assert everything() == before


@only_sqlite
def test_its_connection_reads_what_it_shows_and_no_other_table(case_id: str, app: Flask, store: Store) -> None:
    """On SQLite by an authorizer; that on PostgreSQL the role does the same, `tests/migrations/test_roles.py` holds."""
    looking: Store = app.extensions["audit"].store
    with store.read() as session:
        tables = set(session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
    assert tables > SHOWN and {"case_note", "case_reader", "desk_session", "log_salt", "sign_in_secret"} <= tables
    for table in sorted(tables):
        asked = f"SELECT * FROM {table} LIMIT 1"
        if table in SHOWN:
            with looking.read() as session:
                session.execute(text(asked))
        else:
            with pytest.raises(StoreUnavailable), looking.read() as session:
                session.execute(text(asked))
    for statement in ("SELECT load_extension('x')", "ATTACH 'x' AS y", "SELECT name FROM sqlite_master"):
        with pytest.raises(StoreUnavailable), looking.read() as session:
            session.execute(text(statement))


def test_the_contract_names_where_titles_and_notes_lie() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    forbidden = setup["importlinter:contract:audit"]["forbidden_modules"].split()
    assert {"reporting.cases.notes", "reporting.mailbox", "reporting.sealing"} <= set(forbidden)


WRITES = (
    "INSERT INTO log_day VALUES (999, '2026-11-23')",
    "INSERT INTO log_checkpoint VALUES (1, '2026-01-01', x'00')",
    "UPDATE desk_case SET status = 'erased'",
    "DELETE FROM desk_session",
    "DROP TRIGGER log_entry_no_delete",
    "CREATE TABLE notes (word TEXT)",
    "PRAGMA user_version = 7",
)


@only_sqlite  # on PostgreSQL it is the role that cannot: tests/migrations/test_roles.py
@pytest.mark.parametrize("statement", WRITES)
def test_its_connection_cannot_write(statement: str, case_id: str, app: Flask, store: Store) -> None:
    looking: Store = app.extensions["audit"].store
    with pytest.raises(StoreUnavailable), looking.read() as session:
        session.execute(text(statement))
    with pytest.raises(StoreUnavailable), looking.write() as session:
        session.execute(text(statement))
    with store.write() as session:  # the same statement is a good one where writing is allowed
        session.execute(text(statement))


def test_its_connection_appends_nothing(app: Flask, house: House) -> None:
    looking: Store = app.extensions["audit"].store
    with pytest.raises(LogUnavailable), looking.read() as session:
        AccessLog(session, house.clock).append(Tag.LOG_EXPORT)


def test_the_room_goes_on_while_somebody_writes(app: Flask, olu: Reader, enter: Enter, store: Store) -> None:
    with store.write() as session:
        session.execute(text("DELETE FROM telling"))
        assert olu.get("/log").status_code == 200
