"""Promise 13: nobody is locked out. In a flood, whoever waits a minute, or lets a browser work, gets through."""

import os
from datetime import timedelta

from flask import Flask

from reporting.abuse.breaker import PLACES, TRIPS_AT
from reporting.abuse.ripening import RipeningTokens
from reporting.abuse.work import Work
from tests.abuse.test_work import packed, solved
from tests.flood import flood, trip
from tests.form.sealing import Sender
from tests.house import FORM, House, Rosa, fields_of, words_of
from tests.postgres import only_sqlite
from tests.promises.flooded import MINUTE, TYPED, a_flooded_form, a_form, kept, patient

flooded = a_flooded_form
form = a_form

FLOOD = 2_000 if os.environ.get("REPORTING_SOAK") else 500
"""Posts: five times what trips the breaker, or twenty times."""


def test_without_javascript_a_report_is_stored_within_two_minutes_of_a_flood(house: House, form: Flask) -> None:
    rosa, started = Rosa(form.test_client()), house.clock.now()
    got = flood(house, form.test_client(), FLOOD)
    assert got == {200: TRIPS_AT, 429: FLOOD - TRIPS_AT}
    page = rosa.send(**TYPED)
    assert page.status_code == 429
    assert "Nothing was stored yet, and all you wrote is still here." in page.text
    rosa.fields = kept(page)
    house.clock.advance(MINUTE)
    flood(house, form.test_client(), 200)
    page = rosa.send_again()
    assert page.status_code == 200
    assert len(words_of(page.text)) == 12
    assert house.clock.now() - started <= timedelta(minutes=2)
    said = [house.open_as("ada", "report", one)["answers"] for one in house.report_ids()]
    assert [one["who"] for one in said if "who" in one] == ["Karl"]
    assert not any({"ripening", "work", "told"} & set(one) for one in said), "what the door asks for was sealed"


def test_it_lies_in_the_inbox_and_not_in_the_tray(house: House, flooded: Flask) -> None:
    rosa = Rosa(flooded.test_client())
    rosa.fields = kept(rosa.send(**TYPED))
    house.clock.advance(MINUTE)
    receipt = words_of(rosa.send_again().text)
    assert "on a pile of its own" not in look_up(rosa, receipt)


def test_whoever_is_too_early_keeps_every_word_and_the_minute_they_waited(house: House, flooded: Flask) -> None:
    rosa = Rosa(flooded.test_client())
    rosa.fields = kept(rosa.send(**TYPED))
    house.clock.advance(timedelta(seconds=40))
    page = rosa.send_again()
    assert page.status_code == 429
    assert "Please wait 20 seconds" in page.text
    assert kept(page)["ripening"] == rosa.fields["ripening"]
    house.clock.advance(timedelta(seconds=20))
    rosa.fields = kept(page)
    assert rosa.send_again().status_code == 200


def test_the_minute_is_kept_over_another_refusal(house: House, flooded: Flask) -> None:
    rosa = Rosa(flooded.test_client())
    rosa.fields = kept(rosa.send(**TYPED))
    house.clock.advance(MINUTE)
    page = rosa.send_again(what_happened="")
    assert page.status_code == 400
    rosa.fields = fields_of(page.text)
    assert rosa.send_again(what_happened="He followed me.").status_code == 200


def test_with_javascript_work_takes_the_place_of_waiting(house: House, flooded: Flask) -> None:
    sender = Sender(house, flooded.test_client())
    written = sender.written(what_happened="He followed me.")
    fields, parts = sender.fields(written), sender.parts(written)
    asked = sender.post(fields, parts)
    assert asked.status_code == 429
    work = packed(solved(asked.json["challenge"]))
    assert sender.post(fields | {"token": asked.json["token"], "work": work}, parts).status_code == 201
    assert "on a pile of its own" not in look_up(Rosa(flooded.test_client()), list(sender.receipt.words))


def test_work_that_was_done_once_opens_nothing_again(house: House, flooded: Flask) -> None:
    """GlobaLeaks and Hush Line: a solved challenge was good 25 times of 25."""
    work = packed(solved(Work(house.settings.form().token_key, house.clock).issue()))
    tried = []
    for _ in range(26):
        sender = Sender(house, flooded.test_client())
        written = sender.written(what_happened="Buy now.")
        tried.append(sender.post(sender.fields(written, work=work), sender.parts(written)).status_code)
    assert tried == [201] + 25 * [409]
    assert len(house.report_ids()) == 1


def test_a_minute_that_was_waited_once_opens_nothing_again(house: House, flooded: Flask) -> None:
    key, clock = house.settings.form().token_key, house.clock
    proof = RipeningTokens(key, clock).issue()
    clock.advance(MINUTE)
    rosa = Rosa(flooded.test_client())
    assert rosa.send(**TYPED, ripening=proof).status_code == 200
    stored = len(house.report_ids())
    for _ in range(25):
        again = rosa.send(**TYPED, ripening=proof)
        assert again.status_code == 409
        fields = kept(again)
        assert proof not in fields.get("ripening", [])
    assert len(house.report_ids()) == stored
    rosa.fields = fields
    rosa.fields = kept(rosa.send_again())
    clock.advance(MINUTE)
    assert rosa.send_again().status_code == 200, "who sent a used one was locked out"


@only_sqlite
def test_a_proof_that_was_not_used_since_nothing_was_stored_is_still_good(house: House, flooded: Flask) -> None:
    key = house.settings.form().token_key
    proof = RipeningTokens(key, house.clock).issue()
    house.clock.advance(MINUTE)
    rosa = Rosa(flooded.test_client())
    file = house.folder / "instance/mailbox/mailbox.db"
    moved = file.rename(file.with_suffix(".away"))
    page = rosa.send(**TYPED, ripening=proof)
    assert page.status_code == 503
    moved.rename(file)
    rosa.fields = kept(page)
    assert rosa.send_again().status_code == 200


def test_a_resend_in_a_flood_needs_no_proof(house: House, form: Flask) -> None:
    rosa = Rosa(form.test_client())
    first = rosa.send(**TYPED)
    trip(house, form)
    again = rosa.send_again()
    assert again.status_code == 200
    assert words_of(again.text) == words_of(first.text)


def test_nor_does_one_that_a_browser_sealed(house: House, form: Flask) -> None:
    sender = Sender(house, form.test_client())
    first = sender.send(what_happened="He followed me.")
    trip(house, form)
    again = sender.send(what_happened="He followed me.")
    assert (again.status_code, again.json) == (201, first.json)


def test_a_message_in_a_flood_waits_as_well(house: House, form: Flask) -> None:
    rosa = Rosa(form.test_client())
    rosa.send(what_happened="He followed me.")
    trip(house, form)
    page = rosa.send_again(**TYPED)
    rosa.fields = fields_of(page.text)
    waits = rosa.send_again(as_message="yes")
    assert waits.status_code == 429
    rosa.fields = kept(waits)
    house.clock.advance(MINUTE)
    added = rosa.send_again()
    assert added.status_code == 200 and "It is added to your first report." in added.text


def test_messages_that_find_no_place_wait_for_one(house: House, form: Flask) -> None:
    rosa = Rosa(form.test_client())
    rosa.send(what_happened="He followed me.")
    sent = rosa.fields["receipt_entropy"]
    trip(house, form)
    proofs = patient(house)
    flood(house, form.test_client(), PLACES, with_each=proofs)
    rosa.visit()
    rosa.fields = kept(rosa.send_again(**TYPED, receipt_entropy=sent))
    page = rosa.send_again(**proofs(), as_message="yes")
    assert page.status_code == 503
    rosa.fields = kept(page)
    house.clock.advance(timedelta(seconds=10))
    assert rosa.send_again().status_code == 200


def test_when_the_flood_is_over_nobody_waits(house: House, flooded: Flask) -> None:
    house.clock.advance(timedelta(minutes=15))
    assert Rosa(flooded.test_client()).send(**TYPED).status_code == 200


def test_a_process_that_is_started_anew_is_open(house: House, flooded: Flask) -> None:
    assert Rosa(house.form().test_client()).send(**TYPED).status_code == 200


def test_a_field_that_people_do_not_see_is_told_once_and_then_set_aside(house: House, form: Flask) -> None:
    rosa = Rosa(form.test_client())
    page = rosa.send(**TYPED, remark="http://spam.example")
    assert page.status_code == 400
    assert house.report_ids() == []
    rosa.fields = kept(page)
    done = rosa.send_again(remark="http://spam.example")
    assert done.status_code == 200
    assert "on a pile of its own" in look_up(rosa, words_of(done.text))


def look_up(rosa: Rosa, words: list[str]) -> str:
    answer = rosa.client.post("/receipt", data={"words": " ".join(words)}, base_url=FORM, headers=dict(rosa.HEADERS))
    assert answer.status_code == 200
    return str(answer.text)
