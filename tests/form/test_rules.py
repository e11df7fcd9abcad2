"""A report names the guidelines that its page showed, also when others came into force while Rosa wrote."""

from datetime import timedelta

import pytest

from tests.house import House, Rosa

NEXT, LATER = "2026-11-24", "2027-01-01"


@pytest.fixture
def changing(house: House) -> House:
    """Other guidelines hold from tomorrow on, and others yet from the new year."""
    for day in (NEXT, LATER):
        (house.folder / f"instance/guidelines/{day}.md").write_text("# Guidelines\n\n1. Be kinder.\n", encoding="utf-8")
    return house


def test_the_version_that_the_page_showed_goes_along(changing: House) -> None:
    rosa = Rosa(changing.form().test_client())
    assert "Our guidelines of 3 March 2026" in rosa.visit()
    changing.clock.advance(timedelta(days=1))
    assert rosa.send_again(what_happened="He followed me.").status_code == 200
    assert changing.open_as("ada", "report")["guidelines"] == "2026-03-03"
    assert "Our guidelines of 24 November 2026" in rosa.visit()


def test_a_page_that_comes_again_still_names_it(changing: House) -> None:
    rosa = Rosa(changing.form().test_client())
    rosa.visit()
    changing.clock.advance(timedelta(days=3))
    again = rosa.send_again(what_happened="He followed me.")
    assert again.status_code == 400, "the token is too old"
    assert '<input type="hidden" name="guidelines" value="2026-03-03">' in again.text


@pytest.mark.parametrize("untrusted", [LATER, "2020-01-01", "nonsense", "", "2026-03-03\n<b>"])
def test_what_is_no_version_in_force_is_taken_for_todays(changing: House, untrusted: str) -> None:
    changing.clock.advance(timedelta(days=1))
    rosa = Rosa(changing.form().test_client())
    assert rosa.send(what_happened="He followed me.", guidelines=untrusted).status_code == 200
    assert changing.open_as("ada", "report")["guidelines"] == NEXT
