"""What is missing from the log's folder, or stands in its way: told, put back, and entered once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reporting.accesslog import Tag
from tests.doctor.sound import Sound, sound
from tests.house import House
from tests.restore.disaster import everything
from tests.worker.reading import tagged
from tests.worker.test_log_folder import DAY, fill, folder, rounds, verified

place = folder


def deleted(file: Path) -> None:
    file.unlink()


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def told_of(well: Sound) -> list[tuple[str, str]]:
    return [(found.what, found.remedy) for group, found in well.serious() if group == "log folder"]


@pytest.mark.parametrize("spoil", [deleted, emptied])
@pytest.mark.parametrize("name", ["tile/0/001", "tile/entries/000"])
def test_what_was_taken_from_the_folder_is_told_by_the_doctor_and_put_back_with_the_next_checkpoint(
    house: House, place: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    fill(house, 600)
    rounds(house)
    well = sound(house)
    assert told_of(well) == []
    full = {file: file.stat().st_mtime_ns for file in place.glob("tile/*/???")}
    was = (place / name).read_bytes()
    spoil(place / name)
    ((what, remedy),) = told_of(well)
    assert what == f"1 file of the access log in {place} is missing or empty: {name}."
    assert remedy.startswith("The worker writes it anew after the next day's checkpoint.")
    house.clock.advance(DAY)
    rounds(house, 2)
    assert (place / name).read_bytes() == was
    assert verified(house, place) and told_of(well) == []
    again = {file.relative_to(place) for file, time in full.items() if file.stat().st_mtime_ns != time}
    number = name.rpartition("/")[2]
    assert again <= {Path("tile/0") / number, Path("tile/entries") / number}, "and no other full tile"


def test_a_part_that_is_missing_is_told_too(house: House, place: Path) -> None:
    rounds(house)
    well = sound(house)
    shutil.rmtree(place / "tile")
    ((what, _),) = told_of(well)
    assert what.startswith(f"2 files of the access log in {place} are missing or empty, the first is tile/0/000.p/")


def test_a_place_that_cannot_be_written_is_one_entry_however_often_the_worker_starts(
    house: House, place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (place / "tile").write_text("in the way")
    for _ in range(3):
        rounds(house)
    assert capsys.readouterr().err.count("cannot be written") == 3
    assert len(tagged(house, Tag.LOG_EXPORT)) == 1
    (place / "tile").unlink()
    rounds(house)
    assert verified(house, place)
    assert len(tagged(house, Tag.LOG_EXPORT)) == 1
    for path in place.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    rounds(house)
    assert everything(place)
    assert len(tagged(house, Tag.LOG_EXPORT)) == 2, "it was handed over a second time"


def test_a_place_that_is_named_instead_of_one_that_cannot_be_written_is_an_entry_of_its_own(
    house: House, place: Path
) -> None:
    (place / "tile").write_text("in the way")
    rounds(house)
    toml, other = house.folder / "instance/reporting.toml", house.folder / "other"
    other.mkdir()
    toml.write_text(toml.read_text().replace(f'"{place}"', f'"{other}"'))
    rounds(house)
    assert len(tagged(house, Tag.LOG_EXPORT)) == 2
