"""Days on which a clock is kept or missed, and cases as they lie in the store."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from reporting.cases.models import CaseRow
from reporting.db import DeskBase, Store
from tests.house import House

DAY = date(2026, 1, 10)
IN_TIME, LATE = DAY + timedelta(days=7), DAY + timedelta(days=8)
BY = date(2026, 4, 17)
"""Three months from the acknowledgement on the last day for it."""


@pytest.fixture
def desk_session(house: House) -> Iterator[Session]:
    store = Store.open(house.settings.desk().desk_url, DeskBase)
    with store.write() as writing:
        yield writing
    store.close()


def put(session: Session, case_id: str, received_on: date = DAY, **about: object) -> None:
    """A case as it lies in the store."""
    row = {"status": "received", "status_on": received_on, "urgent": False} | about
    number = sum(ord(letter) << 8 * at for at, letter in enumerate(case_id))
    session.execute(insert(CaseRow).values(case_id=case_id, report_id=f"{number:032x}", received_on=received_on, **row))
