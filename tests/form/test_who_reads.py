"""Rosa comes back without JavaScript, and is told who reads what she adds, before she adds it."""

import re
import time

from werkzeug.test import TestResponse

from reporting.form.factory import ROSTER_SECONDS
from tests.form.test_message import Back, messages
from tests.form.test_roster import change
from tests.giving_place import gives_place
from tests.house import House, Rosa, fields_of, key_of


def readers_named(page: TestResponse) -> list[str]:
    people = re.search(r'<div class="who ask">.*?</div>', page.text, re.DOTALL)
    return re.findall(r"<li><b>(\w+)", people.group()) if people else []


def leaves(house: House, handle: str) -> None:
    change(house, without=handle)
    time.sleep(ROSTER_SECONDS)


def test_where_it_stands_it_is_said_who_reads_what_she_adds(house: House) -> None:
    assert readers_named(Back(house).looks()) == ["Ada", "Ben"]
    assert readers_named(Back(house, readers="not-ben").looks()) == ["Ada", "Ines"]


def test_who_reads_now_is_said_when_it_changed_since_the_page_came(house: House) -> None:
    rosa = Back(house, readers="not-ben")
    token = rosa.token()
    leaves(house, "ines")
    page = rosa.writes(token=token)
    assert page.status_code == 409 and "the people who read may have changed" in page.text
    assert readers_named(page) == ["Ada"] and "Somebody who could read your report no longer can." in page.text
    kept = fields_of(page.text)
    assert (kept["text"], kept["words"], messages(house)) == (["It was the small hall."], [rosa.words], [])
    assert rosa.writes(token=kept["token"][0]).status_code == 200
    (sealed,) = messages(house)
    assert b"small hall" in key_of("ada").identity.open(sealed)


def test_who_took_the_place_of_a_reader_is_named_before_her_message_is_sealed_to_them(house: House) -> None:
    rosa = Back(house)
    token = rosa.token()
    gives_place(house)
    page = rosa.writes(token=token)
    assert (page.status_code, readers_named(page), messages(house)) == (409, ["Ada", "Ines"], [])
    assert rosa.writes(token=fields_of(page.text)["token"][0]).status_code == 200


def test_other_words_from_the_first_page_are_offered_to_those_who_read_the_first_report_by_now(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.", readers="not-ben")
    assert "who read it: Ada Lindqvist and Ines Duarte." in rosa.send_again(what_happened="And again.").text
    leaves(house, "ines")
    page = rosa.send_again(what_happened="And again.")
    assert page.status_code == 409 and "who read it: Ada Lindqvist." in page.text and "Ines" not in page.text


def test_a_slip_in_the_words_does_not_hide_that_the_readers_have_changed(house: House) -> None:
    rosa = Back(house, readers="not-ben")
    token = rosa.token()
    leaves(house, "ines")
    slipped = rosa.writes(token=token, words="abandon")
    assert slipped.status_code == 400 and readers_named(slipped) == []
    page = rosa.writes(token=fields_of(slipped.text)["token"][0])
    assert page.status_code == 409 and readers_named(page) == ["Ada"] and messages(house) == []


def test_a_report_that_nobody_can_read_any_more_says_so_where_it_stands(house: House) -> None:
    rosa = Back(house, readers="neither")
    leaves(house, "ines")
    leaves(house, "noor")
    page = rosa.looks()
    assert "Nobody who could read this is there any more" in page.text and 'name="text"' not in page.text
