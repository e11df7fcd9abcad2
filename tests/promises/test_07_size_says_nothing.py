"""Promise 7: size says nothing. Padding counts bytes, whatever the script."""

import sqlite3

import pytest
from playwright.sync_api import expect

from reporting.cleaning import Box
from reporting.sealing import padme
from tests.browser import rosa as mouse
from tests.browser.windows import Windows
from tests.house import House, Rosa, key_of
from tests.postgres import only_sqlite


def sizes(house: House) -> set[tuple[tuple[str, int], ...]]:
    """For each stored report, the length of each part."""
    rows = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    found: dict[str, list[tuple[str, int]]] = {}
    for report_id, name, size in rows.execute("SELECT report_id, name, length(sealed) FROM part ORDER BY name"):
        found.setdefault(report_id, []).append((name, size))
    rows.close()
    return {tuple(parts) for parts in found.values()}


@only_sqlite
def test_one_letter_and_3900_in_any_script_take_the_same_room(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    for letter in ("x", "é", "漢"):
        for length in (1, 400, 3900):
            assert rosa.send(what_happened=letter * length).status_code == 200
    assert len(house.report_ids()) == 9
    assert len(sizes(house)) == 1


@only_sqlite
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


@only_sqlite
@pytest.mark.parametrize("length", [20_000, 30_001, 49_999])
def test_longer_texts_take_the_room_of_their_padme_class(house: House, length: int) -> None:
    rosa = Rosa(house.form().test_client())
    for shorter in (0, 9):
        rosa.send(what_happened="漢" * (length - shorter))
    assert len(house.report_ids()) == 2
    assert len(sizes(house)) == 1
    padded = len(key_of("ada").identity.open(house.sealed("report")))
    assert padded == padme(padded) > 3 * length


def test_what_is_stored_is_of_the_same_sizes_whoever_sealed(windows: Windows, home: House) -> None:
    for java_script in (True, False):
        for text in ("x", "漢" * 3_900):
            page = windows.form(java_script=java_script)
            page.goto("/")
            if java_script:
                expect(page.get_by_text("In your browser.")).to_be_visible()
            mouse.fill(page, {"what_happened": text})
            mouse.press(page)
            mouse.words(page)
    ids = home.report_ids()
    assert len(ids) == 4
    assert {
        one: len({len(home.sealed(one, report)) for report in ids}) for one in ("report", "headline", "contact")
    } == {
        "report": 1,
        "headline": 1,
        "contact": 1,
    }


def test_files_are_stored_in_the_same_sizes_whoever_sealed(windows: Windows, home: House) -> None:
    top = padme(50_000)
    for java_script, size in ((True, 50_000), (True, top), (False, 50_001)):
        page = windows.form(java_script=java_script)
        page.context.set_default_timeout(60_000)
        page.goto("/")
        if java_script:
            expect(page.get_by_text("In your browser.")).to_be_visible()
        page.locator("summary", has_text="Screenshots, photos, documents").click()
        page.locator('[name=files_as][value="as-is"]').check()
        page.set_input_files("#files", {"name": "Rosa.bin", "mimeType": "text/plain", "buffer": bytes(size)})
        mouse.fill(page, {"what_happened": "Photo."})
        mouse.press(page)
        mouse.words(page)
    by = [home.open_as("ada", "report", one)["sealed_by"] for one in home.report_ids()]
    assert sorted(by) == ["browser", "browser", "server"]
    within = file_sizes(home)
    assert len(within) == 3 and len(set(within)) == 1


def file_sizes(house: House) -> list[int]:
    """Bytes that each stored file takes."""
    rows = sqlite3.connect(house.folder / "instance/mailbox/mailbox.db")
    found = rows.execute("SELECT sum(length(sealed)) FROM chunk GROUP BY report_id, name").fetchall()
    rows.close()
    return sorted(size for (size,) in found)


@only_sqlite
@pytest.mark.parametrize("length", [50_000, 700_001])
def test_files_take_the_room_of_their_padme_class(house: House, box: Box, length: int) -> None:
    rosa = Rosa(house.form(box).test_client())
    top = padme(length)
    for size in (length, top - 1, top):
        rosa.send(what_happened="Photo.", files_as="as-is", files=[bytes(size)])
    within = file_sizes(house)
    assert len(within) == 3 and len(set(within)) == 1, "a file's length shows inside its class"
    rosa.send(what_happened="Photo.", files_as="as-is", files=[bytes(top + 1)])
    assert file_sizes(house)[-1] > within[0], "the test cannot tell two classes apart"


@only_sqlite
def test_a_refused_file_leaves_nothing_that_could_be_counted(house: House, box: Box) -> None:
    rosa = Rosa(house.form(box).test_client())
    rosa.send(what_happened="He followed me.")
    rosa.send(what_happened="He followed me.", files=[b"MZ" + bytes(5000)])
    assert len(house.report_ids()) == 2
    assert len(sizes(house)) == 1 and file_sizes(house) == []
