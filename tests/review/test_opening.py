"""Entry first, then ciphertext: what is fetched was entered and committed before, or it was not fetched."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from reporting.accesslog import LogUnavailable, commitment
from reporting.accesslog.models import LogSalt
from reporting.cases import NoSuchCase
from reporting.db import StoreUnavailable
from reporting.mailbox.desk_side import DeskMailbox
from reporting.review import House as Rooms
from reporting.review.list_headlines import list_headlines
from reporting.review.open_contact import open_contact
from reporting.review.open_report import open_report
from reporting.review.take import take
from reporting.roster import Person
from tests.house import House
from tests.review.deposits import MARK, cases_of, deposit, entries, forbid, tags

Opening = Callable[[str, str, Rooms], object]


def headlines_of(case_id: str, reader: str, at: Rooms) -> object:
    return list_headlines([case_id], reader, at)


OPENINGS = [
    pytest.param(open_report, "report:open", id="report"),
    pytest.param(open_contact, "contact:open", id="contact"),
    pytest.param(headlines_of, "inbox:list", id="headlines"),
]


@pytest.fixture
def case_id(house: House, at: Rooms, ada: Person) -> str:
    deposit(house, "ada", "ben")
    take(ada.fingerprint, at)
    return cases_of(at, ada.fingerprint)[0]


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch, at: Rooms) -> list[list[str]]:
    """Whatever is fetched from the mailbox is noted here with the log as another connection sees it at that moment."""
    seen: list[list[str]] = []

    def spied(original: Callable[..., object]) -> Callable[..., object]:
        def fetch(self: DeskMailbox, *given: object) -> object:
            seen.append(tags(at))
            return original(self, *given)

        return fetch

    for name in ("fetch", "headlines", "messages", "parts"):
        monkeypatch.setattr(DeskMailbox, name, spied(getattr(DeskMailbox, name)))
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


@pytest.mark.parametrize("opening", [open_report, open_contact])
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
    assert set(found.present) == {"report", "headline", "contact"}
    assert open_contact(case_id, ben.fingerprint, at) == MARK + b"contact" + found.report_id.encode()


def test_headlines_of_others_are_passed_over(house: House, case_id: str, at: Rooms, ben: Person) -> None:
    hidden = deposit(house, "ada", "ines")
    take(house.person("ines").fingerprint, at)
    [hidden_id] = cases_of(at, house.person("ines").fingerprint)
    shown = list_headlines([hidden_id, case_id, "0000-0000"], ben.fingerprint, at)
    assert list(shown) == [case_id]
    assert hidden.encode() not in b"".join(shown.values())
    with at.desk.read() as session:
        salt = session.scalars(select(LogSalt.salt)).one()
    [entry] = entries(at)
    assert entry.facts.commitment == commitment(salt, f'["{case_id}"]'.encode()), "bound to what was shown"


def test_a_mailbox_that_is_gone_is_a_refusal_after_the_entry(
    house: House, case_id: str, at: Rooms, ada: Person
) -> None:
    for file in (house.folder / "instance" / "mailbox").iterdir():
        file.unlink()
    with pytest.raises(StoreUnavailable):
        open_report(case_id, ada.fingerprint, at)
    assert tags(at) == ["report:open"]
