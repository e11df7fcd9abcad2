"""Ben steps back, Ines is let in, and Rosa's message is on its way: it is sealed to those whom a page named to her."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from reporting.db import Store
from tests.attachments import picture
from tests.form.sealing import Sender
from tests.form.test_message import Back, messages
from tests.giving_place import gives_place, opened_by
from tests.house import House, Rosa, fields_of

ADA_AND_INES = "who read it: Ada Lindqvist and Ines Duarte."


@pytest.fixture
def at_the_last_moment(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[Store], None]:
    """Whoever writes waits for a turn: before this store's next one Ben gives his place to Ines."""

    def arrange(store: Store) -> None:
        writes = store.write_rows

        @contextmanager
        def late() -> Iterator[Connection]:
            monkeypatch.setattr(store, "write_rows", writes)
            gives_place(house)
            with writes() as rows:
                yield rows

        monkeypatch.setattr(store, "write_rows", late)

    return arrange


def store_of(rosa: Rosa | Back | Sender) -> Store:
    store: Store = rosa.client.application.extensions["reporting"].mailbox
    return store


def test_a_message_is_not_sealed_to_who_stepped_back_while_it_waited(
    house: House, at_the_last_moment: Callable[[Store], None]
) -> None:
    rosa = Back(house)
    token = rosa.token()
    at_the_last_moment(store_of(rosa))
    page = rosa.writes(token=token)
    assert (page.status_code, messages(house)) == (409, [])
    assert "the people who read may have changed" in page.text and "<b>Ines" in page.text and "<b>Ben" not in page.text
    kept = fields_of(page.text)
    assert (kept["text"], kept["words"]) == (["It was the small hall."], [rosa.words])
    assert rosa.writes(token=kept["token"][0]).status_code == 200
    assert [opened_by(sealed) for sealed in messages(house)] == [["ada", "ines"]]


def test_nor_is_what_is_added_from_the_first_page_and_its_files_are_not_kept_either(
    house: House, at_the_last_moment: Callable[[Store], None]
) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    rosa.fields = fields_of(rosa.send_again(what_happened="And again.").text)
    at_the_last_moment(store_of(rosa))
    page = rosa.send_again(as_message="yes", files=[picture()])
    assert (page.status_code, messages(house)) == (409, []) and ADA_AND_INES in page.text
    rosa.fields = fields_of(page.text)
    assert rosa.fields["what_happened"] == ["And again."]
    assert "Sealed as “file-1" in rosa.send_again(as_message="yes", files=[picture()]).text
    assert [opened_by(sealed) for sealed in messages(house)] == [["ada", "ines"]] == [opened_by(house.file("file-1"))]


def test_nor_is_what_a_browser_sealed_to_who_stepped_back_taken(
    house: House, at_the_last_moment: Callable[[Store], None]
) -> None:
    sender = Sender(house)
    sender.send(what_happened="He followed me.")
    sender.visit()
    at_the_last_moment(store_of(sender))
    refused = sender.add(1, what_happened="And again.")
    assert (refused.status_code, messages(house)) == (409, [])
    assert refused.get_json()["title"] == "The people who read have changed" and refused.get_json()["choices"]
    sender.visit()
    other = sender.send(what_happened="And again.").get_json()
    assert set(other["first"]) == {house.person(one).fingerprint for one in ("ada", "ines")}


def test_what_is_added_from_the_first_page_is_for_those_whom_that_page_named(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    asked = rosa.send_again(what_happened="And again.")
    assert "who read it: Ada Lindqvist and Ben Okafor." in asked.text
    rosa.fields = fields_of(asked.text)
    gives_place(house)
    page = rosa.send_again(as_message="yes")
    assert (page.status_code, messages(house)) == (409, []) and ADA_AND_INES in page.text
    rosa.fields = fields_of(page.text)
    assert rosa.fields["what_happened"] == ["And again."]
    assert rosa.send_again(as_message="yes").status_code == 200
    assert [opened_by(sealed) for sealed in messages(house)] == [["ada", "ines"]]


@pytest.mark.parametrize("said", ["nothing", "nonsense", "the token of the first page", "the token of another report"])
def test_nothing_is_added_for_readers_whom_no_page_has_named(house: House, said: str) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    tokens = {
        "nothing": "",
        "the token of the first page": rosa.fields["token"][0],
        "the token of another report": Back(house, readers="not-ada").token(),
    }
    receipt = rosa.fields["receipt_entropy"]
    rosa.visit()
    said = tokens.get(said, said)
    page = rosa.send_again(what_happened="Again.", as_message="yes", receipt_entropy=receipt, first_readers=said)
    assert page.status_code == 409 and "who read it: Ada Lindqvist and Ben Okafor." in page.text
    assert rosa.send_again(first_readers=fields_of(page.text)["first_readers"]).status_code == 200
