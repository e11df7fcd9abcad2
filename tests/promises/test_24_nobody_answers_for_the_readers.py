"""The operator, with both stores and all server secrets, writes to Rosa, changes, moves and drops what was written:
each shows as forged or missing, and no word of it as the readers'."""

import re
import secrets
from base64 import b64encode
from collections.abc import Callable

import pytest
from sqlalchemy import delete, select, update

from reporting.mailbox.models import Reply
from reporting.sealing import Recipient, pad_json, seal
from tests.answers import Answering
from tests.house import FORM, House, Rosa, words_of

LURE = "tell us who you are"


class Back:
    """Rosa, who has sent a report and comes back with her words."""

    def __init__(self, house: House) -> None:
        self.client = house.form().test_client()
        rosa = Rosa(self.client)
        before = set(house.report_ids())
        self.words = " ".join(words_of(rosa.send(what_happened="He followed me.").text))
        (self.report_id,) = set(house.report_ids()) - before
        self.ada = Answering(house, "ada", self.report_id)

    def looks(self) -> str:
        answer = self.client.post("/receipt", data={"words": self.words}, base_url=FORM, headers=dict(Rosa.HEADERS))
        assert answer.status_code == 200
        return answer.text

    def letters(self) -> list[str]:
        found = re.search(r'<ol class="letters">(.*?)</ol>', self.looks(), re.DOTALL)
        return re.findall(r"<li.*?</li>", found.group(1), re.DOTALL) if found else []


@pytest.fixture
def rosa(house: House) -> Back:
    return Back(house)


def test_what_the_readers_wrote_is_shown_with_its_day_and_its_writer(rosa: Back) -> None:
    rosa.ada.send(1, "Thank you. <b>We</b> have read it.\nWhat hall was it?")
    (letter,) = rosa.letters()
    assert "Ada Lindqvist" in letter and "Monday 23 November 2026" in letter
    assert "Thank you. &lt;b&gt;We&lt;/b&gt; have read it.\nWhat hall was it?" in letter


def by_the_operator(rosa: Back, number: int = 1, **other: object) -> bytes:
    """All that a server knows: whom to seal to is public in the roster, the reporter's key is in no store."""
    message = rosa.ada.said(number, LURE, **other)
    return rosa.ada.seal(message | {"mac": b64encode(secrets.token_bytes(32)).decode()})


def without_mac(rosa: Back) -> bytes:
    return rosa.ada.seal(rosa.ada.said(1, LURE))


def under_another_key(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, LURE, thread_key=secrets.token_bytes(32))


def of_another_number(rosa: Back) -> bytes:
    return rosa.ada.sealed(2, LURE)


def of_another_report(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, LURE, report_id="0" * 32)


def as_if_rosa_wrote(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, LURE, direction="to-readers")


def to_somebody_else(rosa: Back) -> bytes:
    keys = [Recipient.parse(one.recipient) for one in rosa.ada.house.roster.readers[:3]]
    return seal(pad_json(rosa.ada.said(1, LURE), 16384), keys)


def in_clear(_rosa: Back) -> bytes:
    return LURE.encode()


def of_no_json(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, LURE)[:-1]


def with_a_number_for_a_text(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, 7)


def with_no_date(rosa: Back) -> bytes:
    return rosa.ada.sealed(1, LURE, on=LURE)


FORGERIES: list[Callable[[Back], bytes]] = [
    by_the_operator, without_mac, under_another_key, of_another_number, of_another_report, as_if_rosa_wrote,
    to_somebody_else, in_clear, of_no_json, with_a_number_for_a_text, with_no_date,
]  # fmt: skip


@pytest.mark.parametrize("forge", FORGERIES)
def test_what_is_not_theirs_is_named_and_no_word_of_it_shown(rosa: Back, forge: Callable[[Back], bytes]) -> None:
    rosa.ada.put(1, forge(rosa))
    rosa.ada.send(2, "This one is ours.")
    first, second = rosa.letters()
    assert "This is not from the readers." in first and LURE not in first
    assert "This one is ours." in second


def test_a_reply_to_somebody_else_is_not_passed_off_as_hers(house: House, rosa: Back) -> None:
    other = Back(house)
    other.ada.send(1, LURE)
    with house.mailbox().read() as session:
        theirs = session.scalars(select(Reply.sealed)).one()
    rosa.ada.put(1, theirs)
    (letter,) = rosa.letters()
    assert "This is not from the readers." in letter and LURE not in letter


def test_what_was_dropped_between_others_is_missed_and_what_was_swapped_is_no_longer_real(
    house: House, rosa: Back
) -> None:
    for number in (1, 2, 3):
        rosa.ada.send(number, f"Answer {number}.")
    mine = Reply.report_id == rosa.report_id
    with house.mailbox().write() as session:
        session.execute(delete(Reply).where(mine, Reply.number == 2))
    first, second, third = rosa.letters()
    assert "Answer 1." in first and "A message is missing." in second and "Answer 3." in third
    with house.mailbox().write() as session:
        session.execute(update(Reply).where(mine, Reply.number == 3).values(number=2))
    assert "This is not from the readers." in rosa.letters()[1]


def test_reading_leaves_no_trace(house: House, rosa: Back) -> None:
    rosa.ada.send(1, "Thank you.")

    def stored() -> list[tuple[object, ...]]:
        with house.mailbox().read() as session:
            return [tuple(row) for row in session.execute(select(Reply.report_id, Reply.number, Reply.sent_on))]

    before = stored()
    files = {path: path.read_bytes() for path in (house.folder / "instance").rglob("*.db*")}
    rosa.looks()
    assert stored() == before
    assert {path: path.read_bytes() for path in (house.folder / "instance").rglob("*.db")} == {
        path: data for path, data in files.items() if path.suffix == ".db"
    }
