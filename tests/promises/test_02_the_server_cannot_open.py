"""Promise 2: the server cannot open. No private key of a reader is in any of its processes or files."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from reporting.db import MailboxBase, Store, StoreUnavailable
from reporting.mailbox.guard import form_guard
from reporting.sealing.keyfiles import PrivateKey
from tests.house import EVERYBODY, House, Reader, Rosa, key_of

FORBIDDEN = (
    "reporting.sealing.keyfiles",
    "reporting.cases",
    "reporting.signin",
    "reporting.accesslog",
    "reporting.desk",
    "reporting.review",
    "reporting.audit",
)


def test_the_served_form_never_loads_the_code_that_opens_key_files_or_the_desk() -> None:
    script = (
        "import sys, reporting.cli, reporting.cli.serve, reporting.form;"
        f"print([name for name in {FORBIDDEN!r} if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_served_desk_never_loads_the_code_that_opens_key_files() -> None:
    script = (
        "import sys, reporting.cli, reporting.cli.serve, reporting.desk;"
        "print('reporting.sealing.keyfiles' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_no_file_of_a_used_instance_holds_an_identity(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    assert ada.get("/inbox").status_code == 200
    for handle in EVERYBODY:
        secret = _seed(key_of(handle))
        for file in house.folder.rglob("*"):
            if file.is_file():
                content = file.read_bytes()
                assert secret not in content
                assert secret.hex().encode() not in content
                assert b"AGE-SECRET-KEY-" not in content


def _seed(key: PrivateKey) -> bytes:
    from reporting.sealing import bech32

    _prefix, seed = bech32.decode(key.identity.secret_text())
    return seed


def test_the_forms_connection_can_insert_and_look_up_and_nothing_else(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    store = Store.open(house.settings.form().mailbox_url, MailboxBase, guard=form_guard)
    allowed = "SELECT status FROM deposit WHERE locator_hash = x'00'"
    with store.read() as session:
        session.execute(text(allowed))
    for statement in (
        "SELECT sealed FROM part",
        "SELECT sealed FROM message",
        "SELECT spent_on FROM spent_token",
        "SELECT * FROM deposit",
        "UPDATE deposit SET status = 'concluded'",
        "DELETE FROM deposit",
        "DROP TABLE part",
        "CREATE TABLE x (y)",
        "ATTACH DATABASE ':memory:' AS other",
        "PRAGMA writable_schema = ON",
        "PRAGMA synchronous = OFF",
    ):
        with pytest.raises(StoreUnavailable), store.write() as session:
            session.execute(text(statement))
    assert len(house.report_ids()) == 1


def test_the_forms_connection_can_change_nothing_that_was_deposited(house: House) -> None:
    Rosa(house.form().test_client()).send(what_happened="It was Ada.", readers="not-ada")
    store = Store.open(house.settings.form().mailbox_url, MailboxBase, guard=form_guard)
    (report_id,), before = house.report_ids(), house.sealed("report")
    ada = house.person("ada").fingerprint
    for statement in (
        f"INSERT OR REPLACE INTO part VALUES ('{report_id}', 'report', x'00')",
        f"INSERT INTO part VALUES ('{report_id}', 'report', x'00') ON CONFLICT DO UPDATE SET sealed = x'00'",
        f"INSERT INTO reader VALUES ('{report_id}', '{ada}')",
        f"INSERT OR REPLACE INTO deposit SELECT report_id, x'00', x'00', '2026-11-23', 0, 'concluded', '2026-11-23', 1 "
        f"FROM reader WHERE report_id = '{report_id}' LIMIT 1",
        "INSERT OR REPLACE INTO spent_token SELECT nonce_hash, '2020-01-01' FROM spent_token",
    ):
        with pytest.raises((StoreUnavailable, IntegrityError)), store.write() as session:
            session.execute(text(statement))
    assert house.sealed("report") == before
    reader = Reader(house.desk().test_client(), "ada")
    reader.sign_in()
    assert "/cases/" not in reader.get("/inbox").text


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become another user to try")
def test_another_os_user_cannot_open_the_desks_store(house: House) -> None:
    house.desk()
    for path in [house.folder, *house.folder.parents]:
        if path == Path("/tmp"):
            break
        path.chmod(0o755)  # the way there is open; only the store's own folder may keep a stranger out
    desk = house.folder / "instance" / "desk" / "desk.db"
    (house.folder / "instance").chmod(0o755)
    shown = house.folder / "instance" / "reporting.toml"
    for file, wanted in ((shown, 0), (desk, 1), (desk.parent, 1)):
        told = subprocess.run([shutil.which("ls") or "ls", file], user="nobody", capture_output=True, check=False)
        read = subprocess.run(["/bin/cat", file], user="nobody", capture_output=True, check=False)
        if file.is_file() or wanted:
            assert bool(read.returncode) == bool(wanted), (file, told.stderr)
