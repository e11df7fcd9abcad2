"""What the worker does while the doctor looks is no fault."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from reporting.doctor import log_entries
from tests.doctor.sound import Sound


def test_a_day_that_is_closed_while_one_looks_is_no_rollback(well: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    looked = log_entries.check_parts

    def and_meanwhile_the_worker_signs(session: Session, today: date) -> int:
        many = looked(session, today)
        well.house.clock.advance(timedelta(days=1))
        well.house.work()
        return many

    monkeypatch.setattr(log_entries, "check_parts", and_meanwhile_the_worker_signs)
    (found,) = [finding.what for group, finding in well.found() if group == "access log"]
    assert found == "Of 64 entries of the access log all are what was hashed and signed for."
