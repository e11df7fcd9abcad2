"""The inbox: groups, dates, whose turn, who has opened, and one sentence; nothing of what one may not read."""

from datetime import date, timedelta

import pytest

from reporting.cases.listing import Sort
from reporting.review import House as Rooms
from reporting.review.inbox import Asked, Inbox, inbox
from reporting.review.move import Wish, move
from reporting.review.open_report import open_report
from reporting.review.own_entries import PAGE, own_entries
from reporting.review.view import Row
from reporting.review.waiting import waiting
from reporting.roster import Person
from tests.house import House
from tests.review.deposits import cases_of, deposit

TODAY = date(2026, 11, 23)


def shown(house: House, at: Rooms, handle: str, **asked: str) -> Inbox:
    return inbox(house.person(handle), Asked.parse(asked), house.roster, at)


def rows(found: Inbox) -> list[Row]:
    return [row for group in found.groups for row in group.rows]


def test_an_empty_inbox_says_so(house: House, at: Rooms) -> None:
    found = shown(house, at, "ada")
    assert (found.groups, found.waiting, found.pages_more) == ([], "Nothing is due now.", False)
    assert [day.date for day in found.strip] == [TODAY + timedelta(days=after) for after in range(14)]
    assert not any(day.due for day in found.strip)


def test_a_new_case_stands_there_with_what_is_due(house: House, at: Rooms) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 18))
    [row] = rows(shown(house, at, "ada"))
    assert (row.status, row.due_on, row.due_what, row.due_in_days) == ("received", date(2026, 11, 25), "acknowledge", 2)
    assert (row.turn, row.other, row.opened_by_me, row.opened_by_other) == ("you or Ben", "Ben", False, False)
    assert row.pressing and not row.urgent
    found = shown(house, at, "ada")
    assert [day.date for day in found.strip if day.due] == [date(2026, 11, 25)]
    assert found.waiting == "One concern is due by Wednesday 25 November."


def test_it_is_not_called_due_before_day_five(house: House, at: Rooms) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 19))
    found = shown(house, at, "ada")
    assert not rows(found)[0].pressing and found.waiting == "Nothing is due now."
    house.clock.advance(timedelta(days=1))
    found = shown(house, at, "ada")
    assert rows(found)[0].pressing and found.waiting == "One concern is due by Thursday 26 November."


def test_an_urgent_one_is_due_tomorrow_and_comes_first(house: House, at: Rooms) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 18))
    deposit(house, "ada", "ben", urgent=True)
    found = shown(house, at, "ada")
    first, _second = rows(found)
    assert first.urgent and first.due_what == "look within 24 hours"
    assert [row.due_in_days for row in rows(found)] == [1, 2]
    assert found.waiting == "Two concerns are due by Wednesday 25 November; one asks to be looked at first."


def test_rings_tell_who_has_opened(house: House, at: Rooms, ada: Person) -> None:
    deposit(house, "ada", "ben")
    shown(house, at, "ada")
    open_report(cases_of(at, ada.fingerprint)[0], ada.fingerprint, at)
    [mine], [bens] = rows(shown(house, at, "ada")), rows(shown(house, at, "ben"))
    assert (mine.opened_by_me, mine.opened_by_other) == (True, False)
    assert (bens.opened_by_me, bens.opened_by_other) == (False, True)


def test_groups_follow_the_status(house: House, at: Rooms, ada: Person) -> None:
    deposit(house, "ada", "ben", on=date(2026, 11, 16))
    shown(house, at, "ada")
    move(cases_of(at, ada.fingerprint)[0], Wish("acknowledged", "received"), ada.fingerprint, at)
    deposit(house, "ada", "ines", on=date(2026, 11, 23))
    found = shown(house, at, "ada")
    assert [(group.title, len(group.rows)) for group in found.groups] == [("New", 1), ("Under way", 1)]
    under_way = found.groups[1].rows[0]
    assert (under_way.due_what, under_way.due_on) == ("update the reporter", date(2026, 11, 30))
    assert found.groups[0].rows[0].turn == "you or Ines"


def test_a_reader_alone_has_the_turn_alone(house: House, at: Rooms) -> None:
    deposit(house, "ada")
    [row] = rows(shown(house, at, "ada"))
    assert (row.turn, row.other) == ("you", "")


def test_a_reader_who_left_the_roster_has_no_name(house: House, at: Rooms, ada: Person) -> None:
    deposit(house, "ada", "ben")
    without_ben = type(house.roster)("", 2, TODAY, tuple(one for one in house.roster.people if one.handle != "ben"))
    [row] = rows(inbox(ada, Asked(), without_ben, at))
    assert row.turn == "you or a former reader"


def test_the_excluded_one_sees_the_same_with_and_without(house: House, at: Rooms) -> None:
    deposit(house, "ada", "ben")
    before = shown(house, at, "ben")
    for _ in range(60):
        deposit(house, "ada", "ines", urgent=True, on=date(2026, 11, 1))
    shown(house, at, "ada")
    assert len(rows(shown(house, at, "ines"))) == 50
    assert shown(house, at, "ben") == before


def test_filters_and_sorting_are_on_the_server(house: House, at: Rooms, ada: Person) -> None:
    for day in (16, 20, 18):
        deposit(house, "ada", "ben", on=date(2026, 11, day))
    shown(house, at, "ada")
    move(cases_of(at, ada.fingerprint)[0], Wish("acknowledged", "received"), ada.fingerprint, at)

    def seen(**asked: str) -> list[tuple[str, int]]:
        return [(str(row.status), row.received_on.day) for row in rows(shown(house, at, "ada", **asked))]

    assert len(seen(status="received")) == 2 and len(seen(status="acknowledged")) == 1
    assert seen(status="concluded") == seen(turn="reporter") == seen(status="received", turn="nobody") == []
    assert len(seen(turn="either")) == 3
    assert seen(turn="me") == seen(turn="other") == []
    newest = [day for status, day in seen(sort="newest") if status == "received"]
    assert newest == sorted(newest, reverse=True)
    assert seen(status="received", sort="oldest") == seen(status="received", sort="newest")[::-1]
    house.clock.advance(timedelta(days=3))  # to the 26th; a week after the days of arrival they are due
    late, soon = seen(due="late"), seen(due="soon")
    due = sorted(day for status, day in seen() if status == "received")
    assert [day for _, day in late] == [day for day in due if day + 7 < 26]
    assert [day for _, day in soon] == [day for day in due if day + 7 <= 28]
    assert seen(due="late", status="acknowledged") == seen(due="soon", turn="me") == []
    assert seen(due="soon", sort="newest") == soon
    assert len(seen(due="all")) == 3


def test_the_sentence_leads_to_the_cases_of_which_it_speaks(house: House, at: Rooms) -> None:
    for day in (15, 18, 23):
        deposit(house, "ada", "ben", on=date(2026, 11, day))
    found = shown(house, at, "ada")
    assert found.waiting == "One concern is overdue and one concern is due by Wednesday 25 November."
    named = {one.due: rows(shown(house, at, "ada", due=one.due)) for one in found.said if one.due}
    assert {due: [row.received_on.day for row in of] for due, of in named.items()} == {"late": [15], "soon": [15, 18]}


def test_fifty_a_page(house: House, at: Rooms) -> None:
    for _ in range(53):
        deposit(house, "ada", "ben")
    first, second = shown(house, at, "ada"), shown(house, at, "ada", page="2")
    assert (len(rows(first)), first.pages_more) == (50, True)
    assert (len(rows(second)), second.pages_more, second.number) == (3, False, 2)
    assert not {row.case_id for row in rows(first)} & {row.case_id for row in rows(second)}
    assert first.waiting == second.waiting


@pytest.mark.parametrize(
    "untrusted",
    [
        {"status": "open; DROP TABLE", "turn": "x", "due": "2026-11-23", "sort": "random", "page": "-1"},
        {"status": "", "turn": "", "due": "", "sort": "", "page": "0"},
        {"turn": "readers"},
        {"page": "²"},
        {"page": "1e3"},
        {"page": ""},
        {},
    ],
)
def test_what_is_not_known_was_not_asked(untrusted: dict[str, str]) -> None:
    assert Asked.parse(untrusted) == Asked("all", "all", Sort.DUE, 1, "all")


def test_a_page_beyond_the_last_is_the_last() -> None:
    assert Asked.parse({"page": "9" * 5000}).page == 200


@pytest.mark.parametrize(
    ("days", "urgent", "said"),
    [
        ([], 0, "Nothing is due now."),
        ([-1], 0, "One concern is overdue."),
        ([-3, -1], 0, "Two concerns are overdue."),
        ([0], 0, "One concern is due today."),
        ([-1, 0, 2], 1, "One concern is overdue and two concerns are due by Wednesday 25 November; one asks to be "
         "looked at first."),
        ([1, 1], 2, "Two concerns are due by Tuesday 24 November; two ask to be looked at first."),
        ([-1] * 13, 0, "More than twelve concerns are overdue."),
    ],
)  # fmt: skip
def test_the_sentence(days: list[int], urgent: int, said: str) -> None:
    assert waiting([TODAY + timedelta(days=day) for day in days], urgent=urgent, today=TODAY) == said


def test_reviewers_find_their_own_entries_page_by_page_and_nobody_elses(house: House, at: Rooms, ada: Person) -> None:
    deposit(house, "ada", "ben")
    shown(house, at, "ada")
    [case_id] = cases_of(at, ada.fingerprint)
    for handle in ("ada", "ben", *["ada", "ben"] * PAGE):
        open_report(case_id, house.person(handle).fingerprint, at)
    first, last = (own_entries(ada, number, at.desk) for number in (1, 2))
    assert [entry.index for entry in first.entries] == list(range(100, 0, -2)) and first.more
    assert [entry.index for entry in last.entries] == [0] and not last.more
    for nothing in (own_entries(ada, 3, at.desk), own_entries(house.person("ines"), 1, at.desk)):
        assert nothing.entries == [] and not nothing.more
