"""A case that is really sealed, and the answers of a browser that seals it anew."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from reporting.cases.notes import Kind
from reporting.mailbox.models import Reader
from reporting.review import House as Rooms
from reporting.review.heads import Resealed
from reporting.review.reseal import ToReseal, hand_out, waiting
from reporting.review.successors import Place
from tests.house import House
from tests.review.said import a_note
from tests.review.test_recusal import heads_for, really_sealed
from tests.review.working import Case


@pytest.fixture
def a_sealed_case(house: House, at: Rooms) -> Case:
    return really_sealed(house, at, "ada", "ben")


def due(case: Case, who: str = "ada") -> dict[Place, int]:
    return dict(waiting(case.prints[who], case.house.roster, case.at))


def handed(case: Case, who: str = "ada", after: str = "") -> list[ToReseal]:
    return hand_out(after, case.prints[who], case.house.roster, case.at)


def new_heads(one: ToReseal) -> dict[str, bytes]:
    """Those of other files of the same shape, since only a browser can make real ones."""
    assert one.sealed
    return heads_for(one.sealed)


def answer(one: ToReseal, headers: Mapping[str, bytes] | None = None) -> Resealed:
    assert one.sealed
    note = a_note(len(one.sealed.notes) + 1, Kind.RECUSAL)
    return Resealed(one.case_id, one.place.joins, new_heads(one) if headers is None else headers, note)


def readers(case: Case) -> set[str]:
    with case.at.mailbox.read() as session:
        return set(session.scalars(select(Reader.fingerprint).where(Reader.report_id == case.report_id)))


def fingerprint(house: House, handle: str) -> str:
    return house.person(handle).fingerprint
