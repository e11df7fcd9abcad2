"""Whose turn it is: from what each of the two has done, and the same from both sides."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from reporting.cases import Case, Stage, Status, Whose, Why
from reporting.cases.turns import place, turn_of, turns_in, waits

DAY = date(2026, 11, 23)
ASSESSING = Case(
    case_id="7QK4-M2XR",
    report_id="r",
    readers=("ada", "ben"),
    status=Status.ASSESSING,
    received_on=DAY,
    status_on=DAY,
)


def seen(case: Case) -> tuple[Whose, Whose, Why]:
    """By Ada, by Ben, and why."""
    (ada, why), (ben, same) = (turn_of(case, one) for one in ("ada", "ben"))
    assert why is same
    return ada, ben, why


@pytest.mark.parametrize(
    ("changed", "ada", "ben", "why"),
    [
        ({}, Whose.EITHER, Whose.EITHER, Why.STATUS),
        ({"status": Status.WAITING}, Whose.REPORTER, Whose.REPORTER, Why.STATUS),
        ({"status": Status.CONCLUDED}, Whose.NOBODY, Whose.NOBODY, Why.STATUS),
        ({"proposal": 3, "proposed_by": "ben"}, Whose.ME, Whose.OTHER, Why.PROPOSED),
        ({"proposal": 3, "proposed_by": "ada"}, Whose.OTHER, Whose.ME, Why.PROPOSED),
        ({"proposal": 3, "proposed_by": "ines"}, Whose.EITHER, Whose.EITHER, Why.PROPOSED),
        ({"proposal": 3, "proposed_by": "ben", "agreed_on": DAY}, Whose.EITHER, Whose.EITHER, Why.STATUS),
        (
            {"proposal": 3, "proposed_by": "ben", "agreed_on": DAY, "confirm_by": DAY, "status": Status.ADDRESSING},
            *(Whose.ME, Whose.OTHER, Why.DECIDED_ALONE),
        ),
        ({"status": Status.RECONSIDERING, "first_proposed_by": "ada"}, Whose.OTHER, Whose.ME, Why.LOOK_AGAIN),
        (
            {"status": Status.RECONSIDERING, "first_proposed_by": "ada", "proposal": 5, "proposed_by": "ben"},
            *(Whose.ME, Whose.OTHER, Why.PROPOSED),
        ),
        ({"heard_on": DAY}, Whose.EITHER, Whose.EITHER, Why.HEARD),
        ({"heard_on": DAY, "status": Status.WAITING}, Whose.EITHER, Whose.EITHER, Why.HEARD),
        ({"heard_on": DAY, "status": Status.CONCLUDED}, Whose.EITHER, Whose.EITHER, Why.HEARD),
        ({"heard_on": DAY, "status": Status.WITHDRAWN}, Whose.NOBODY, Whose.NOBODY, Why.STATUS),
        ({"heard_on": DAY, "status": Status.ERASED}, Whose.NOBODY, Whose.NOBODY, Why.STATUS),
    ],
)
def test_whose_turn_it_is(changed: dict[str, object], ada: Whose, ben: Whose, why: Why) -> None:
    assert seen(replace(ASSESSING, **changed)) == (ada, ben, why)  # type: ignore[arg-type]


def test_who_has_to_agree_still_has_to_when_the_reporter_writes_and_the_other_may_answer() -> None:
    heard = replace(ASSESSING, proposal=3, proposed_by="ben", heard_on=DAY)
    assert turn_of(heard, "ada") == (Whose.ME, Why.PROPOSED)
    assert turn_of(heard, "ben") == (Whose.EITHER, Why.HEARD)


def test_who_stays_lets_the_successor_in_whatever_else_there_is() -> None:
    alone = replace(ASSESSING, readers=("ada",), successor="ines", proposal=3, proposed_by="ada")
    assert turn_of(alone, "ada") == (Whose.ME, Why.LET_IN)
    assert turn_of(replace(alone, status=Status.CONCLUDED), "ada") == (Whose.ME, Why.LET_IN)


def test_who_reads_alone_has_every_turn_of_the_readers() -> None:
    alone = replace(ASSESSING, readers=("ada",))
    assert turn_of(alone, "ada") == (Whose.ME, Why.STATUS)
    assert turn_of(replace(alone, proposal=3, proposed_by="ada"), "ada") == (Whose.ME, Why.PROPOSED)
    assert turn_of(replace(alone, heard_on=DAY), "ada") == (Whose.ME, Why.HEARD)


def test_what_waits_is_what_somebody_did_and_one_has_to_answer() -> None:
    assert {(whose, why) for whose, why in product(Whose, Why) if waits(whose, why)} == {
        (whose, why) for whose in (Whose.ME, Whose.EITHER) for why in set(Why) - {Why.STATUS}
    }


def test_no_case_has_a_turn_that_the_inbox_does_not_look_for() -> None:
    """One that had would be in no page of it."""
    for status, readers, proposal, by, agreed, confirm, heard, successor in product(
        *(Status, (("ada",), ("ada", "ben")), (None, 3), (None, "ada", "ben", "ines"), (None, DAY)),
        *((None, DAY), (None, DAY), (None, "ines")),
    ):
        decided = {"proposal": proposal, "proposed_by": by, "agreed_on": agreed, "confirm_by": confirm}
        case = replace(ASSESSING, status=status, readers=readers, heard_on=heard, successor=successor, **decided)
        for reader in readers:
            assert turn_of(case, reader)[0] in turns_in(status), case


def test_what_is_at_rest_stands_among_the_others_while_it_waits_for_somebody() -> None:
    assert place(Status.CONCLUDED, Whose.NOBODY) is Stage.AT_REST
    assert place(Status.CONCLUDED, Whose.EITHER) is Stage.UNDER_WAY
    assert place(Status.RECEIVED, Whose.EITHER) is Stage.NEW
