"""Who chose “Add this to the first report” chooses it once: whatever comes between, the next page still adds it."""

import pytest
from flask import Flask

from tests.flood import trip
from tests.form.test_message import messages
from tests.giving_place import gives_place
from tests.house import House, Rosa, fields_of
from tests.promises.flooded import MINUTE, a_form

form = a_form

ADDS = "What you send from this page is added to your first report, for those who read that one."
CHOSEN = {"as_message": "yes"}


@pytest.fixture
def rosa(house: House, form: Flask) -> Rosa:
    """She sent a report, wrote other words into the same page, and reads what she can choose."""
    rosa = Rosa(form.test_client())
    rosa.send(what_happened="He followed me.")
    asked = rosa.send_again(what_happened="And again.")
    assert ADDS not in asked.text
    rosa.fields = fields_of(asked.text)
    return rosa


def test_it_is_still_added_after_a_wait(house: House, form: Flask, rosa: Rosa) -> None:
    trip(house, form)
    waits = rosa.send_again(**CHOSEN)
    assert waits.status_code == 429 and ADDS in waits.text
    rosa.fields = fields_of(waits.text)
    house.clock.advance(MINUTE)
    assert "It is added to your first report." in rosa.send_again().text
    assert len(messages(house)) == len(house.report_ids()) == 1


def test_it_is_still_added_when_the_words_had_to_be_looked_at(house: House, rosa: Rosa) -> None:
    page = rosa.send_again(**CHOSEN, what_happened="")
    assert page.status_code == 400 and ADDS in page.text
    rosa.fields = fields_of(page.text)
    assert rosa.send_again(what_happened="And again.").status_code == 200
    assert len(messages(house)) == len(house.report_ids()) == 1


def test_whoever_leaves_a_reader_out_meanwhile_is_told_again_who_reads_it(house: House, rosa: Rosa) -> None:
    page = rosa.send_again(**CHOSEN, what_happened="")
    rosa.fields = fields_of(page.text)
    told = rosa.send_again(what_happened="It was Ben.", readers="not-ben")
    assert (told.status_code, messages(house)) == (409, [])
    assert "Ada Lindqvist and Ben Okafor" in told.text and ADDS not in told.text


def test_enter_on_such_a_page_adds_it_too(rosa: Rosa) -> None:
    page = rosa.send_again(**CHOSEN, what_happened="").text
    first = page[page.index("<button") :].partition("</button>")[0]
    assert first == "<button>Seal and send"


def test_what_does_not_go_along_is_said_there_too(house: House, form: Flask, rosa: Rosa) -> None:
    trip(house, form)
    waits = rosa.send_again(**CHOSEN, contact="0700 555 0142")
    assert waits.status_code == 429 and "the way to reach you stays the one of your first report" in waits.text


def test_it_can_still_be_sent_as_a_new_report(house: House, form: Flask, rosa: Rosa) -> None:
    trip(house, form)
    page = rosa.send_again(**CHOSEN)
    (fresh,) = [one.partition('"')[0] for one in page.text.split('name="new_entropy" value="')[1:]]
    rosa.fields = fields_of(page.text)
    house.clock.advance(MINUTE)
    sent = rosa.send_again(new_entropy=fresh)
    assert sent.status_code == 200 and "It is sealed and stored." in sent.text
    assert (len(messages(house)), len(house.report_ids())) == (0, 2)


def test_and_then_stays_a_new_report(house: House, form: Flask, rosa: Rosa) -> None:
    trip(house, form)
    page = rosa.send_again(**CHOSEN)
    fresh = page.text.split('name="new_entropy" value="', 1)[1].partition('"')[0]
    rosa.fields = fields_of(page.text)
    again = rosa.send_again(new_entropy=fresh, what_happened="")
    assert again.status_code == 400 and ADDS not in again.text


def test_who_reads_it_is_named_anew_when_that_changed_while_it_waited(house: House, form: Flask, rosa: Rosa) -> None:
    trip(house, form)
    rosa.fields = fields_of(rosa.send_again(**CHOSEN).text)
    gives_place(house)
    house.clock.advance(MINUTE)
    page = rosa.send_again()
    assert (page.status_code, messages(house)) == (409, [])
    assert "who read it: Ada Lindqvist and Ines Duarte." in page.text and ADDS not in page.text
    assert "as_message" not in fields_of(page.text), "it would be added without being chosen"
