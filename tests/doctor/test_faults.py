"""Every serious finding: an instance with that one fault, seen to be reported; and a sound one with none."""

import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from reporting.clock import FixedClock
from reporting.db import sqlite
from reporting.doctor import Level, kernel_clock
from reporting.worker.erase import STEADY, ClockJumped
from tests.doctor.sound import SWAPS, Sound
from tests.doctor.spoiling import (
    add,
    another_past,
    backed_up,
    later,
    link,
    mounted,
    nobodys,
    private,
    rehashed,
    replaced,
    rewritten,
    rolled_back,
    running,
    spoil,
    sql,
    swap,
    unsent,
    written_out,
)
from tests.form.test_roster import change
from tests.house import locked


def test_a_sound_instance_has_nothing_serious_and_something_fine_in_each_group(well: Sound) -> None:
    found = well.found()
    assert [finding for _, finding in found if finding.level is Level.SERIOUS] == []
    assert {group for group, finding in found if finding.level is Level.FINE} >= {
        "settings", "debug", "files", "private keys", "roster", "stores", "memory", "clock", "worker", "disk", "ages",
        "guidelines",
    }  # fmt: skip
    assert all(finding.remedy for _, finding in found if finding.level is not Level.FINE)


Fault = tuple[str, Callable[[Sound], object], dict[str, str]]
FAULTS: list[Fault] = [
    ("an unknown setting", lambda w: add(w, "[colour]\n"), {"settings": "line 11: unknown section"}),
    ("settings that are gone", lambda w: (w.instance / "reporting.toml").unlink(), {"settings": "is not there"}),
    ("a secret that is gone", lambda w: (w.instance / "secrets/form-token").unlink(),
     {"settings": "is not there"}),
    ("debug mode", lambda w: w.environ.update(FLASK_DEBUG="1"), {"debug": "FLASK_DEBUG is set in this environment"}),
    ("TLS keys that are written down", lambda w: w.environ.update(SSLKEYLOGFILE="/tmp/k"), {"debug": "SSLKEYLOGFILE"}),
    ("a form that runs in debug mode", lambda w: running(w, "FLASK_DEBUG=true"), {"debug": "in process 4711"}),
    ("an open instance", lambda w: w.instance.chmod(0o755), {"files": "instance is open to every user"}),
    ("open settings", lambda w: (w.instance / "reporting.toml").chmod(0o644), {"files": "reporting.toml is open"}),
    ("an open secret", lambda w: (w.instance / "secrets/form-token").chmod(0o604),
     {"settings": "can be read or changed", "files": "form-token is open"}),
    ("a secret that a group may change", lambda w: (w.instance / "secrets/log-key").chmod(0o620),
     {"settings": "can be read or changed", "files": "changed by a group"}),
    ("an open store", lambda w: (w.instance / "mailbox/mailbox.db").chmod(0o604),
     {"stores": "mailbox.db is open", "files": "mailbox.db is open"}),
    ("guidelines that anybody may change", lambda w: (w.instance / "guidelines/2026-03-03.md").chmod(0o646),
     {"files": "2026-03-03.md is open"}),
    ("a secret behind a link", link, {"files": "is a link"}),
    ("keys/ that a group may change", lambda w: w.keys.chmod(0o775), {"files": "keys may be changed by others"}),
    ("a roster that anybody may change", lambda w: (w.keys / "roster").chmod(0o646),
     {"files": "roster may be changed"}),
    ("a private key in the instance", lambda w: private(w.instance / "ada.age", locked("ada")),
     {"private keys": "ada.age holds a private key"}),
    ("a private key among the secrets", lambda w: private(w.instance / "secrets/key", b"-----BEGIN PRIVATE KEY-----\n"),
     {"private keys": "secrets/key holds a private key"}),
    ("a private key in keys/", lambda w: private(w.keys / "ada.txt", locked("ada"), 0o644),
     {"private keys": "ada.txt holds a private key", "roster": "ada.txt holds a private key"}),
    ("a roster that was changed", lambda w: replaced(w.keys / "roster", "ethics board", "ethics bored"),
     {"roster": "the signature of ada does not fit"}),
    ("a public half that is gone", lambda w: (w.keys / "ben.pub").unlink(), {"roster": "ben.pub is missing"}),
    ("a former roster that was put back", rolled_back, {"roster's age": "older than one that the access log knows"}),
    ("another log's key", lambda w: (w.instance / "secrets/log-key").write_text("ab" * 32),
     {"roster": "log-key is not the private half"}),
    ("no public half of the log", lambda w: (w.keys / "log.pub").unlink(), {"roster": "log.pub is not one verifier"}),
    ("a store that is gone", lambda w: (w.instance / "mailbox/mailbox.db").unlink(),
     {"stores": "mailbox.db is not there"}),
    ("a store of an older version", lambda w: sql(w, "desk", "UPDATE alembic_version SET version_num = '0001'"),
     {"stores": "are not those of this version"}),
    ("a store that a power cut can take back", lambda w: sql(w, "mailbox", "PRAGMA journal_mode=DELETE"),
     {"stores": "is not in WAL mode"}),
    ("a damaged store", spoil, {"stores": "desk.db"}),
    ("a count that is not that of the cases",
     lambda w: sql(w, "desk", "INSERT INTO clock_count VALUES ('2026-11-01', 'feedback', '2026-11-02', 'done', 3, 7)"),
     {"stores": "The count of clocks that auditors read is not"}),
    ("an entry that was changed by hand", lambda w: rewritten(w, "entry", b'{"tag":"filler"}'),
     {"access log": "desk.db was changed from outside. The entry 7 of its access log is not what was hashed."}),
    ("an entry that is found by what it does not say", lambda w: rewritten(w, "person", "nobody"),
     {"access log": "The entry 7 of its access log is missing, or found by what it does not say."}),
    ("an entry that is gone", lambda w: rewritten(w, "leaf", -1), {"access log": "The entry 7 of its access log is"}),
    ("entries that were hashed anew", rehashed, {"access log": "are not the 64 that its newest checkpoint signs for"}),
    ("a log that does not go on from what was signed", another_past,
     {"access log": "does not continue the 64 entries that were signed for last"}),
    ("a store in memory", lambda w: mounted(w, "tmpfs"), {"stores": "lies on tmpfs"}),
    ("a store across a network", lambda w: mounted(w, "nfs4"), {"stores": "lies on nfs4"}),
    ("swap", swap, {"memory": "Swap is on: /dev/vda2"}),
    ("a clock that is behind", lambda w: later(w, timedelta(days=-2)), {"clock": "The clock says 2026-11-21"}),
    ("a clock that was ahead", nobodys, {"clock": "something of 2027-02-01"}),
    ("a worker that does nothing", lambda w: later(w, timedelta(days=3)), {"worker": "is of 2026-11-23"}),
    ("no backup since two days", lambda w: backed_up(w, "2026-11-21"), {"backups": "last backup is of 2026-11-21"}),
    ("no folder for the log", lambda w: shutil.rmtree(written_out(w)), {"log folder": "log is no folder"}),
    ("a folder of the log that is behind", lambda w: written_out(w, days_ago=2),
     {"log folder": "is of 2026-11-23: it is not written on"}),
    ("another log in its folder", lambda w: (written_out(w) / "checkpoint").write_text("— not ours"),
     {"log folder": "is old, or another one: it is not written on"}),
    ("a folder of the log that is full", lambda w: (written_out(w), setattr(w, "free", 2**20)),
     {"log folder": "log is full", "disk": "GiB are left for"}),
    ("half settings for mail", lambda w: add(w, '[mail]\nhost = "localhost"\n'), {"mail": "sender must be"}),
    ("mail to nobody of the roster",
     lambda w: add(w, '[mail]\nhost = "a.example"\nsender = "a@b.example"\n[mail.addresses]\nmia = "m@b.example"\n'),
     {"mail": "line 15: 'mia' in [mail.addresses] is no handle"}),
    ("mail that nobody takes since days", lambda w: unsent(w, ("2026-11-20", 9), ("2026-11-21", 2)),
     {"mail": "2 mails to readers do not go out, the oldest since 2026-11-20"}),
    ("mail that is put off each time", lambda w: unsent(w, ("2026-11-23", 6)), {"mail": "1 mail to a reader does not"}),
    ("a disk that is full", lambda w: setattr(w, "free", 300 * 2**20), {"disk": "GiB are left for"}),
    ("guidelines without a day", lambda w: private(w.instance / "guidelines/new.md", b"# New"),
     {"guidelines": "not named after a day"}),
    ("no file for the proxy", lambda w: w.asked.update(proxy_config=w.instance / "none"), {"proxy": "is no file"}),
    ("no address to ask", lambda w: w.asked.update(urls=("concerns",)), {"answers": "is no address of a page"}),
    ("nobody who answers", lambda w: w.asked.update(urls=("http://127.0.0.1:1/",)), {"answers": "does not answer"}),
]  # fmt: skip


@pytest.mark.parametrize(("put_in", "told"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS])
def test_one_fault_is_told_with_what_mends_it_and_nothing_else_is(
    well: Sound, put_in: Callable[[Sound], object], told: dict[str, str]
) -> None:
    put_in(well)
    found = well.serious()
    assert {group for group, _ in found} == set(told)
    for group, finding in found:
        assert told[group] in finding.what
        assert finding.remedy
        assert "\n" not in finding.what + finding.remedy


def test_a_worker_that_runs_less_than_weekly_is_told_to_erase_nothing(well: Sound) -> None:
    for _ in range(3):
        well.house.clock.advance(timedelta(days=8))
        with pytest.raises(ClockJumped):
            well.house.work()
        ((group, finding),) = well.serious()
        assert group == "worker" and "nothing is erased by its date" in finding.what
    for _ in range(STEADY):
        well.house.clock.advance(timedelta(days=1))
        with suppress(ClockJumped):
            well.house.work()
    assert well.serious() == []


def test_a_roster_is_the_newest_again_once_it_is_back_in_its_place(well: Sound) -> None:
    first, newest = well.house.folder / "first", well.house.folder / "newest"
    shutil.copytree(well.keys, first)
    change(well.house, without="ines")
    assert well.serious() == []  # nobody has entered it yet
    well.house.work()
    shutil.copytree(well.keys, newest)
    for put_back, groups in ((first, {"roster's age"}), (newest, set())):
        shutil.rmtree(well.keys)
        shutil.copytree(put_back, well.keys)
        assert {group for group, _ in well.serious()} == groups
        well.house.work()  # which enters what it finds, also a former one
        assert {group for group, _ in well.serious()} == groups


def test_what_the_worker_writes_by_itself_is_closed_to_others(well: Sound) -> None:
    well.house.clock.advance(timedelta(days=1))
    well.house.work()
    assert well.serious() == []


def test_a_mail_of_today_or_of_last_night_is_on_its_way(well: Sound) -> None:
    unsent(well, ("2026-11-23", 1), ("2026-11-22", 5))
    assert well.serious() == []


def test_a_clock_that_nothing_keeps_is_advice_and_one_that_cannot_be_asked_is_not(well: Sound) -> None:
    for kept, said in ((False, True), (None, False), (True, False)):
        well.kept = kept
        assert any("Nothing keeps this machine's clock" in what for what in well.advice()) is said
    assert well.serious() == []


def test_the_kernel_says_whether_its_clock_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kernel_clock.kept() in (True, False, None)
    for answer, kept in ((0, True), (1, True), (5, False), (-1, None)):
        monkeypatch.setattr(kernel_clock, "_adjtimex", lambda _state, answer=answer: answer)
        assert kernel_clock.kept() is kept
    monkeypatch.setattr(kernel_clock, "_adjtimex", None)
    assert kernel_clock.kept() is None


def test_a_store_that_is_opened_carelessly_is_told(well: Sound, monkeypatch: pytest.MonkeyPatch) -> None:
    """As by another SQLite, in which a setting of ours is not known and changes nothing."""
    monkeypatch.setattr(
        sqlite, "DURABLE", ("synchronous=NORMAL", "secure_delete=OFF", "foreign_keys=ON", "trusted_schema=OFF")
    )
    found = [finding.what for group, finding in well.serious() if group == "stores"]
    assert found == [f"{name}.db is opened without synchronous, secure_delete." for name in ("mailbox", "desk")]


def test_what_is_not_urgent_is_advice(well: Sound) -> None:
    well.environ["PYTHONPATH"] = "/somewhere"
    (well.proc / "sys/kernel/core_pattern").write_text("|/usr/lib/systemd/systemd-coredump %P\n")
    (well.proc / "swaps").write_text(f"{SWAPS}/dev/dm-1 partition 1 0 -2\n/dev/zram0 partition 1 0 -2\n")
    well.free = 2**30
    (well.instance / "mailbox/copy.db").touch(0o600)
    well.clock = FixedClock(datetime.now(UTC) + timedelta(days=800))
    (well.instance / "guidelines/2026-03-03.md").unlink()
    told = " ".join(well.advice())
    said = ("PYTHONPATH", "systemd-coredump", "Swap is on: /dev/dm-1", "1.0 GiB", "More than one store", "is of 20")
    for words in (*said, "No guidelines", "There is no mail", "run as one user"):
        assert words in told
    assert "zram" not in told


@pytest.mark.parametrize("days_ago", [0, 1])
def test_yesterdays_log_in_its_folder_will_do_and_an_empty_folder_is_advice(days_ago: int, well: Sound) -> None:
    folder = written_out(well, days_ago=days_ago)
    assert [finding.level for group, finding in well.found() if group == "log folder"] == [Level.FINE]
    (folder / "checkpoint").unlink()
    assert [finding.level for group, finding in well.found() if group == "log folder"] == [Level.ADVICE]


@pytest.mark.parametrize(("day", "told"), [("2026-11-22", []), ("soon", ["has not made a backup yet"])])
def test_yesterdays_backup_will_do_and_none_is_advice(day: str, told: list[str], well: Sound) -> None:
    assert any("makes no backup" in what for what in well.advice())
    backed_up(well, day)
    assert well.serious() == []
    assert [words for words in told if any(words in what for what in well.advice())] == told
    assert not any("makes no backup" in what for what in well.advice())


def test_a_disk_without_room_is_told_with_what_comes_of_it(well: Sound) -> None:
    backed_up(well, "2026-11-22")
    well.free = 2**30
    assert well.serious() == []
    well.free = 0
    assert [finding.what.partition(" are left for ")[2] or finding.what for _group, finding in well.serious()] == [
        "/var/backups/reporting has no room for another backup.",
        "mailbox.db: reports will be refused.",
        "desk.db: readers will be shown nothing.",
    ]
