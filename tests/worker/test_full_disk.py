"""The disk on which desk and log lie is full: nothing that was acknowledged is lost, the operator is told which store,
and once there is room everything goes on by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting import worker
from reporting.db import StoreRefused
from reporting.review import House as Rooms
from tests.faults.full_disk import NoSmallDisk, fill, small_disk
from tests.house import House, Reader, Rosa
from tests.postgres import only_sqlite
from tests.worker.test_rounds import Rounds

pytestmark = only_sqlite


@pytest.fixture
def ballast(house: House) -> Iterator[Path]:
    """Desk and log lie on a small disk; written here, this file leaves no room on it."""
    place = house.folder / "instance" / "desk"
    try:
        with small_disk(place):
            yield place / "ballast"
    except NoSmallDisk:
        pytest.skip("LEFT OUT: a full disk, since no disk may be mounted here")


def work(house: House, rooms: Rooms) -> None:
    worker.run(rooms, house.keys, house.signing(), Rounds(1))


def test_a_worker_without_room_names_the_store_and_what_to_do_and_then_takes_what_waits(
    house: House, ballast: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rooms = house.rooms()
    work(house, rooms)
    fill(ballast)
    assert Rosa(house.form().test_client()).send(what_happened="He followed me.").status_code == 200
    work(house, rooms)
    said = capsys.readouterr().err
    assert said.startswith("reporting worker: ") and said.count("\n") == 1
    assert "desk.db could not be used: its disk " in said and said.endswith("Trying again each minute.\n")
    ballast.unlink()
    work(house, rooms)
    assert capsys.readouterr().err == ""
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    assert ada.get("/inbox").text.count("data-case=") == 1


def test_a_disk_that_is_full_for_hours_is_told_once_an_hour_and_at_once_when_it_fills_again(
    house: House, ballast: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rooms, rosa = house.rooms(), Rosa(house.form().test_client())
    work(house, rooms)

    class Hours(Rounds):
        """An hour without room and a little more, a minute with it, and one without."""

        def wait(self, timeout: float | None = None) -> bool:
            if self.left == 3:
                ballast.unlink()
            elif self.left == 2:
                fill(ballast)
                rosa.send(what_happened="He came back.")
            return super().wait(timeout)

    fill(ballast)
    rosa.send(what_happened="He followed me.")
    worker.run(rooms, house.keys, house.signing(), Hours(worker.rounds.AGAIN + 5))
    assert capsys.readouterr().err.count("desk.db could not be used") == 3


def test_a_program_that_starts_without_room_is_not_told_to_upgrade(house: House, ballast: Path) -> None:
    fill(ballast)
    with pytest.raises(StoreRefused, match=r"desk\.db could not be used: its disk fails, or is full\."):
        house.rooms()
    ballast.unlink()
    house.rooms()


def test_who_reads_gets_nothing_without_an_entry_and_is_told_that_nothing_was_changed(
    house: House, ballast: Path
) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    house.work()
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()
    case_id = ada.get("/inbox").text.split('data-case="', 1)[1].split('"', 1)[0]
    fill(ballast)
    answer = ada.post(f"/cases/{case_id}/report")
    assert answer.status_code == 503
    ballast.unlink()
    assert ada.post(f"/cases/{case_id}/report").status_code == 200
