"""Files that come after the report, with a message: under the numbers that follow, and as well kept as the first."""

from collections.abc import Sequence
from contextlib import nullcontext

import pytest

from reporting import intake
from reporting.abuse import SpentToken
from reporting.cleaning import Box
from reporting.intake import Files, Upload, Way
from reporting.mailbox.desk_side import DeskMailbox
from reporting.mailbox.receipt import Receipt
from tests.attachments import picture
from tests.form.sealing import Sender
from tests.house import House, Rosa, build, key_of, words_of


@pytest.fixture
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return build(tmp_path_factory.mktemp("house"))


def names(house: House) -> list[str]:
    with house.mailbox().read() as session:
        return [name for name in DeskMailbox(session).parts(house.report_ids()[0]) if name.startswith("file")]


def test_they_take_the_numbers_after_those_that_are_there(house: House) -> None:
    sender = Sender(house)
    written = sender.written(what_happened="He followed me.")
    assert sender.post(*sender.with_files(written, b"first")).status_code == 201
    for wrong in ("file-1", "file-3"):
        sender.visit()
        assert sender.add(1, {wrong: b"later"}, what_happened="More.").status_code == 400
    assert names(house) == ["file-1"]
    sender.visit()
    assert sender.add(1, {"file-2": b"later"}, what_happened="More.").status_code == 201
    assert names(house) == ["file-1", "file-2"]
    assert key_of("ben").identity.open(house.file("file-2")).rstrip(b"\0") == b"later"
    sender.visit()
    assert sender.add(1, {"file-2": b"later"}, what_happened="More.").status_code == 201
    assert names(house) == ["file-1", "file-2"], "the same again is stored once"


def test_ten_fit_and_no_more(house: House) -> None:
    sender = Sender(house)
    written = sender.written(what_happened="He followed me.")
    assert sender.post(*sender.with_files(written, *(b"x%d" % at for at in range(10)))).status_code == 201
    sender.visit()
    assert sender.add(1, {"file-11": b"later"}, what_happened="More.").status_code == 400
    assert len(names(house)) == 10


def written_again(house: House, receipt: Receipt, box: Box, uploads: Sequence[Upload]) -> Files:
    def at_once() -> SpentToken:
        return SpentToken(b"t" * 32, house.clock.today())

    told = intake.write_again(
        receipt,
        "Here are the pictures.",
        mailbox=house.mailbox(),
        roster=house.roster,
        clock=house.clock,
        check_token=at_once,
        uploads=uploads,
        cleaning=lambda: nullcontext(box.clean),
    )
    assert told is not None
    return told


def test_without_javascript_they_are_cleaned_and_one_that_is_refused_costs_nothing(house: House, box: Box) -> None:
    page = Rosa(house.form().test_client()).send(what_happened="He followed me.")
    receipt = Receipt.from_words(" ".join(words_of(page.text)))
    told = written_again(house, receipt, box, [Upload(b""), Upload(picture()), Upload(b"as it is", Way.AS_IS)])
    assert [bool(one.refused) for one in told.told] == [True, False, False]
    assert names(house) == ["file-1", "file-2"]
    assert key_of("ada").identity.open(house.file("file-1")).startswith(b"\xff\xd8\xff")
