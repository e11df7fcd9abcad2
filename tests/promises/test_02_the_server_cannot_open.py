"""Promise 2: the server cannot open. No private key of a reader is in any of its processes or files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from reporting.db import Store, StoreUnavailable
from reporting.mailbox.desk_thread import DeskThread, SealedMessage
from reporting.sealing.keyfiles import PrivateKey
from tests.house import EVERYBODY, House, Reader, Rosa, fields_of, key_of
from tests.postgres import only_sqlite

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


@only_sqlite
def test_the_forms_connection_can_insert_and_look_up_and_nothing_else(house: House) -> None:
    form = house.form()
    Rosa(form.test_client()).send(what_happened="He followed me.")
    store: Store = form.extensions["reporting"].mailbox
    allowed = "SELECT status FROM deposit WHERE locator_hash = x'00'"
    with store.read() as session:
        session.execute(text(allowed))
    for statement in (
        "SELECT sealed FROM part",
        "SELECT sealed FROM chunk",
        "DELETE FROM chunk",
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
    form = house.form()
    rosa = Rosa(form.test_client())
    rosa.send(what_happened="It was Ada.", readers="not-ada")
    rosa.fields = fields_of(rosa.send_again(what_happened="And again today.").text)
    assert rosa.send_again(as_message="yes").status_code == 200
    store: Store = form.extensions["reporting"].mailbox
    (report_id,), before, said = house.report_ids(), house.sealed("report"), messages(house)
    assert len(said) == 1
    ada = house.person("ada").fingerprint
    for statement in (
        f"INSERT OR REPLACE INTO part VALUES ('{report_id}', 'report', x'00')",
        f"INSERT INTO part VALUES ('{report_id}', 'report', x'00') ON CONFLICT DO UPDATE SET sealed = x'00'",
        f"INSERT INTO reader VALUES ('{report_id}', '{ada}')",
        f"INSERT OR REPLACE INTO deposit SELECT report_id, x'00', x'00', '2026-11-23', 0, 'concluded', '2026-11-23', 1 "
        f"FROM reader WHERE report_id = '{report_id}' LIMIT 1",
        f"INSERT OR REPLACE INTO message VALUES ('{report_id}', 'to-readers', 1, x'00', '2026-11-23', x'00')",
        "INSERT OR REPLACE INTO spent_token SELECT nonce_hash, '2020-01-01' FROM spent_token",
    ):
        with pytest.raises((StoreUnavailable, IntegrityError)), store.write() as session:
            session.execute(text(statement))
    assert (house.sealed("report"), messages(house)) == (before, said)
    reader = Reader(house.desk().test_client(), "ada")
    reader.sign_in()
    assert "data-case=" not in reader.get("/inbox").text


def messages(house: House) -> list[SealedMessage]:
    with house.mailbox().read() as session:
        return DeskThread(session).messages(house.report_ids()[0])


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
    for command, file, opens in (("cat", shown, True), ("cat", desk, False), ("ls", desk.parent, False)):
        tried = subprocess.run([command, file], user="nobody", capture_output=True, check=False)
        assert (tried.returncode == 0) is opens, (file, tried.stderr)
