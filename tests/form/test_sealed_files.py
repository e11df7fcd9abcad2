"""`POST /sealed` with files that a browser sealed: stored as they came, or refused whole."""

from collections.abc import Callable
from io import BytesIO

import pytest

from reporting.form.uploads import ON_SHELVES
from reporting.sealing import seal
from tests.form.sealing import FRAME, Sender
from tests.form.test_sealed import TEXT
from tests.house import FORM, House, Rosa, key_of


def test_files_that_a_browser_sealed_are_stored_as_they_came(sender: Sender, house: House) -> None:
    first, second = b"a photo" * 100_000, b"x"
    fields, parts = sender.with_files(sender.written(what_happened=TEXT), first, second)
    assert sender.post(fields, parts).status_code == 201
    assert house.file("file-1") == parts["file-1"] and house.file("file-2") == parts["file-2"]
    assert key_of("ben").identity.open(house.file("file-1")).rstrip(b"\0") == first
    assert house.open_as("ada", "headline")["files"] == 2


def test_the_same_with_files_is_one_report_and_with_others_is_none_in_silence(sender: Sender, house: House) -> None:
    written = sender.written(what_happened=TEXT)
    first, again, other = (sender.with_files(written, one) for one in (b"photo", b"photo", b"another"))
    assert sender.post(*first).status_code == 201
    assert sender.post(*again).status_code == 201
    answer = sender.post(*other)
    assert answer.status_code == 409
    assert "the files are others" in answer.get_json()["text"]
    assert house.report_ids() == [sender.report_id]


@pytest.mark.parametrize("names", [["file-2"], ["file-1", "file-3"], ["file-0"], ["file-11"], ["photo"]])
def test_files_under_other_names_are_not_taken(sender: Sender, house: House, names: list[str]) -> None:
    fields, parts = sender.with_files(sender.written(what_happened=TEXT), b"photo")
    sealed = parts.pop("file-1")
    assert sender.post(fields, parts | dict.fromkeys(names, sealed)).status_code == 400
    assert house.report_ids() == []


@pytest.mark.parametrize("fault", ["in clear", "cut", "not padded", "for one", "too large together"])
def test_a_file_that_is_not_sealed_as_it_should_be_is_not_taken(
    sender: Sender, house: House, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields, parts = sender.with_files(sender.written(what_happened=TEXT), bytes(4096), bytes(4096))
    bad = {
        "in clear": b"a photo",
        "cut": parts["file-1"][:-1],
        "not padded": seal(bytes(1001), sender.keys()),
        "for one": seal(bytes(4096), sender.keys()[:1]),
        "too large together": parts["file-1"],
    }
    if fault == "too large together":
        monkeypatch.setattr("reporting.intake.inspection.FILES_TOGETHER", 8191)
    assert sender.post(fields, parts | {"file-1": bad[fault]}).status_code == 400
    assert house.report_ids() == []


class Announced(BytesIO):
    """A body that was announced and does not come; what happens meanwhile happens when it is waited for."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def read(self, _size: int | None = -1) -> bytes:
        self._meanwhile()
        return b""

    def readinto(self, _into: object) -> int:
        self._meanwhile()
        return 0


def test_whoever_announces_large_files_and_sends_none_holds_no_room(sender: Sender, house: House) -> None:
    """Two lines of a request would keep the files of everybody out for as long as their sender is waited for."""
    fields, parts = sender.with_files(sender.written(what_happened=TEXT), bytes(5 * 2**20))
    came: list[int] = []

    def announce(meanwhile: Callable[[], object]) -> None:
        sender.client.application.test_client().post(
            "/sealed",
            input_stream=Announced(meanwhile),
            environ_overrides={"CONTENT_LENGTH": str(ON_SHELVES // 2)},
            content_type=FRAME,
            base_url=FORM,
            headers=Rosa.HEADERS,
        )

    announce(lambda: announce(lambda: came.append(sender.post(fields, parts).status_code)))
    assert came == [201]
    assert sender.client.application.extensions["reporting"].uploads._free == ON_SHELVES


def test_when_there_is_no_room_for_more_files_it_says_so_and_stores_nothing(sender: Sender, house: House) -> None:
    fields, parts = sender.with_files(sender.written(what_happened=TEXT), bytes(5 * 2**20))
    uploads = sender.client.application.extensions["reporting"].uploads
    taken = uploads._free
    assert uploads.take(taken)
    answer = sender.post(fields, parts)
    uploads.give_back(taken)
    assert (answer.status_code, house.report_ids()) == (503, [])
    assert sender.post(fields | {"token": answer.get_json()["token"]}, parts).status_code == 201
