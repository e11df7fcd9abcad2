"""Promise 7: size says nothing. Padding counts bytes, whatever the script."""

import sqlite3

import pytest

from reporting.sealing import padme
from tests.house import House, Rosa, key_of


def sizes(house: House) -> set[tuple[tuple[str, int], ...]]:
    """For each stored report, the length of each part."""
    rows = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    found: dict[str, list[tuple[str, int]]] = {}
    for report_id, name, size in rows.execute("SELECT report_id, name, length(sealed) FROM part ORDER BY name"):
        found.setdefault(report_id, []).append((name, size))
    rows.close()
    return {tuple(parts) for parts in found.values()}


def test_one_letter_and_3900_in_any_script_take_the_same_room(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    for letter in ("x", "é", "漢"):
        for length in (1, 400, 3900):
            assert rosa.send(what_happened=letter * length).status_code == 200
    assert len(house.report_ids()) == 9
    assert len(sizes(house)) == 1


def test_with_and_without_contact_or_risk_or_a_choice_of_readers_take_the_same_room(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    rosa.send(what_happened="He followed me.", contact="Ring 0700 555 0142, ask for Rosa. " * 10)
    rosa.send(what_happened="He followed me.", risk="danger", where="private-message", when="earlier")
    rosa.send(what_happened="He followed me.", readers="not-ben")
    rosa.send(what_happened="He followed me.", readers="neither")
    assert len(house.report_ids()) == 5
    assert len(sizes(house)) == 1


def test_with_no_alternate_left_the_second_stanza_is_still_there(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from tests.house import build

    alone = build(tmp_path / "alone", handles=("ada", "ben"))
    rosa = Rosa(alone.form().test_client())
    rosa.send(what_happened="He followed me.", readers="not-ben")
    rosa.send(what_happened="He followed me.")
    assert len(alone.report_ids()) == 2
    assert len(sizes(alone)) == 1


@pytest.mark.parametrize("length", [20_000, 30_001, 49_999])
def test_longer_texts_take_the_room_of_their_padme_class(house: House, length: int) -> None:
    rosa = Rosa(house.form().test_client())
    for shorter in (0, 9):
        rosa.send(what_happened="漢" * (length - shorter))
    assert len(house.report_ids()) == 2
    assert len(sizes(house)) == 1
    padded = len(key_of("ada").identity.open(house.sealed("report")))
    assert padded == padme(padded) > 3 * length
