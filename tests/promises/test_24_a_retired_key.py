"""Promise 24: Mallory runs the machine and has got hold of a key of Ben's that the roster has retired since.

What Ben signed while it was his key counts as it did. What she signs with it now passes for nothing, wherever anything
that stands before it shows that the key read no more by then.
"""

import hmac
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

import pytest
from playwright.sync_api import Locator, expect
from sqlalchemy import select, update

from reporting.cases.models import CaseRow, NoteRow
from reporting.intake.parts import canonical
from reporting.roster import Person, Role
from tests.answers import SAID, Answering
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.resealing import comes_again
from tests.browser.test_forged_words import Forger
from tests.browser.working import answer_all, part, says
from tests.changes import comes, gets_new_key
from tests.house import House, key_of

LURE = "Drop it. Karl is my friend."
NO_MORE = "It is signed with a key that read no more by then."
DOUBT = "nothing that was signed after it shows"


@pytest.fixture
def old_ben(home: House) -> Person:
    """Ben as the first roster names him."""
    return home.person("ben")


class Thief(Forger):
    """Mallory with Ben's old key, and her own hand in both stores."""

    def __init__(self, home: House, case_id: str, report_id: str, ben: Person) -> None:
        super().__init__(home, case_id, report_id)
        self.ben = ben

    def before(self, number: int) -> str:
        """What a note of this number has to name the one before it by."""
        if number == 1:
            return ""
        with self.store.read() as session:
            here = NoteRow.case_id == self.case_id, NoteRow.number == number - 1
            sealed = session.scalars(select(NoteRow.sealed).where(*here)).one()
        return sha256(canonical(json.loads(key_of("ada").identity.open(sealed)))).hexdigest()

    def signs(self, number: int, text: str = LURE, **said: Any) -> None:
        said = {"previous": self.before(number), "author": self.ben.fingerprint, "from": self.ben.name} | said
        self.put(self.said(number, text, by="ada", signed_by="ben", **said), to=("ada",))

    def decides(self, **row: Any) -> None:
        """What the desk's server says of the case."""
        with self.store.write() as session:
            session.execute(update(CaseRow).where(CaseRow.case_id == self.case_id).values(**row))


@pytest.fixture
def thief(home: House, ada: AtTheDesk, old_ben: Person) -> Thief:
    report_id = deposit(home, {"what_happened": "He followed me.", "risk": "no"})
    ada.comes()
    return Thief(home, case_of(home, report_id), report_id, old_ben)


def adds_a_note(ada: AtTheDesk, case_id: str, words: str, count: int) -> None:
    ada.opens(case_id)
    says(ada.page, "note", words)
    expect(part(ada.page, "note-list").locator("li")).to_have_count(count)
    ada.goes_home()


def notes(ada: AtTheDesk, thief: Thief) -> Locator:
    ada.opens(thief.case_id)
    return part(ada.page, "note-list").locator("li")


CLAIMS: tuple[dict[str, object], ...] = ({}, {"roster": 1}, {"roster": 2}, {"roster": 9999}, {"roster": "1"})


def test_what_is_signed_with_it_after_somebody_wrote_under_the_new_roster(
    home: House, ada: AtTheDesk, old_ben: Person, subtests: pytest.Subtests
) -> None:
    """Whatever it says of its own roster."""
    reports = [deposit(home, {"what_happened": "He followed me.", "risk": "no"}) for _ in CLAIMS]
    ada.comes()
    thieves = [Thief(home, case_of(home, report_id), report_id, old_ben) for report_id in reports]
    for thief in thieves:
        thief.signs(1, "In spring.")
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    for claims, thief in zip(CLAIMS, thieves, strict=True):
        with subtests.test(str(claims)):
            ada.goes_home()
            adds_a_note(ada, thief.case_id, "I go on alone.", 2)
            thief.signs(3, **claims)
            shown = notes(ada, thief)
            expect(shown).to_have_count(3)
            expect(shown.filter(has_text=NO_MORE)).to_have_count(1)
            expect(shown.filter(has_text="In spring.")).to_have_count(1)
            assert LURE not in ada.page.content()


def test_what_names_a_roster_that_did_not_name_its_key(home: House, ada: AtTheDesk, thief: Thief) -> None:
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    thief.signs(1, roster=2)
    expect(notes(ada, thief)).to_contain_text(NO_MORE)
    assert LURE not in ada.page.content()


def test_an_agreement_to_what_was_proposed_since(home: House, ada: AtTheDesk, thief: Thief) -> None:
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    thief.decides(status="assessing")
    ada.opens(thief.case_id)
    proposes(ada)
    ada.goes_home()
    agrees(thief, 2)
    ada.opens(thief.case_id)
    expect(part(ada.page, "decision-state")).to_contain_text("nobody has signed that")


def proposes(ada: AtTheDesk) -> None:
    answer_all(ada.page)
    part(ada.page, "propose-title").click()
    ada.page.get_by_label("No rule was broken").check()
    ada.page.locator("[name=why]").fill("Nothing happened.")
    part(ada.page, "propose").click()
    expect(part(ada.page, "decision-state")).to_contain_text("proposes")


def agrees(thief: Thief, number: int, **said: Any) -> None:
    """To the note before, with the old key; and the server says that it was agreed."""
    wanted = thief.before(number + 1)
    thief.signs(number + 1, kind="agreement", to=number, sha256=wanted, **said)
    thief.decides(status="addressing", agreed_on=thief.home.clock.today(), proposed_by=None, proposal=number)


@pytest.mark.parametrize("followed", [True, False], ids=["followed", "last"])
def test_an_agreement_of_bens_from_before_counts_and_where_nothing_shows_that_it_is_his_the_page_says_so(
    followed: bool, home: House, ada: AtTheDesk, thief: Thief
) -> None:
    thief.decides(status="assessing")
    ada.opens(thief.case_id)
    proposes(ada)
    ada.goes_home()
    agrees(thief, 2, roster=1)
    if followed:
        adds_a_note(ada, thief.case_id, "Then I write to Rosa.", 1)
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    ada.opens(thief.case_id)
    state = part(ada.page, "decision-state")
    expect(state).to_contain_text("Agreed by Ben")
    (expect(state).not_to_contain_text if followed else expect(state).to_contain_text)(DOUBT)


def test_an_answer_after_one_under_the_new_roster(home: House, ada: AtTheDesk, thief: Thief) -> None:
    ben = Answering(home, "ben", thief.report_id)
    ben.send(1, "We have read it.")
    about = {"author": thief.ben.fingerprint, "from": thief.ben.name}
    gets_new_key(home, "ben", "ben-2")
    comes_again(ada)
    ada.opens(thief.case_id)
    says(ada.page, "reply", "I go on alone.")
    expect(part(ada.page, "messages").locator("li")).to_have_count(2)
    ada.goes_home()
    Answering(home, "ada", thief.report_id).put(3, by_the_thief(home, thief, about))
    ada.opens(thief.case_id)
    messages = part(ada.page, "messages").locator("li")
    expect(messages.filter(has_text=NO_MORE)).to_have_count(1)
    expect(messages.filter(has_text="We have read it.")).to_have_count(1)
    assert LURE not in ada.page.content()


def by_the_thief(home: House, thief: Thief, about: dict[str, str]) -> bytes:
    """She has the thread key as well, as Ben had."""
    ada = Answering(home, "ada", thief.report_id)
    said = {name: value for name, value in ada.said(3, LURE, **about).items() if name != "signature"}
    said |= {"signature": b64encode(key_of("ben").sign(SAID + canonical(said))).decode()}
    thread_key = b64decode(home.open_as("ada", "report", thief.report_id)["reporter"]["thread_key"])
    return ada.seal(said | {"mac": b64encode(hmac.digest(thread_key, canonical(said), "sha256")).decode()})


def test_a_change_of_the_roster_that_is_about_others_makes_nobody_a_forger(
    home: House, ada: AtTheDesk, thief: Thief
) -> None:
    """Ada's tab may know an older roster than Ben's, and Ben's than hers."""
    thief.signs(1, "In spring.", roster=2)
    thief.signs(2, "In autumn.", roster=1)
    shown = notes(ada, thief)
    expect(shown).to_have_count(2)
    ada.goes_home()
    comes(home, "cleo", "Cleo Marsh", Role.ALTERNATE)
    comes_again(ada)
    expect(notes(ada, thief)).to_have_count(2)
    expect(ada.page.locator("main .warning")).to_have_count(0)
