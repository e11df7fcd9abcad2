"""Entry first, then ciphertext: what is fetched was entered and committed before, or it was not fetched."""

import sqlite3
import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select

from reporting.accesslog import LogUnavailable, commitment
from reporting.accesslog.models import LogSalt
from reporting.cases import NoSuchCase
from reporting.cases.notes import Notes
from reporting.db import StoreUnavailable
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.desk_thread import DeskThread
from reporting.mailbox.models import CHUNK, Chunk
from reporting.review import House as Rooms
from reporting.review.list_headlines import list_headlines
from reporting.review.open_attachment import open_attachment
from reporting.review.open_contact import open_contact
from reporting.review.open_report import open_report
from reporting.review.take import take
from reporting.roster import Person
from tests.house import House
from tests.postgres import only_sqlite
from tests.review.deposits import MARK, cases_of, deposit, entries, forbid, tags

FILES = {"file-1": b"1", "file-2": b"2" * (CHUNK + 17)}
TIDY = "PRAGMA wal_checkpoint(TRUNCATE)"
Opening = Callable[[str, str, Rooms], object]


def headlines_of(case_id: str, reader: str, at: Rooms) -> object:
    return list_headlines([case_id], reader, at)


def a_file(case_id: str, reader: str, at: Rooms) -> object:
    return b"".join(open_attachment(case_id, "file-2", reader, at))


OPENINGS = [
    pytest.param(open_report, "report:open", id="report"),
    pytest.param(open_contact, "contact:open", id="contact"),
    pytest.param(a_file, "attachment:open", id="file"),
    pytest.param(headlines_of, "inbox:list", id="headlines"),
]


@pytest.fixture
def case_id(house: House, at: Rooms, ada: Person) -> str:
    deposit(house, "ada", "ben", files=FILES)
    take(ada.fingerprint, at)
    return cases_of(at, ada.fingerprint)[0]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, at: Rooms) -> list[list[str]]:
    """Whatever is fetched from the mailbox is noted here with the log as another connection sees it at that moment."""
    seen: list[list[str]] = []

    def spied(original: Callable[..., object]) -> Callable[..., object]:
        def fetch(self: object, *given: object) -> object:
            seen.append(tags(at))
            return original(self, *given)

        return fetch

    doors = [(DeskMailbox, name) for name in ("fetch", "headlines", "parts", "stream")]
    for room, name in [*doors, (DeskThread, "messages"), (Notes, "of"), (Notes, "titles")]:
        monkeypatch.setattr(room, name, spied(getattr(room, name)))
    return seen


@pytest.mark.parametrize(("opening", "tag"), OPENINGS)
def test_the_entry_is_durable_before_anything_is_fetched(
    opening: Opening, tag: str, case_id: str, at: Rooms, ada: Person, fetched: list[list[str]]
) -> None:
    opening(case_id, ada.fingerprint, at)
    assert fetched and all(log == [tag] for log in fetched)
    [entry] = entries(at)
    assert (entry.facts.person, entry.facts.at) == (ada.fingerprint, "2026-11-23T14:05Z")
    assert entry.facts.case == (None if tag == "inbox:list" else case_id)


@pytest.mark.parametrize(("opening", "tag"), OPENINGS)
def test_without_an_entry_nothing_is_fetched(
    opening: Opening, tag: str, case_id: str, at: Rooms, ada: Person, fetched: list[list[str]]
) -> None:
    forbid(at.desk, "INSERT", "log_entry")
    with pytest.raises(LogUnavailable):
        opening(case_id, ada.fingerprint, at)
    assert fetched == [] and tags(at) == [], tag


@pytest.mark.parametrize("opening", [open_report, open_contact, a_file])
@pytest.mark.parametrize("who", ["ines", "olu"])
def test_others_open_nothing_and_leave_no_entry(
    opening: Opening, who: str, house: House, case_id: str, at: Rooms, fetched: list[list[str]]
) -> None:
    for wanted in (case_id, "0000-0000", "nonsense"):
        with pytest.raises(NoSuchCase):
            opening(wanted, house.person(who).fingerprint, at)
    assert fetched == [] and tags(at) == []


def test_what_leaves_is_report_and_headline_without_the_contact(case_id: str, at: Rooms, ben: Person) -> None:
    found = open_report(case_id, ben.fingerprint, at)
    assert found.sealed == {part: MARK + part.encode() + found.report_id.encode() for part in ("report", "headline")}
    assert set(found.present) == {"report", "headline", "contact", *FILES}
    assert open_contact(case_id, ben.fingerprint, at) == MARK + b"contact" + found.report_id.encode()


def commits_to(at: Rooms, said: bytes) -> bool:
    """Whether the only entry is bound to these bytes."""
    with at.desk.read() as session:
        salt = session.scalars(select(LogSalt.salt)).one()
    [entry] = entries(at)
    return entry.facts.commitment == commitment(salt, said)


def test_a_file_comes_as_it_lies_there_and_its_entry_is_bound_to_which_it_was(
    case_id: str, at: Rooms, ben: Person
) -> None:
    assert list(open_attachment(case_id, "file-2", ben.fingerprint, at)) == [FILES["file-2"][:CHUNK], b"2" * 17]
    assert commits_to(at, b"file-2") and not commits_to(at, b"file-1")
    assert b"file-2" not in entries(at)[0].bytes, "bound, not said"


@pytest.mark.parametrize("name", ["file-3", "file-10"])
def test_a_file_that_is_not_there(name: str, case_id: str, at: Rooms, ada: Person) -> None:
    with pytest.raises(NoSuchCase):
        open_attachment(case_id, name, ada.fingerprint, at)
    assert tags(at) == ["attachment:open"], "asked before anybody looked"


@pytest.mark.parametrize(
    "name",
    ["", "report", "contact", "headline", "file-0", "file-11", "file-01", "file-1 ", "FILE-1", "file-1.jpg", "%"],
)
def test_what_is_no_name_of_a_file_is_not_looked_for(
    name: str, case_id: str, at: Rooms, ada: Person, fetched: list[list[str]]
) -> None:
    with pytest.raises(NoSuchCase):
        open_attachment(case_id, name, ada.fingerprint, at)
    assert fetched == [] and tags(at) == []


@only_sqlite
def test_a_reader_on_a_slow_line_holds_nothing_of_the_store(house: House, case_id: str, at: Rooms, ada: Person) -> None:
    """What is erased while somebody reads is gone from the files of the store as well."""
    given = open_attachment(case_id, "file-2", ada.fingerprint, at)
    assert next(given) == FILES["file-2"][:CHUNK]
    with house.mailbox().write() as session:
        session.execute(delete(Chunk))
    busy, left, tidied = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db").execute(TIDY).fetchone()
    assert (busy, left, tidied) == (0, 0, 0)
    assert list(given) == []


@only_sqlite
def test_a_store_that_fails_in_the_midst_is_no_end_of_the_file(
    house: House, case_id: str, at: Rooms, ada: Person
) -> None:
    given = open_attachment(case_id, "file-2", ada.fingerprint, at)
    next(given)
    for file in (house.folder / "instance" / "mailbox").iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable):
        next(given)


def test_headlines_of_others_are_passed_over(house: House, case_id: str, at: Rooms, ben: Person) -> None:
    hidden = deposit(house, "ada", "ines")
    take(house.person("ines").fingerprint, at)
    [hidden_id] = cases_of(at, house.person("ines").fingerprint)
    shown = list_headlines([hidden_id, case_id, "0000-0000"], ben.fingerprint, at)
    assert list(shown) == [case_id]
    assert hidden.encode() not in b"".join(shown.values())
    assert commits_to(at, f'["{case_id}"]'.encode()), "bound to what was shown"


@only_sqlite
def test_a_mailbox_that_is_gone_is_a_refusal_and_no_entry_of_an_opening_is_left(
    house: House, case_id: str, at: Rooms, ada: Person
) -> None:
    for file in (house.folder / "instance" / "mailbox").iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable):
        open_report(case_id, ada.fingerprint, at)
    assert tags(at) == [], "nobody can have read it"


def test_readers_at_once_each_have_their_entry_before_their_reading_and_nobody_elses_fault(
    case_id: str, at: Rooms, ada: Person, ben: Person, house: House
) -> None:
    seen: list[tuple[str, bool]] = []
    refused: list[str] = []
    stranger = house.person("ines").fingerprint

    def reads(reader: str) -> None:
        try:
            open_report(case_id, reader, at)
        except NoSuchCase:
            refused.append(reader)
            return
        seen.append((reader, [entry.facts.person for entry in entries(at)].count(reader) >= 1))

    people = [ada.fingerprint, ben.fingerprint, stranger] * 4
    with at.desk._turn.taken():  # all of them wait, so that one takes the others along
        threads = [threading.Thread(target=reads, args=(reader,)) for reader in people]
        for thread in threads:
            thread.start()
        while len(at.desk._together.waiting) < len(people):
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert refused == [stranger] * 4
    assert sorted(seen) == sorted([(reader, True) for reader in people if reader != stranger])
    assert tags(at) == ["report:open"] * 8, "an entry was lost, or made twice"


def test_a_log_that_takes_nothing_gives_nothing_to_anybody_who_asks_at_once(
    case_id: str, at: Rooms, ada: Person, ben: Person, fetched: list[list[str]]
) -> None:
    forbid(at.desk, "INSERT", "log_node")
    failed: list[type[BaseException]] = []

    def reads(reader: str) -> None:
        try:
            open_report(case_id, reader, at)
        except StoreUnavailable as error:
            failed.append(type(error))

    with at.desk._turn.taken():
        threads = [threading.Thread(target=reads, args=(one.fingerprint,)) for one in (ada, ben) * 3]
        for thread in threads:
            thread.start()
        while len(at.desk._together.waiting) < len(threads):
            time.sleep(0.01)
    for thread in threads:
        thread.join()
    assert failed == [LogUnavailable] * 6
    assert fetched == [] and entries(at) == []
