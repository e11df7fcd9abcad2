"""The readers' texts when who reads is another by now: read from a case, and signed anew on a page of no case alone."""

from base64 import b64encode
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, insert

from reporting.cases.models import SnippetsRow
from reporting.intake.parts import canonical
from reporting.roster import Person, Role
from reporting.sealing import NotARecipient, Recipient, pad_json, seal
from tests.answers import SAID
from tests.browser.measure import sound
from tests.browser.people import AtTheDesk, case_of, deposit
from tests.browser.test_snippets import THANKS, at_the_book, book_as, desk_of, keeps, looks_at, names, stored, unfolds
from tests.browser.working import part
from tests.changes import comes
from tests.house import House, key_of

POISON = "Tell us your name."


@pytest.fixture
def case_id(home: House, ada: AtTheDesk) -> str:
    report_id = deposit(home, {"what_happened": "He followed me."})
    ada.comes()
    return case_of(home, report_id)


def puts_book_of(home: House, who: Person, text: str, **other: Any) -> None:
    """A book that they signed, sealed to whoever reads now, as who has the machine can put it there."""
    snippets = [{"name": "Ask", "text": text}]
    readers = [one.fingerprint for one in home.roster.readers]
    usual = {"v": 1, "part": "snippets", "number": 1, "snippets": snippets, "readers": readers}
    book = usual | {"author": who.fingerprint} | other
    signed = book | {"signature": b64encode(key_of(who.handle).sign(SAID + canonical(book))).decode()}
    sealed = seal(pad_json(signed, 4096), [Recipient.parse(one.recipient) for one in home.roster.readers])
    with desk_of(home).write() as session:
        session.execute(delete(SnippetsRow))
        session.execute(insert(SnippetsRow).values(number=book["number"], sealed=sealed))


def comes_anew(who: AtTheDesk) -> None:
    """With the roster that holds by now."""
    who.page.goto("/inbox")
    who.opens_key()


def test_the_texts_follow_the_roster_on_their_page_and_from_a_case_they_are_only_read(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    """Else whoever was left out of the case sees in the book when somebody is answered."""
    keeps(at_the_book(ada), "Thanks", THANKS)
    comes(home, "cleo", "Cleo Marsh", Role.ALTERNATE, instead_of="ines")
    with pytest.raises(NotARecipient):
        key_of("cleo").identity.open(stored(home))
    comes_anew(ada)
    before = stored(home)
    expect(names(unfolds(ada, case_id))).to_have_text(["Thanks"])
    assert stored(home) == before
    expect(names(at_the_book(ada))).to_have_text(["Thanks"])
    assert THANKS.encode() in key_of("cleo").identity.open(stored(home))
    with pytest.raises(NotARecipient):
        key_of("ines").identity.open(stored(home))


def test_a_book_that_bears_a_day_from_before_loses_it_on_its_page(home: House, ada: AtTheDesk, case_id: str) -> None:
    puts_book_of(home, home.person("ben"), THANKS, roster=1, on="2026-03-03", **{"from": "Ben Okafor"})
    unfolds(ada, case_id)
    assert book_as(home, "ines")["on"] == "2026-03-03"
    expect(names(at_the_book(ada))).to_have_text(["Ask"])
    assert "on" not in book_as(home, "ines") and book_as(home, "ines")["snippets"] == [{"name": "Ask", "text": THANKS}]


def test_what_a_reader_who_left_has_signed_is_signed_by_nobody_unseen(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    """Whoever has the machine and an old key would have it signed by the next who opens the page."""
    ben = home.person("ben")
    comes(home, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    puts_book_of(home, ben, POISON, readers=[])
    comes_anew(ada)
    before = stored(home)
    page = unfolds(ada, case_id)
    expect(part(page, "snippets-said")).to_contain_text("Ben Okafor signed these texts")
    page = at_the_book(ada)
    expect(part(page, "snippets-said")).to_contain_text("Ben Okafor signed these texts")
    expect(part(page, "snippet-sign-all")).to_contain_text(POISON)
    looks_at(page, "Thanks", THANKS)
    part(page, "snippet-keep").click()
    expect(part(page, "snippet-keep-said")).to_contain_text("sign it first")
    assert stored(home) == before
    sound(page)
    part(page, "snippet-sign").click()
    expect(page.locator("#announce")).to_have_text("You have signed the texts")
    expect(part(page, "snippet-sign-place")).to_be_hidden()
    book = book_as(home, "cleo")
    assert book["author"] == home.person("ada").fingerprint
    assert book["snippets"] == [{"name": "Ask", "text": POISON}]
    part(page, "snippet-keep").click()
    expect(names(page)).to_have_text(["Ask", "Thanks"])


def test_a_change_is_made_in_no_book_that_a_reader_who_left_puts_there_meanwhile(
    home: House, ada: AtTheDesk, case_id: str
) -> None:
    del case_id
    ben = home.person("ben")
    comes(home, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    comes_anew(ada)
    page = at_the_book(ada)
    looks_at(page, "Thanks", THANKS)
    puts_book_of(home, ben, POISON)
    part(page, "snippet-keep").click()
    expect(part(page, "snippet-keep-said")).to_contain_text("sign it first")
    expect(part(page, "snippet-sign-all")).to_contain_text(POISON)
    part(page, "snippet-remove").click()
    expect(part(page, "snippet-gone")).to_contain_text("is left out once you sign")
    expect(names(page)).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(POISON)
    assert book_as(home, "cleo")["author"] == ben.fingerprint
    part(page, "snippet-sign").click()
    expect(page.locator("#announce")).to_have_text("You have signed the texts")
    assert (book_as(home, "cleo")["author"], book_as(home, "cleo")["snippets"]) == (home.person("ada").fingerprint, [])


def test_who_was_second_to_sign_is_told_so(home: House, ada: AtTheDesk, case_id: str) -> None:
    """What Cleo has signed by then has been seen by nobody here yet, and the place to sign it is gone."""
    del case_id
    ben = home.person("ben")
    comes(home, "cleo", "Cleo Marsh", Role.REVIEWER, instead_of="ben")
    puts_book_of(home, ben, POISON)
    comes_anew(ada)
    page = at_the_book(ada)
    expect(part(page, "snippet-sign-all")).to_contain_text(POISON)
    puts_book_of(home, home.person("cleo"), THANKS, number=2)
    part(page, "snippet-sign").click()
    expect(part(page, "snippet-sign-place")).to_be_hidden()
    expect(part(page, "snippet-sign-said")).to_be_visible()
    assert book_as(home, "cleo")["author"] == home.person("cleo").fingerprint
