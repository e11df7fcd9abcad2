"""A sound house for each test."""

import pytest

from tests.doctor.sound import Sound, sound
from tests.house import House


@pytest.fixture
def well(house: House) -> Sound:
    return sound(house)
