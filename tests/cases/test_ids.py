"""Case ids tell nothing and cannot be misread."""

import pytest

from reporting.cases.ids import LETTERS, is_case_id, new_case_id


def test_ids_are_random_and_well_formed() -> None:
    drawn = {new_case_id() for _ in range(2000)}
    assert len(drawn) == 2000
    assert all(is_case_id(one) for one in drawn)
    assert set("".join(drawn)) == set(LETTERS) | {"-"}
    assert len(LETTERS) == 32 and not set("ILOU") & set(LETTERS)


@pytest.mark.parametrize(
    "text", ["", "7qk4-m2xr", "7QK4M2XR", "7QK4-M2X", "7QK4-M2XU", "7QK4-M2XR\n", "٧QK4-M2XR", None, 7]
)
def test_other_things_are_none(text: object) -> None:
    assert not is_case_id(text)
