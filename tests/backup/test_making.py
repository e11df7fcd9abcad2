"""A backup is made while everything runs: whole, and of one moment."""

import json
import os
import re
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from reporting.backup import snapshot
from tests.backup.instances import a_house_lived_in
from tests.backup.reading import backup, backup_while_somebody_reports, members, store, unpaired
from tests.house import House, Reader, Rosa

lived_in = a_house_lived_in


def test_it_holds_both_stores_the_keys_the_settings_and_the_guidelines_and_no_secret(lived_in: House) -> None:
    found = members(backup(lived_in))
    handles = ("ada", "ben", "ines", "log", "noor", "olu")
    assert list(found) == [
        "backup.json",
        "desk.db",
        "guidelines/2026-03-03.md",
        *(f"keys/{handle}.pub" for handle in handles),
        "keys/roster",
        "mailbox.db",
        "reporting.toml",
    ]
    listed = json.loads(found.pop("backup.json"))
    assert (listed["format"], listed["made_on"]) == ("reporting backup v1", "2026-11-24")
    assert listed["files"] == {name: [len(held), sha256(held).hexdigest()] for name, held in found.items()}
    secrets = [file.read_bytes().strip() for file in (lived_in.folder / "instance/secrets").iterdir()]
    assert len(secrets) == 2
    for secret in secrets:
        for held in found.values():
            assert secret not in held and bytes.fromhex(secret.decode()) not in held


def test_secrets_are_in_it_when_they_are_asked_for(lived_in: House) -> None:
    found = members(backup(lived_in, with_secrets=True))
    for name in ("form-token", "log-key"):
        assert found[f"secrets/{name}"] == (lived_in.folder / "instance/secrets" / name).read_bytes()


def test_what_is_sealed_is_in_it_as_it_lies_in_the_store(lived_in: House, tmp_path: Path) -> None:
    with store(backup(lived_in), "mailbox.db", tmp_path) as rows:
        copied = rows.execute("SELECT report_id, name, sealed FROM part ORDER BY 1, 2").fetchall()
    with closing(sqlite3.connect(lived_in.folder / "instance/mailbox/mailbox.db")) as there:
        assert copied == there.execute("SELECT report_id, name, sealed FROM part ORDER BY 1, 2").fetchall()
    assert len(copied) == 9


def test_the_same_stores_give_the_same_bytes_and_no_time_but_the_day(lived_in: House) -> None:
    one, other = backup(lived_in), backup(lived_in, "other.tar")
    assert one.read_bytes() == other.read_bytes()
    midnight = datetime(2026, 11, 24, tzinfo=UTC).timestamp()
    with tarfile.open(one) as tar:
        for member in tar:
            assert (member.mtime, member.mode, member.uid, member.gid) == (midnight, 0o600, 0, 0)
            assert (member.uname, member.gname, member.pax_headers) == ("", "", {})


def test_nobody_who_is_signed_in_is_in_it(lived_in: House, tmp_path: Path) -> None:
    with closing(sqlite3.connect(lived_in.folder / "instance/desk/desk.db")) as rows:
        held = [rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in snapshot.SESSIONS]
        tokens = rows.execute("SELECT token_hash FROM desk_session UNION SELECT secret FROM sign_in_secret").fetchall()
    assert 0 not in held
    made = backup(lived_in)
    with store(made, "desk.db", tmp_path) as rows:
        for table in snapshot.SESSIONS:
            assert rows.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert len(tokens) == 2 and not any(token in made.read_bytes() for (token,) in tokens)


def test_what_was_deleted_is_not_in_it_and_pages_lie_in_the_order_of_random_keys(
    lived_in: House, tmp_path: Path
) -> None:
    canary = os.urandom(64)
    with closing(sqlite3.connect(lived_in.folder / "instance/mailbox/mailbox.db")) as rows:
        rows.execute("PRAGMA secure_delete=OFF")
        (report,) = rows.execute("SELECT report_id FROM deposit LIMIT 1").fetchone()
        row = (report, "file-1", 0, canary * 4096)
        rows.execute("INSERT INTO chunk (report_id, name, number, sealed) VALUES (?, ?, ?, ?)", row)
        rows.commit()
        rows.execute("DELETE FROM chunk")
        rows.commit()
        rows.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert canary in (lived_in.folder / "instance/mailbox/mailbox.db").read_bytes(), "a careless delete leaves it"
    made = backup(lived_in)
    assert canary not in made.read_bytes()
    with store(made, "mailbox.db", tmp_path) as rows:
        assert rows.execute("PRAGMA freelist_count").fetchone() == (0,)
        sealed = [one for (one,) in rows.execute("SELECT sealed FROM part ORDER BY report_id, name")]
    whole = members(made)["mailbox.db"]
    # A sealed part fills pages of its own: where its end lies in the file is where it was put.
    places = [whole.index(one[-512:]) for one in sealed]
    assert places == sorted(places) and len(places) == 9


def test_other_writers_wait_until_both_stores_are_read_from_one_moment_and_not_longer(
    lived_in: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, copy = snapshot._begin, snapshot.Moment.copy
    seen: list[tuple[str, bool, bool]] = []

    def locked(name: str) -> bool:
        with closing(sqlite3.connect(lived_in.folder / f"instance/{name}/{name}.db", timeout=0)) as other:
            try:
                other.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    def look(what: str, then: Callable[..., None]) -> Callable[..., None]:
        def looked(*given: object, **named: object) -> None:
            then(*given, **named)
            seen.append((what, locked("desk"), locked("mailbox")))

        return looked

    monkeypatch.setattr(snapshot, "_begin", look("begin", begin))
    monkeypatch.setattr(snapshot.Moment, "copy", look("copy", copy))
    backup(lived_in)
    assert seen == [("begin", True, True)] * 2 + [("copy", False, False)] * 2


def test_a_report_that_comes_while_it_is_copied_is_in_neither_store_of_it(
    lived_in: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backup_while_somebody_reports(lived_in, monkeypatch)
    assert unpaired(made, tmp_path) == []
    with store(made, "mailbox.db", tmp_path) as rows:
        assert rows.execute("SELECT count(*) FROM deposit").fetchone() == (3,)
    assert len(lived_in.report_ids()) == 5


def test_backups_made_while_everybody_writes_are_each_of_one_moment(house: House, tmp_path: Path) -> None:
    house.work()
    made, sent, moved, failed, over = [], [], [], [], threading.Event()

    def until_it_is_over(work: Callable[[], object]) -> threading.Thread:
        def go() -> None:
            try:
                while not over.is_set():
                    work()
            except BaseException as error:  # noqa: BLE001  (whatever it was, the test must see it)
                failed.append(error)

        thread = threading.Thread(target=go)
        thread.start()
        return thread

    rosa = Rosa(house.form().test_client())
    ada = Reader(house.desk().test_client(), "ada")
    ada.sign_in()

    def send() -> None:
        if len(sent) > 2 * len(made) + 2:  # the clock stands still, and what comes faster would be taken for a flood
            over.wait(0.01)
            return
        sent.append(rosa.send(what_happened=f"It happened {len(sent)} times.").status_code)

    def acknowledge() -> None:
        for case in set(re.findall(r"/cases/(\w{4}-\w{4})", ada.get("/inbox").text)):
            if ada.post(f"/cases/{case}/move", {"to": "acknowledged", "from": "received"}).status_code == 200:
                moved.append(case)

    threads = [until_it_is_over(work) for work in (send, house.work, acknowledge)]
    try:
        for number in range(8):
            before = len(sent)
            while (len(sent) < before + 2 or len(moved) < min(number, 2)) and not failed:
                over.wait(0.01)
            made.append(backup(house, f"{number}.tar"))
    finally:
        over.set()
        for thread in threads:
            thread.join()
    assert failed == [] and set(sent) == {200}
    assert [unpaired(one, tmp_path) for one in made] == [[]] * 8
    with store(made[-1], "mailbox.db", tmp_path) as rows:
        assert rows.execute("SELECT count(*) FROM deposit WHERE status = 'acknowledged'").fetchone() != (0,)
