"""An instance in which something has happened."""

import pytest

from tests.house import House, Reader
from tests.worker.reading import nights_around


@pytest.fixture
def a_house_lived_in(house: House) -> House:
    """Reports, a night, and Ada at the desk."""
    nights_around(house, 3)
    assert Reader(house.desk().test_client(), "ada").sign_in().status_code == 200
    return house
