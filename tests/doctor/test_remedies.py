"""What is told to mend a fault mends it: whoever follows a remedy loses nothing by it."""

from collections.abc import Callable

import pytest

from reporting import migrations
from reporting.db import StoreRefused
from tests.doctor.sound import Sound


def gone(name: str) -> Callable[[Sound], object]:
    return lambda well: (well.instance / name).unlink()


def said(name: str, text: str) -> Callable[[Sound], object]:
    return lambda well: (well.instance / name).write_text(text)


FAULTS: list[tuple[str, Callable[[Sound], object], str, str]] = [
    ("a log's key that is gone", gone("secrets/log-key"), "log-key is not there.",
     "Put back the copy that you keep of it: a new one cannot sign this log on."),
    ("a log's key that is empty", said("secrets/log-key", ""), "log-key is not one line of plain letters.",
     "Put back the copy that you keep of it: a new one cannot sign this log on."),
    ("a log's key cut short", said("secrets/log-key", "ab" * 31), "log-key is not 32 bytes in hex.",
     "Put back the copy that you keep of it: a new one cannot sign this log on."),
    ("the form's secret that is gone", gone("secrets/form-token"), "form-token is not there.",
     "Make it anew: 32 random bytes in hex, mode 0600."),
    ("a store that is gone", gone("mailbox/mailbox.db"), "mailbox.db is not there.",
     "Put a backup back: reporting restore; only where nothing was ever in it: reporting db upgrade --new"),
    ("a store cut to nothing", said("desk/desk.db", ""), "desk.db is empty.",
     "Put a backup back: reporting restore; only where nothing was ever in it: reporting db upgrade --new"),
    ("a file that is no store", said("desk/desk.db", "garbage"), "desk.db is damaged.",
     "Move it away, and put a backup back: reporting restore"),
]  # fmt: skip


@pytest.mark.parametrize(("put_in", "what", "remedy"), [each[1:] for each in FAULTS], ids=[each[0] for each in FAULTS])
def test_a_remedy_is_one_and_loses_nothing(
    well: Sound, put_in: Callable[[Sound], object], what: str, remedy: str
) -> None:
    put_in(well)
    ((_, finding),) = well.serious()
    assert finding.what.endswith(what)
    assert finding.remedy == remedy


def test_a_file_that_is_no_store_is_not_upgraded_and_stays_as_it_was(well: Sound) -> None:
    store = well.instance / "desk/desk.db"
    store.write_text("garbage")
    with pytest.raises(StoreRefused, match=r"desk\.db is damaged\. Move it away, and put a backup back"):
        migrations.upgrade(f"sqlite:///{store}", "desk")
    assert store.read_text() == "garbage"
