"""What helpers of a test read is what lies there now."""

from pathlib import Path

from tests.house import House
from tests.postgres import only_sqlite
from tests.review.deposits import deposit
from tests.stores import laid


@only_sqlite
def test_a_store_at_hand_is_opened_once_and_anew_when_another_file_has_taken_its_place(house: House) -> None:
    assert house.at_hand.mailbox is house.at_hand.mailbox
    report_id = deposit(house, "ada", "ben")
    assert house.report_ids() == [report_id]

    file = house.folder / "instance" / "mailbox" / "mailbox.db"
    other = file.with_name("other.db")
    laid(other, "mailbox")
    for beside in ("-wal", "-shm"):
        Path(f"{file}{beside}").unlink(missing_ok=True)
    other.replace(file)
    assert house.report_ids() == []


def test_no_house_has_the_store_of_another_at_hand(house: House, home: House) -> None:
    deposit(house, "ada", "ben")
    assert len(house.report_ids()) == 1 and home.report_ids() == []
