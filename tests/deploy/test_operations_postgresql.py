"""docs/operations.md, PostgreSQL: its commands, as written, lead from files to a database under roles of their own."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.migrations import roles
from tests import postgres as pg
from tests.deploy.test_operations import TEXT
from tests.house import House, Reader, Rosa

SECTION = TEXT.split("## PostgreSQL", 1)[1].split("\n## ", 1)[0]
LINES = [line for block in re.findall(r"^```sh\n(.*?)^```", SECTION, re.M | re.S) for line in block.splitlines()]
SETTINGS = re.search(r"^```toml\n(.*?)^```", SECTION, re.M | re.S)
OF_THE_MACHINE = ("apt-get", "systemctl", "/opt/reporting/.venv/bin/pip")
"""What installs, starts and stops: that part of the page is for the machine alone."""


@pytest.fixture
def house(house: House, postgres: pg.Server, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    monkeypatch.setenv("PGHOST", str(postgres.folder))
    return house


def run(line: str, house: House, server: pg.Server) -> None:
    """One line: users of the machine become roles, and places those of the test."""
    line = line.replace("/run/postgresql", str(server.folder)).replace("/var/lib/reporting", str(house.folder))
    came = b""
    for part in line.split(" | "):
        words, user = shlex.split(part), pg.OWNER
        if words[0] == "runuser":
            user, words = words[2], words[4:]
        ours = [sys.executable, "-m", "reporting"] if words[0] == "reporting" else [pg.program(words[0]) or words[0]]
        told = subprocess.run(
            [*ours, *words[1:]], input=came, env=os.environ | {"PGUSER": user}, stdout=subprocess.PIPE
        )
        assert told.returncode == 0, line
        came = told.stdout


def test_its_commands_lead_from_files_to_a_database_under_roles(
    house: House, postgres: pg.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    ran = []
    try:
        for line in LINES:
            if line.split()[0] in OF_THE_MACHINE:
                continue
            if "doctor" not in line:  # it looks at this machine as well, which is not the test's
                run(line, house, postgres)
            ran.append(line.split()[0])
            if " db copy " in line:
                assert SETTINGS is not None
                settings = house.folder / "instance" / "reporting.toml"
                lines = SETTINGS[1].replace("/run/postgresql", str(postgres.folder))
                settings.write_text(settings.read_text() + lines)
        assert ran == ["runuser", "reporting", "runuser", "rm", "rm", "runuser"]
        left = {path.name for path in (house.folder / "instance").glob("*/*.db*")}
        assert left <= {"mailbox.db-shm", "desk.db-shm"}
        with pg.connections_closed():
            monkeypatch.setenv("PGUSER", roles.FORM)
            form = house.form()
            Rosa(form.test_client()).send(what_happened="And again.")
            monkeypatch.setenv("PGUSER", roles.DESK)
            ada = Reader(house.desk().test_client(), "ada")
            assert ada.sign_in().status_code == 200 and ada.get("/inbox").status_code == 200
            monkeypatch.setenv("PGUSER", roles.WORKER)
            house.work()
            assert len(house.report_ids()) == 2
    finally:
        with postgres.admin() as rows:
            rows.execute("DROP DATABASE IF EXISTS reporting WITH (FORCE)")
            for role in (*roles.LOGINS, roles.AUDIT):
                rows.execute(f'DROP ROLE IF EXISTS "{role}"')


def test_the_addresses_that_it_shows_can_be_read(house: House) -> None:
    shown = set(re.findall(r"postgresql\+psycopg://[^`\"\s]+", SECTION))
    assert len(shown) == 3
    for address in shown:
        settings = house.folder / "instance" / "reporting.toml"
        before = settings.read_text()
        settings.write_text(f'{before}[stores]\nmailbox = "{address}"\ndesk = "{address}"\n')
        assert house.settings.form().mailbox_url == address
        settings.write_text(before)


def test_the_settings_of_the_standby_are_those_of_the_test_that_kills_a_primary() -> None:
    assert "synchronous_commit = on" in SECTION and "target_session_attrs=read-write" in SECTION
    kills = (Path(__file__).parents[1] / "promises/test_10_nothing_lost_with_the_primary.py").read_text()
    assert "synchronous_standby_names" in SECTION and "synchronous_standby_names" in kills
    assert "target_session_attrs=read-write" in kills
