"""Promise 13 on the other side: a flood costs bounded disk, memory and room, and leaves nothing written down."""

import gc
import tracemalloc
from datetime import timedelta

import pytest
from flask import Flask

from reporting.abuse.breaker import PLACES
from reporting.mailbox import box
from tests.flood import flood, trip
from tests.form.sealing import Sender
from tests.house import FORM, House, Rosa, fields_of
from tests.postgres import only_sqlite
from tests.promises.flooded import MINUTE, TYPED, a_flooded_form, a_form, kept, patient

flooded = a_flooded_form
form = a_form


def disk(house: House) -> int:
    return sum(file.stat().st_size for file in (house.folder / "instance" / "mailbox").iterdir())


@only_sqlite
def test_a_flood_costs_bounded_disk_and_memory(house: House, flooded: Flask) -> None:
    client = flooded.test_client()
    tracemalloc.start()
    flood(house, client, 50)
    stored, before = house.report_ids(), disk(house)
    gc.collect()
    start = tracemalloc.take_snapshot()
    flood(house, client, 100)
    gc.collect()
    grown = sum(line.size_diff for line in tracemalloc.take_snapshot().compare_to(start, "filename"))
    tracemalloc.stop()
    assert grown < 100_000, "a refused post leaves more than a kilobyte behind"
    assert house.report_ids() == stored
    assert disk(house) == before


def test_files_that_are_set_aside_have_bounded_room(house: House, form: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "CHUNKS_ASIDE", 3)
    rosa = Rosa(form.test_client())

    def set_aside(size: int) -> int:
        page = rosa.send(what_happened="Buy now.", remark="x")
        rosa.fields = fields_of(page.text)
        files = {"files_as": "as-is", "files": [bytes(size)]} if size else {}
        return rosa.send_again(remark="x", **files).status_code

    assert [set_aside(box.CHUNK + 1), set_aside(box.CHUNK + 1), set_aside(1), set_aside(1)] == [200, 503, 200, 503]
    assert set_aside(0) == 200


@pytest.fixture
def small_tray(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(box, "ROOM_ASIDE", 20)
    return 20


def test_a_flood_that_waits_fills_the_tray_and_no_more(house: House, flooded: Flask, small_tray: int) -> None:
    got = flood(house, flooded.test_client(), PLACES + small_tray + 30, with_each=patient(house))
    assert got == {200: PLACES + small_tray, 503: 30}
    before = len(house.report_ids())
    rosa = Rosa(flooded.test_client())
    rosa.fields = kept(rosa.send(**TYPED))
    house.clock.advance(MINUTE)
    assert rosa.send_again().status_code == 200, "a full tray locked somebody out for more than two minutes"
    assert len(house.report_ids()) == before + 1


def test_a_full_tray_says_so_and_keeps_words_and_proof(house: House, flooded: Flask, small_tray: int) -> None:
    proofs = patient(house)
    flood(house, flooded.test_client(), PLACES + small_tray, with_each=proofs)
    rosa = Rosa(flooded.test_client())
    page = rosa.send(**TYPED, **proofs())
    assert page.status_code == 503
    assert "the room that we keep for such a time is full" in page.text
    rosa.fields = kept(page)
    house.clock.advance(timedelta(seconds=10))
    assert rosa.send_again().status_code == 200


def test_nor_is_what_was_stored_before_called_lost_by_a_full_tray(house: House, form: Flask, small_tray: int) -> None:
    sender = Sender(house, form.test_client())
    first = sender.send(what_happened="He followed me.")
    trip(house, form)
    proofs = patient(house)
    flood(house, form.test_client(), PLACES + small_tray, with_each=proofs)
    written = sender.written(what_happened="He followed me.")
    new = sender.fields(written) | {"token": fields_of(form.test_client().get("/", base_url=FORM).text)["token"][0]}
    again = sender.post(new | proofs(), sender.parts(written))
    assert (again.status_code, again.json) == (201, first.json)


def test_nothing_of_the_flood_or_of_who_waited_is_written_down(house: House, flooded: Flask) -> None:
    """The breaker counts in memory: no file of the form is new, and none holds the second of a token."""
    rosa = Rosa(flooded.test_client())
    store = house.folder / "instance" / "mailbox"
    known = {file for file in house.folder.rglob("*") if file.is_file()}
    known |= {store / "mailbox.db-wal", store / "mailbox.db-shm"}
    rosa.fields = kept(rosa.send(**TYPED))
    ripening = rosa.fields["ripening"][0]
    house.clock.advance(MINUTE)
    rosa.send_again()
    files = {file for file in house.folder.rglob("*") if file.is_file()}
    assert files <= known
    for part in (ripening, ripening.split(".")[2], ".".join(ripening.split(".")[:2])):
        assert not any(part.encode() in file.read_bytes() for file in files)
