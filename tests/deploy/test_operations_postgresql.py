"""docs/operations.md, PostgreSQL: its commands, as written, lead from files to a database under roles of their own."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporting.accesslog import Tag
from reporting.cli import main
from reporting.migrations import roles
from tests import postgres as pg
from tests.deploy.test_operations import SHELL, TEXT, place
from tests.deploy.typed import is_for_a_machine
from tests.house import House, Reader, Rosa
from tests.worker.reading import tagged

SECTION = TEXT.split("## PostgreSQL", 1)[1].split("\n## ", 1)[0]
LINES = [line for block in re.findall(r"^```sh\n(.*?)^```", SECTION, re.M | re.S) for line in block.splitlines()]
SETTINGS = re.search(r"^```toml\n(.*?)^```", SECTION, re.M | re.S)


@pytest.fixture
def house(house: House, postgres: pg.Server, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    monkeypatch.setenv("PGHOST", str(postgres.folder))
    return house


def run(line: str, house: House, server: pg.Server) -> None:
    """One line: users of the machine become roles, and places those of the test."""
    line = line.replace("/run/postgresql", str(server.folder)).replace("/var/lib/reporting", str(house.folder))
    line = line.replace("/var/backups", f"{house.folder}/var/backups")
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
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    settings, drill = house.folder / "instance/reporting.toml", house.folder / "root/drill"
    backups_named(settings, house)
    ran = []
    try:
        for line in LINES:
            if is_for_a_machine(line):
                continue
            if line.startswith("export "):
                name, _, value = line.removeprefix("export ").partition("=")
                monkeypatch.setenv(name, value.replace("/root/drill", str(drill)))
            elif "doctor" not in line:  # it looks at this machine as well, which is not the test's
                run(line, house, postgres)
            ran.append(line.split()[0])
            if " db copy " in line:
                assert SETTINGS is not None
                lines = SETTINGS[1].replace("/run/postgresql", str(postgres.folder))
                settings.write_text(settings.read_text() + lines)
            elif " backup " in line:
                monkeypatch.setenv("PGUSER", roles.WORKER)
                told = CliRunner().invoke(main, ["worker", "--once"])
                assert told.exit_code == 0, told.output
                assert (house.folder / "var/backups/reporting/reporting-2026-11-23.tar").exists()
        came_back(house, monkeypatch)
        drilled(house, monkeypatch, drill)
        moving = ["runuser", "reporting", "runuser", "rm", "rm", "runuser"]
        assert ran == [*moving, *["runuser"] * 3, "reporting", *["runuser"] * 2, "export", "export", "runuser"]
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
            for name in ("reporting", "lost"):
                rows.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            for role in (*roles.LOGINS, roles.AUDIT):
                rows.execute(f'DROP ROLE IF EXISTS "{role}"')


def backups_named(settings: Path, house: House) -> None:
    """As "Backups" leaves it, which comes before."""
    (named,) = re.findall(r"^```toml\n(\[backup\]\n.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    settings.write_text(settings.read_text() + named.replace("/var/", f"{house.folder}/var/"))
    (house.folder / "var/backups/reporting").mkdir(mode=0o700, parents=True)


def came_back(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is there, and the log says that it was put back."""
    with monkeypatch.context() as here, pg.connections_closed():
        for name in ("REPORTING_STORES_MAILBOX", "REPORTING_STORES_DESK"):
            here.delenv(name)
        (entry,) = tagged(house, Tag.RESTORE_DECLARE)
        assert entry.count == 64
        assert house.open_as("ada", "report")["answers"]["what_happened"] == "He followed me."


def drilled(house: House, monkeypatch: pytest.MonkeyPatch, drill: Path) -> None:
    """ "The drill" as written, after the lines that lead it into files."""
    part = TEXT.split("\n## The drill\n", 1)[1].split("\n## ", 1)[0]
    drill.parent.mkdir(mode=0o700)
    shutil.copy(house.folder / "instance/secrets/log-key", drill.parent / "log-key")
    for line in (line for block in re.findall(SHELL, part) for line in block.splitlines()):
        words = place(shlex.split(line.replace("/var/lib/reporting", str(house.folder))), house.folder)
        if words[0] == "export":
            for name, _, value in (word.partition("=") for word in words[1:]):
                monkeypatch.setenv(name, re.sub("^/root/", f"{house.folder}/root/", value))
        elif words[:2] == ["reporting", "restore"] or words[:2] == ["reporting", "log"]:
            told = CliRunner().invoke(main, words[1:])
            assert told.exit_code == 0, (line, told.output)
            assert (drill / "instance/mailbox/mailbox.db").exists()
        elif words[0] != "reporting":
            subprocess.run(words, check=True)
    for name in ("REPORTING_STORES_MAILBOX", "REPORTING_STORES_DESK"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))


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
