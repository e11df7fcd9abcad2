"""A concern that came another way is handed in at the desk: an entry first, then a deposit like any other."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from reporting.cases.models import EnteringRow
from reporting.mailbox.box import Mailbox
from reporting.mailbox.receipt import Receipt
from tests.desk.entering import Entering
from tests.house import House, Reader
from tests.review.deposits import allow, cases_of, entries, forbid, rooms, tags

Comes = Callable[[str], Reader]
Bend = Callable[[dict[str, Any]], object]


@pytest.fixture
def page(house: House) -> Entering:
    return Entering(house)


def test_it_becomes_a_case_of_its_readers_and_its_words_find_it(house: House, page: Entering, comes: Comes) -> None:
    ada = comes("ada")
    answer = ada.post("/cases/new", page.body())
    assert answer.status_code == 201, answer.get_json()
    assert answer.get_json() == {"acknowledge": "2026-11-30", "feedback": "2027-02-28"}
    for handle in ("ada", "ben"):
        comes(handle).get("/inbox")
        assert len(cases_of(rooms(house), house.person(handle).fingerprint)) == 1
    with house.mailbox().read_rows() as rows:
        found = Mailbox(rows).find(Receipt(page.entropy).locator_hash)
    assert found and found.report_id == page.report_id and not found.suspected


def test_the_entry_comes_first_and_names_who_entered_and_no_report(house: House, page: Entering, comes: Comes) -> None:
    ada = comes("ada")
    forbid(house.mailbox(), "INSERT", "deposit")
    assert ada.post("/cases/new", page.body()).status_code >= 400
    (entry,) = [one for one in entries(rooms(house)) if one.facts.tag == "report:enter"]
    facts = entry.facts
    assert facts.person == house.person("ada").fingerprint and facts.at == "2026-11-23T14:05Z"
    assert (facts.case, facts.commitment, facts.hash, facts.count) == (None, None, None, None)
    assert house.report_ids() == []


def test_without_an_entry_nothing_is_stored(house: House, page: Entering, comes: Comes) -> None:
    ada, desk = comes("ada"), rooms(house).desk
    forbid(desk, "INSERT", "log_entry")
    assert ada.post("/cases/new", page.body()).status_code == 503
    assert house.report_ids() == []
    allow(desk, "log_entry")
    assert ada.post("/cases/new", page.body()).status_code == 201


def test_sent_again_it_is_one_report_and_one_entry(house: House, page: Entering, comes: Comes) -> None:
    ada, body = comes("ada"), page.body()
    assert [ada.post("/cases/new", body).status_code for _ in range(3)] == [201, 201, 201]
    assert len(house.report_ids()) == 1
    assert tags(rooms(house)).count("report:enter") == 1


def test_what_the_mailbox_did_not_take_has_its_entry_already_when_it_is_sent_again(
    house: House, page: Entering, comes: Comes
) -> None:
    ada, body = comes("ada"), page.body()
    forbid(house.mailbox(), "INSERT", "deposit")
    assert ada.post("/cases/new", body).status_code >= 400
    allow(house.mailbox(), "deposit")
    assert ada.post("/cases/new", body).status_code == 201
    assert tags(rooms(house)).count("report:enter") == 1
    assert begun(house) == 0, "what is stored is remembered as begun"


def test_what_another_reader_sends_under_the_same_receipt_has_an_entry_of_its_own(
    house: House, page: Entering, comes: Comes
) -> None:
    ada, ben, body = comes("ada"), comes("ben"), page.body()
    forbid(house.mailbox(), "INSERT", "deposit")
    assert ada.post("/cases/new", body).status_code >= 400
    allow(house.mailbox(), "deposit")
    assert ben.post("/cases/new", body).status_code == 201
    found = [one.facts.person for one in entries(rooms(house)) if one.facts.tag == "report:enter"]
    assert found == [house.person(handle).fingerprint for handle in ("ada", "ben")]


def test_what_was_never_sent_again_is_forgotten_after_a_week(house: House, page: Entering, comes: Comes) -> None:
    ada, body = comes("ada"), page.body()
    forbid(house.mailbox(), "INSERT", "deposit")
    assert ada.post("/cases/new", body).status_code >= 400
    allow(house.mailbox(), "deposit")
    for days, left in ((7, 1), (1, 0)):
        house.clock.advance(timedelta(days=days))
        house.work()
        assert begun(house) == left


def begun(house: House) -> int:
    with rooms(house).desk.read() as session:
        return session.query(EnteringRow).count()


def test_other_words_under_its_receipt_are_not_stored_and_the_page_is_told(
    house: House, page: Entering, comes: Comes
) -> None:
    ada = comes("ada")
    first = ada.post("/cases/new", page.body())
    before = house.sealed("report")
    other = ada.post("/cases/new", page.body(what_happened="She followed him."))
    assert (first.status_code, other.status_code, other.get_json()["reason"]) == (201, 409, "other-words")
    assert house.sealed("report") == before


def test_its_deposit_stands_among_the_days_shuffled_entries(house: House, page: Entering, comes: Comes) -> None:
    comes("ada").post("/cases/new", page.body())
    house.clock.advance(timedelta(days=1))
    house.work()
    found = [one.facts for one in entries(rooms(house)) if one.facts.tag == "report:deposit"]
    assert [(one.at, one.person) for one in found] == [("2026-11-23", None)]


@pytest.mark.parametrize(("readers", "left_out"), [("not-ben", "ben"), ("not-ada", "ada")])
def test_who_is_left_out_finds_no_case(house: House, page: Entering, comes: Comes, readers: str, left_out: str) -> None:
    assert comes("ada").post("/cases/new", page.body(readers)).status_code == 201
    comes("ines").get("/inbox")
    (case_id,) = cases_of(rooms(house), house.person("ines").fingerprint)
    reader = comes(left_out)
    assert case_id not in reader.get("/inbox").text
    assert reader.get(f"/cases/{case_id}").get_data() == reader.get("/cases/0000-0000").get_data()
    assert reader.post(f"/cases/{case_id}/report").status_code == 404


BENT: list[tuple[Bend, int]] = [
    (lambda body: body.update(recipients="ab" * 32), 409),
    (lambda body: body.update(readers="nobody"), 409),
    (lambda body: body.update(recipients="\ud800"), 400),
    (lambda body: body.update(locator="AB" * 32), 400),
    (lambda body: body.update(words_mac=7), 400),
    (lambda body: body.pop("report_id"), 400),
    (lambda body: body.update(parts=[]), 400),
    (lambda body: body["parts"].pop("contact"), 400),
    (lambda body: body["parts"].update({"file-1": body["parts"]["contact"]}), 400),
    (lambda body: body["parts"].update(report="not base64"), 400),
    (lambda body: body["parts"].update(report=body["parts"]["contact"]), 400),
    (lambda body: body["parts"].update(headline="SGUgZm9sbG93ZWQgaGVyLg=="), 400),
]


@pytest.mark.parametrize(("bend", "status"), BENT)
def test_what_is_not_sealed_to_the_list_of_today_is_refused_without_an_entry(
    house: House, page: Entering, comes: Comes, bend: Bend, status: int
) -> None:
    body = page.body()
    bend(body)
    assert comes("ada").post("/cases/new", body).status_code == status
    assert house.report_ids() == [] and "report:enter" not in tags(rooms(house))


def test_auditors_and_strangers_enter_nothing(house: House, page: Entering, comes: Comes, app: Any) -> None:
    olu, stranger = comes("olu"), Reader(app.test_client(), "ada")
    assert (olu.get("/cases/new").status_code, olu.post("/cases/new", page.body()).status_code) == (403, 403)
    assert (stranger.get("/cases/new").status_code, stranger.post("/cases/new", page.body()).status_code) == (303, 401)
    assert house.report_ids() == []


def test_the_page_offers_what_the_roster_does_and_says_who_has_seen_it_all_the_same(comes: Comes) -> None:
    ada = comes("ada")
    assert 'href="/cases/new"' in ada.get("/inbox").text
    html = ada.get("/cases/new").text
    offered = [one.split('"', 1)[0] for one in html.split('name="readers" value="')[1:]]
    assert offered == ["both", "not-ada", "not-ben", "neither"]
    labels = [one.split("</label>", 1)[0] for one in html.split('name="readers"')[1:]]
    assert ["You have seen it" in one for one in labels] == [False, True, False, True]
    assert 'data-guidelines="2026-03-03"' in html and 'method="dialog"' in html


def test_its_answers_are_those_of_the_form(house: House, comes: Comes) -> None:
    from tests.fields import Fields
    from tests.house import FORM

    form, desk = Fields(), Fields()
    form.feed(house.form().test_client().get("/", base_url=FORM).text)
    desk.feed(comes("ada").get("/cases/new").text)
    for name, values in desk.selectable.items():
        if name not in ("came", "act_without_me", "quote_me"):
            assert set(values) - {""} == set(form.selectable[name]) - {""}, name
    assert set(desk.values) | set(desk.selectable) <= {*form.values, *form.selectable, "came", "reached"}
