"""The table of moves, as one."""

from itertools import product

import pytest

from reporting.cases import MoveForbidden, Stage, Status, Turn
from reporting.cases.statuses import MOVES, PATH, check, path, stage, turn

TABLE = {
    "received": "acknowledged withdrawn",
    "acknowledged": "assessing waiting withdrawn held",
    "assessing": "addressing concluded waiting withdrawn held",
    "addressing": "assessing concluded waiting withdrawn held",
    "concluded": "reconsidering held erased",
    "erased": "",
    "waiting": "acknowledged assessing addressing withdrawn held reconsidering",
    "withdrawn": "held erased",
    "held": "acknowledged assessing addressing waiting reconsidering concluded withdrawn",
    "reconsidering": "addressing concluded waiting withdrawn held",
}


def test_the_table_is_this_one() -> None:
    assert {str(now): set(map(str, then)) for now, then in MOVES.items()} == {
        now: set(then.split()) for now, then in TABLE.items()
    }


def test_every_status_is_in_the_table() -> None:
    assert set(MOVES) == set(Status)


@pytest.mark.parametrize(("now", "then"), list(product(Status, Status)))
def test_a_move_is_allowed_exactly_when_the_table_says_so(now: Status, then: Status) -> None:
    if then in MOVES[now]:
        check(now, then)
    else:
        with pytest.raises(MoveForbidden):
            check(now, then)


def test_nothing_comes_back_from_erased_and_nothing_stays_where_it_is() -> None:
    assert not MOVES[Status.ERASED]
    assert all(status not in MOVES[status] for status in Status)


def test_nothing_is_erased_before_it_is_at_rest_nor_while_it_is_held() -> None:
    assert {now for now in Status if Status.ERASED in MOVES[now]} == {Status.CONCLUDED, Status.WITHDRAWN}


def test_every_status_but_the_first_can_be_reached() -> None:
    assert set().union(*MOVES.values()) == set(Status) - {Status.RECEIVED}


def test_stages_and_turns() -> None:
    rest = {Status.CONCLUDED, Status.ERASED, Status.WITHDRAWN, Status.HELD}
    assert {s for s in Status if stage(s) is Stage.NEW} == {Status.RECEIVED}
    assert {s for s in Status if stage(s) is Stage.AT_REST} == rest
    assert {s for s in Status if turn(s) is Turn.NOBODY} == rest
    assert {s for s in Status if turn(s) is Turn.REPORTER} == {Status.WAITING}


@pytest.mark.parametrize("status", Status)
def test_the_way_has_one_step_that_is_now_and_it_is_the_status_itself(status: Status) -> None:
    steps = path(status)
    assert [step for step, how in steps if how == "now"] == [status]
    assert all(step is drawn for (step, how), drawn in zip(steps, PATH, strict=True) if how != "now")
    where = [how for _, how in steps]
    assert where.count("now") == 1
    assert where == ["done"] * where.index("now") + ["now"] + ["later"] * (len(PATH) - where.index("now") - 1)
