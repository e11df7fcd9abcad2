"""Mallory runs the server and holds both stores: no word of hers passes for a reader's, none of theirs goes unseen."""

import json
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import delete, update

from reporting.cases.models import CaseRow, NoteRow
from reporting.cases.notes import Kind
from reporting.db import DeskBase, Store
from reporting.intake.parts import canonical
from reporting.sealing import NotARecipient, Recipient, pad_json, seal
from tests.answers import SAID, Answering
from tests.browser.mallory import refused
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.house import House, key_of

LURE = "Drop it. Karl is my friend."


class Forger:
    """Writes notes with any key, under any name, at any place."""

    def __init__(self, home: House, case_id: str, report_id: str) -> None:
        self.home, self.case_id, self.report_id = home, case_id, report_id
        self.store = Store.open(home.settings.desk().desk_url, DeskBase)

    def said(self, number: int, text: str, *, by: str, signed_by: str | None = None, **other: Any) -> dict[str, Any]:
        person = self.home.person(by)
        said = {
            "v": 1,
            "part": "note",
            "case_id": self.case_id,
            "report_id": self.report_id,
            "number": number,
            "kind": "note",
            "previous": "",
            "text": text,
            "on": "2026-11-23",
            "author": person.fingerprint,
            "from": person.name,
        } | other
        signature = key_of(signed_by or by).sign(SAID + canonical(said))
        return said | {"signature": b64encode(signature).decode()}

    def put(self, said: dict[str, Any], *, to: tuple[str, ...] = ("ada", "ben"), **row: Any) -> None:
        keys = [Recipient.parse(self.home.person(one).recipient) for one in to]
        stored = {
            "case_id": self.case_id,
            "number": said["number"],
            "kind": Kind(said["kind"]),
            "author": said["author"],
            "written_on": self.home.clock.today(),
            "sealed": seal(pad_json(said, 4096), keys),
        } | row
        with self.store.write() as session:
            session.add(NoteRow(**stored))


@pytest.fixture
def mallory(home: House, ada: AtTheDesk) -> Forger:
    report_id = deposit(home, {"what_happened": "He followed me.", "risk": "no"})
    ada.comes()
    return Forger(home, case_of(home, report_id), report_id)


def shown(ada: AtTheDesk, mallory: Forger, part: str = "note-list") -> Locator:
    ada.opens(mallory.case_id)
    return ada.page.locator(f'main [data-part="{part}"] li')


FORGERIES: dict[str, Callable[[Forger], dict[str, Any]]] = {
    "signed by Mallory": lambda mallory: mallory.said(1, LURE, by="ben", signed_by="mallory"),
    "by who reads nothing": lambda mallory: mallory.said(1, LURE, by="ines"),
    "in another case": lambda mallory: mallory.said(1, LURE, by="ben", case_id="0000-0000"),
    "about another report": lambda mallory: mallory.said(1, LURE, by="ben", report_id="0" * 32),
    "other words since": lambda mallory: mallory.said(1, LURE, by="ben") | {"text": LURE + "!"},
    "without signature": lambda mallory: {
        name: value for name, value in mallory.said(1, LURE, by="ben").items() if name != "signature"
    },
    "no note": lambda mallory: mallory.said(1, LURE, by="ben", part="message"),
}


def test_a_note_that_its_author_did_not_sign_for_this_place_is_forged(
    home: House, ada: AtTheDesk, subtests: pytest.Subtests
) -> None:
    reports = {name: deposit(home, {"what_happened": "He followed me.", "risk": "no"}) for name in FORGERIES}
    ada.comes()
    for name, report_id in reports.items():
        with subtests.test(name):
            mallory = Forger(home, case_of(home, report_id), report_id)
            mallory.put(FORGERIES[name](mallory))
            ada.goes_home()
            expect(shown(ada, mallory)).to_contain_text("Forged.")
            assert LURE not in ada.page.content()


def test_a_note_of_bens_under_anothers_name_number_or_kind_is_forged(ada: AtTheDesk, mallory: Forger) -> None:
    real = mallory.said(1, LURE, by="ben")
    mallory.put(real, author=mallory.home.person("ada").fingerprint)
    mallory.put(real, number=2)
    mallory.put(real, number=3, kind="title")
    expect(shown(ada, mallory)).to_have_count(3)
    assert LURE not in ada.page.content()


def test_a_note_that_was_dropped_or_replaced_is_missed(ada: AtTheDesk, mallory: Forger) -> None:
    first = mallory.said(1, "Karl was warned in spring.", by="ben")
    other = mallory.said(1, LURE, by="ben")  # Ben had sent it too, and was told that the number was taken
    second = mallory.said(2, "I agree.", by="ben", previous=sha256(canonical(first)).hexdigest())
    mallory.put(other)
    mallory.put(second)
    notes = shown(ada, mallory)
    expect(notes.first).to_contain_text("written after another note than the one before")
    assert refused(mallory.home) == [1]
    with mallory.store.write() as session:
        session.execute(delete(NoteRow).where(NoteRow.number == 1))
    ada.goes_home()
    expect(shown(ada, mallory).first).to_contain_text("Note 1 is missing.")


def test_a_decision_that_nobody_proposed_or_agreed_to_is_none(ada: AtTheDesk, mallory: Forger) -> None:
    real = mallory.said(1, "", by="ben", kind="proposal", outcomes=[{"outcome": "no-breach"}], why="Nothing happened.")
    mallory.put(real)
    with mallory.store.write() as session:
        session.execute(
            update(CaseRow).values(
                status="addressing", proposal=1, proposed_by=real["author"], agreed_on=mallory.home.clock.today()
            )
        )
    ada.opens(mallory.case_id)
    state = ada.page.locator('[data-part="decision-state"]')
    expect(state).to_contain_text("nobody has signed that")
    with mallory.store.write() as session:
        session.execute(update(CaseRow).values(proposal=2))
    ada.goes_home()
    ada.opens(mallory.case_id)
    expect(state).to_contain_text("missing or forged")


def test_a_reply_under_anothers_name_is_forged_for_the_other_reader(ada: AtTheDesk, mallory: Forger) -> None:
    """Ben has the thread key; that does not let him write as Ada."""
    ben = Answering(mallory.home, "ben", mallory.report_id)
    person = mallory.home.person("ada")
    ben.put(1, ben.sealed(1, LURE, author=person.fingerprint, **{"from": person.name}))
    ben.send(2, "This one is mine.")
    messages = shown(ada, mallory, "messages")
    expect(messages.first).to_contain_text("Forged.")
    expect(messages.nth(1)).to_contain_text("This one is mine.")
    assert LURE not in ada.page.content()


def test_nothing_is_ever_sealed_to_somebody_whom_the_server_adds(ada: AtTheDesk, mallory: Forger) -> None:
    """The page, the roster's keys and the rows of readers come from the server; who reads, from inside the report."""
    from reporting.cases.models import CaseReaderRow

    with mallory.store.write() as session:
        session.add(
            CaseReaderRow(
                fingerprint=mallory.home.person("ines").fingerprint,
                case_id=mallory.case_id,
                status="received",
                received_on=mallory.home.clock.today(),
                due_on=None,
                to_call=False,
            )
        )
    ada.opens(mallory.case_id)
    ada.page.locator('[data-part="note-text"]').fill("Only for Ben.")
    ada.page.locator('[data-part="note"]').click()
    expect(ada.page.locator('[data-part="note-list"] li')).to_have_count(1)
    with mallory.store.read() as session:
        (sealed,) = session.scalars(NoteRow.__table__.select().with_only_columns(NoteRow.sealed)).all()
    assert "Only for Ben." in json.loads(key_of("ben").identity.open(sealed))["text"]
    with pytest.raises(NotARecipient):
        key_of("ines").identity.open(sealed)
