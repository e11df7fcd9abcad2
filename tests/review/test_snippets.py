"""Texts that readers use again and again: one book, sealed to all of them, and changed by one at a time."""

import pytest
from sqlalchemy import select

from reporting.cases.models import SnippetsRow
from reporting.review import House as Rooms
from reporting.review.send_reply import AnotherCame
from reporting.review.snippets import Sent, keep_texts, own_texts
from reporting.roster import UnknownReaders
from reporting.sealing import WrongShape
from tests.house import House
from tests.review.deposits import tags
from tests.review.said import sealed


def book(house: House, number: int, what: str = "texts", stanzas: int | None = None, size: int = 4096) -> Sent:
    of_all = len(house.roster.readers) if stanzas is None else stanzas
    return Sent(number, sealed(what, of_all, size), house.roster.recipients_hash())


def keep(sent: Sent, house: House, at: Rooms) -> None:
    keep_texts(sent, house.roster, at)


def test_there_is_none_before_one_is_kept(at: Rooms) -> None:
    assert (own_texts(at).number, own_texts(at).sealed) == (0, None)


def test_the_newest_takes_the_place_of_the_one_before_it_without_an_entry(house: House, at: Rooms) -> None:
    keep(book(house, 1, "first"), house, at)
    keep(book(house, 2, "second"), house, at)
    assert (own_texts(at).number, own_texts(at).sealed) == (2, book(house, 2, "second").sealed)
    with at.desk.read() as session:
        assert list(session.scalars(select(SnippetsRow.number))) == [2]
    assert tags(at) == []


def test_the_second_of_two_is_told_and_nothing_is_overwritten(house: House, at: Rooms) -> None:
    keep(book(house, 1, "Ada's"), house, at)
    for number in (1, 3):
        with pytest.raises(AnotherCame):
            keep(book(house, number, "Ben's"), house, at)
    assert own_texts(at).sealed == book(house, 1, "Ada's").sealed


@pytest.mark.parametrize(
    ("stanzas", "size"), [(2, 4096), (5, 4096), (None, 4097), (None, 1024)], ids=["fewer", "more", "bare", "small"]
)
def test_what_is_not_sealed_to_all_who_read_or_not_padded_is_none(
    house: House, at: Rooms, stanzas: int | None, size: int
) -> None:
    assert len(house.roster.readers) not in (2, 5)
    with pytest.raises(WrongShape):
        keep(book(house, 1, stanzas=stanzas, size=size), house, at)
    with pytest.raises(WrongShape):
        keep(Sent(1, b"no age file", house.roster.recipients_hash()), house, at)
    assert own_texts(at).number == 0


def test_what_is_sealed_to_the_readers_of_yesterday_is_not_kept(house: House, at: Rooms) -> None:
    with pytest.raises(UnknownReaders):
        keep(Sent(1, book(house, 1).sealed, "0" * 64), house, at)
    assert own_texts(at).number == 0
