"""`POST /sealed`: what claims to be sealed is looked at, as far as that goes without a key; refused or stored whole."""

import time
from datetime import timedelta

import pytest

from reporting.form.factory import ROSTER_SECONDS
from reporting.form.forms import entropy_text
from tests.form.sealing import Sender
from tests.house import FORM, House, Rosa, fields_of, words_of, write_roster

TEXT = "He followed me."


def test_a_sealed_report_is_stored_as_it_came(sender: Sender, house: House) -> None:
    written = sender.written(what_happened=TEXT, contact="0700")
    parts = sender.parts(written)
    answer = sender.post(sender.fields(written), parts)
    assert answer.status_code == 201
    assert answer.get_json()["readers"] == "Ada Lindqvist and Ben Okafor"
    assert answer.get_json()["acknowledge"]["iso"] == "2026-11-30"
    assert {name: house.sealed(name) for name in parts} == parts
    assert house.report_ids() == [sender.report_id]
    assert house.open_as("ada", "report")["answers"] == {"what_happened": TEXT}
    assert not [word for word in sender.receipt.words if f" {word} " in answer.text]


def test_the_holder_of_its_words_finds_it(sender: Sender, house: House) -> None:
    sender.send(what_happened=TEXT)
    words = " ".join(sender.receipt.words)
    page = sender.client.post("/receipt", data={"words": words}, base_url=FORM, headers=Rosa.HEADERS)
    assert "not yet read" in page.text


def test_the_same_again_gets_the_same_answer_whatever_the_token_and_the_list(sender: Sender, house: House) -> None:
    first = sender.send(what_happened=TEXT)
    house.clock.advance(timedelta(days=40))
    written = sender.written(what_happened=TEXT)
    whole = sender.parts(written)
    for parts, fields in (
        ({}, sender.fields(written)),
        ({}, sender.fields(written, token="", recipients="0" * 64)),
        (whole, sender.fields(written, token="")),
        (whole, sender.fields(written, readers="nobody")),
        (whole, sender.fields(written, report_id="f" * 32)),
    ):
        again = sender.post(fields, parts)
        assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert house.report_ids() == [sender.report_id]


def test_the_same_receipt_is_known_whichever_way_the_first_came(sender: Sender, house: House) -> None:
    rosa = Rosa(sender.client)
    answers = {"act_without_me": "ask-first", "quote_me": "no"}
    sender.send(what_happened="Another.", **answers)
    again = rosa.send(what_happened="Another.", receipt_entropy=entropy_text(sender.entropy))
    assert (again.status_code, words_of(again.text)) == (200, list(sender.receipt.words))
    assert house.report_ids() == [sender.report_id]


def test_other_words_under_the_same_receipt_are_refused_and_can_be_added(sender: Sender, house: House) -> None:
    sender.send(what_happened=TEXT)
    sender.visit()
    before = house.sealed("report")
    other = sender.send(what_happened="Other words.")
    told = other.get_json()
    assert (other.status_code, told["number"]) == (409, 1)
    assert set(told["first"]) == {house.person(one).fingerprint for one in ("ada", "ben")}
    assert house.sealed("report") == before
    assert sender.add(2, what_happened="Other words.").get_json()["number"] == 1, "no number may be left out"
    added = sender.add(1, what_happened="Other words.")
    assert (added.status_code, added.get_json()["message"]) == (201, True)
    assert sender.add(1, what_happened="Other words.").status_code == 201, "the same again is stored once"
    sender.visit()
    assert sender.add(1, what_happened="And more.").get_json()["number"] == 2
    assert sender.add(2, what_happened="And more.").status_code == 201


def test_what_was_taken_back_and_is_sent_again_is_not_called_stored(sender: Sender, house: House) -> None:
    sender.send(what_happened=TEXT)
    words = " ".join(sender.receipt.words)
    asked = fields_of(
        sender.client.post("/receipt/withdraw", data={"words": words}, base_url=FORM, headers=Rosa.HEADERS).text
    )
    sure = {name: values[0] for name, values in asked.items()} | {"sure": "yes"}
    assert sender.client.post("/receipt/withdraw", data=sure, base_url=FORM, headers=Rosa.HEADERS).status_code == 200
    for answer in (sender.send(what_happened=TEXT), sender.add(1, what_happened="More.")):
        assert (answer.status_code, answer.get_json()["first"]) == (409, [])
        assert answer.get_json()["title"] == "You have taken this report back"


def test_a_message_to_no_report_is_refused(sender: Sender, house: House) -> None:
    assert sender.add(1, what_happened="Hello?").status_code == 400


def test_a_known_report_id_under_another_receipt_is_refused_and_overwrites_nothing(
    sender: Sender, house: House
) -> None:
    sender.send(what_happened=TEXT)
    before = house.sealed("report")
    mallory = Sender(house, report_id=sender.report_id)
    answer = mallory.send(what_happened="Mine now.")
    assert answer.get_json()["taken"] is True
    assert answer.status_code >= 400
    assert house.sealed("report") == before
    assert house.report_ids() == [sender.report_id]


def test_the_hash_that_we_keep_opens_no_door(sender: Sender, house: House) -> None:
    """A stolen store holds the hash of the locator; only the locator itself finds the report."""
    sender.send(what_happened=TEXT)
    mallory = Sender(house)
    written = mallory.written(what_happened="x")
    stolen = sender.receipt.locator_hash.hex()
    assert mallory.post(mallory.fields(written, locator=stolen, number="1"), {}).status_code == 400
    assert len(house.report_ids()) == 1


def test_a_stale_list_is_refused_with_what_the_page_needs_to_go_on(sender: Sender, house: House) -> None:
    for name in ("ines.pub", "noor.pub", "roster"):
        (house.keys / name).unlink()
    write_roster(house.keys, ("ada", "ben", "noor", "olu"))
    time.sleep(ROSTER_SECONDS)
    refused = sender.send(what_happened=TEXT, readers="not-ben")
    told = refused.get_json()
    assert refused.status_code == 409
    assert house.report_ids() == []
    assert told["recipients"] == house.roster.recipients_hash()
    assert [one["value"] for one in told["choices"]] == ["both", "not-ada", "not-ben"]
    wanted = {house.person(one).fingerprint for one in ("ada", "noor")}
    assert set(told["choices"][2]["readers"].split()) == wanted
    assert TEXT not in refused.text
    sender.roster, sender.recipients, sender.token = house.roster, told["recipients"], told["token"]
    assert sender.send(what_happened=TEXT, readers="not-ben").status_code == 201
    assert house.open_as("noor", "report")["answers"]["what_happened"] == TEXT


@pytest.mark.parametrize("recipients", ["", "0" * 64, "A" * 64, "\x00"])
def test_a_foreign_list_is_refused(sender: Sender, house: House, recipients: str) -> None:
    written = sender.written(what_happened=TEXT)
    refused = sender.post(sender.fields(written, recipients=recipients), sender.parts(written))
    assert (refused.status_code, house.report_ids()) == (409, [])


@pytest.mark.parametrize("readers", ["", "neither-of-them", "not-olu", "ada"])
def test_readers_that_are_not_offered_are_refused(sender: Sender, house: House, readers: str) -> None:
    written = sender.written(what_happened=TEXT)
    refused = sender.post(sender.fields(written, readers=readers), sender.parts(written))
    assert (refused.status_code, house.report_ids()) == (409, [])
    assert refused.get_json()["choices"]


@pytest.mark.parametrize("days", [2, 400])
def test_an_old_token_is_answered_with_a_new_one(sender: Sender, house: House, days: int) -> None:
    house.clock.advance(timedelta(days=days))
    refused = sender.send(what_happened=TEXT)
    assert refused.status_code == 400
    assert house.report_ids() == []
    sender.token = refused.get_json()["token"]
    assert sender.send(what_happened=TEXT).status_code == 201


def test_a_token_is_good_for_one_report(sender: Sender, house: House) -> None:
    sender.send(what_happened=TEXT)
    second = Sender(house)
    second.token = sender.token
    assert second.send(what_happened=TEXT).status_code == 409
    assert len(house.report_ids()) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {"Origin": "https://localhost:8000"}],
)
def test_a_post_from_elsewhere_is_refused(sender: Sender, house: House, headers: dict[str, str]) -> None:
    written = sender.written(what_happened=TEXT)
    assert sender.post(sender.fields(written), sender.parts(written), **headers).status_code == 403
    assert house.report_ids() == []


def test_a_form_that_is_closed_takes_nothing(sender: Sender, house: House) -> None:
    written = sender.written(what_happened=TEXT)
    fields, parts = sender.fields(written), sender.parts(written)
    (house.keys / "roster").rename(house.folder / "roster")
    time.sleep(ROSTER_SECONDS)
    assert sender.post(fields, parts).status_code == 503
    (house.folder / "roster").rename(house.keys / "roster")
    time.sleep(ROSTER_SECONDS)
    assert sender.post(fields, parts).status_code == 201


def test_the_page_names_what_the_script_needs(house: House) -> None:
    html = house.form().test_client().get("/", base_url=FORM).get_data(as_text=True)
    keys = {one.split('"', 1)[0] for one in html.split('data-readers="')[1:]}
    assert {tuple(sorted(one.split())) for one in keys} == {
        tuple(sorted(person.fingerprint for person in choice.readers)) for choice in house.roster.choices
    }
    assert f'data-recipients="{house.roster.recipients_hash()}"' in html
