"""No command of docs/operations.md is left out: each is run by a test here, or by `make fresh` with a reason."""

import re
import shlex
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reporting import migrations
from reporting.cli import main
from reporting.db import StoreRefused
from tests.deploy import fresh_machine, test_nginx_guards, test_operations, test_operations_postgresql
from tests.deploy.typed import FOR_A_MACHINE, is_for_a_machine, lines, sections
from tests.house import House, Reader, Rosa
from tests.migrations.test_every_step import STORES, steps


@pytest.fixture
def type_all(house: House, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[Result]]:
    """Types a section's commands, but for those that only a whole machine has; users of the machine are this one."""
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    for place in ("workshop", "signout"):
        monkeypatch.setattr(f"reporting.cli.{place}.SystemClock", lambda: house.clock)

    def typed(title: str) -> list[Result]:
        ran = []
        for line in lines(title):
            if not is_for_a_machine(line):
                words = shlex.split(line)
                words = words[4:] if words[0] == "runuser" else words
                assert words[0] == "reporting", line
                ran.append(CliRunner().invoke(main, words[1:]))
                assert ran[-1].exit_code == 0 or words[1] == "doctor", (line, ran[-1].output)
                assert ran[-1].exception is None or isinstance(ran[-1].exception, SystemExit), line
        return ran

    return typed


def test_after_a_stolen_laptop_nobody_is_signed_in(house: House, type_all: Callable[[str], list[Result]]) -> None:
    ada = Reader(house.desk().test_client(), "ada")
    assert ada.sign_in().status_code == 200
    (told,) = type_all("After a stolen laptop")
    assert told.stdout.startswith("1 sign-in has ended.")
    assert ada.get("/inbox").status_code == 303


def test_an_upgrade_opens_stores_of_the_version_before(house: House, type_all: Callable[[str], list[Result]]) -> None:
    for store, base in STORES.items():
        file = house.folder / "instance" / store / f"{store}.db"
        file.unlink()
        migrations.upgrade(f"sqlite:///{file}", store, to=steps(store)[1])
        assert steps(store)[0] == base.HEAD
    with pytest.raises(StoreRefused, match="db upgrade"):
        house.form()
    upgraded, _doctor, emptied = type_all("Upgrades")
    assert upgraded.stdout == emptied.stdout == "Both stores are ready.\n", "what is there is never emptied"
    assert Rosa(house.form().test_client()).send(what_happened="And on it goes.").status_code == 200
    house.work()


def test_each_call_of_the_doctor_is_answered(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, type_all: Callable[[str], list[Result]]
) -> None:
    """Where the page names its own sites nobody answers here, which is told as that."""
    monkeypatch.setattr("reporting.doctor.answers._ask", nobody)
    told = type_all("8. The doctor")
    assert len(told) == 4 and all(one.stdout for one in told)
    assert "https://desk.example does not answer" in told[2].stdout


def nobody(*_: object) -> None:
    raise ConnectionRefusedError(111, "Connection refused")


RUN: Mapping[str, Callable[..., None]] = {
    "3. An instance": test_operations.test_its_commands_lead_from_nothing_to_a_form_that_is_open,
    "4. The roster": test_operations.test_its_commands_lead_from_nothing_to_a_form_that_is_open,
    "8. The doctor": test_each_call_of_the_doctor_is_answered,
    "Backups": test_operations.test_its_commands_for_backup_restore_and_drill_run_as_written,
    "Putting a backup back": test_operations.test_its_commands_for_backup_restore_and_drill_run_as_written,
    "The drill": test_operations.test_its_commands_for_backup_restore_and_drill_run_as_written,
    "After a stolen laptop": test_after_a_stolen_laptop_nobody_is_signed_in,
    "PostgreSQL": test_operations_postgresql.test_its_commands_lead_from_files_to_a_database_under_roles,
    "Upgrades": test_an_upgrade_opens_stores_of_the_version_before,
}
"""By section, the test that types all of its commands that need no whole machine."""
NOWHERE = test_nginx_guards.test_the_page_has_certificates_proven_where_the_sample_answers
"""The test that looks at what `make fresh` cannot type either."""


def test_no_command_is_left_out() -> None:
    used = set()
    for title, typed in sections():
        assert title in fresh_machine.SECTIONS, f"{title} is not gone through by make fresh"
        for line in typed:
            if is_for_a_machine(line):
                used |= {word.rpartition("/")[2] for word in shlex.split(line)} & set(FOR_A_MACHINE)
            elif not line.startswith("export "):
                assert title in RUN, f"no test runs: {line}"
    assert used == set(FOR_A_MACHINE), "what the page no longer has needs no reason"
    for start in fresh_machine.LEFT_OUT:
        assert any(line.startswith(start) for _, typed in sections() for line in typed)
    assert fresh_machine.LEFT_OUT and NOWHERE


def test_a_command_that_nobody_runs_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    more = [*sections(), ("Moving house", ["reporting db roles"])]
    monkeypatch.setattr("tests.deploy.test_every_command.sections", lambda: more)
    with pytest.raises(AssertionError, match="Moving house"):
        test_no_command_is_left_out()
    monkeypatch.setattr(fresh_machine, "SECTIONS", (*fresh_machine.SECTIONS, "Moving house"))
    with pytest.raises(AssertionError, match="no test runs: reporting db roles"):
        test_no_command_is_left_out()


@pytest.mark.parametrize(
    ("line", "needs_one"),
    [
        ("systemctl stop reporting-form", True),
        ("/opt/reporting/deploy/owners a b", True),
        ("PEOPLE_AT_DESK=yes /opt/reporting/deploy/owners a b", True),
        ("cp /opt/reporting/deploy/nginx.conf /etc/nginx/nginx.conf", True),
        ("mkdir -m 700 /root/lost", False),
        ("cp /root/log-key /root/drill/instance/secrets/log-key", False),
        ("runuser -u reporting-worker -- reporting sign-out", False),
        ("reporting db roles | runuser -u postgres -- psql reporting", False),
    ],
)
def test_what_needs_a_whole_machine(line: str, needs_one: bool) -> None:
    assert is_for_a_machine(line) is needs_one


def test_what_it_says_of_size_is_what_was_measured() -> None:
    """Within a factor of two, since machines are noisy: then the page is to be written anew."""
    ours, measured = (numbers(name) for name in ("operations", "performance"))
    for row, there in (
        ("memory of a process of the form or the desk", ["memory of a process of the form, MB"]),
        ("reports a second on SQLite", ["SQLite | 1", "SQLite | 2", "SQLite | 4"]),
        ("reports a second on PostgreSQL", ["PostgreSQL | 1", "PostgreSQL | 2", "PostgreSQL | 4"]),
    ):
        said = ours[row]
        for figure, name in zip(said, there, strict=False):
            assert measured[name][0] / 2 <= figure <= measured[name][0] * 2, (row, figure, name)


def numbers(page: str) -> dict[str, list[float]]:
    """The figures of each row of a page's tables, by how it begins."""
    text = (Path(__file__).parents[2] / "docs" / f"{page}.md").read_text(encoding="utf-8")
    found = {}
    for row in re.findall(r"^\| (.+) \|$", text, re.MULTILINE):
        cells = row.split(" | ")
        name = " | ".join(cells[:2]) if cells[0] in ("SQLite", "PostgreSQL") else cells[0].partition(", with")[0]
        rest = " ".join(cells[2:] if cells[0] in ("SQLite", "PostgreSQL") else cells[1:])
        found[name] = [float(one) for one in re.findall(r"\d+(?:\.\d+)?", rest)]
    return found
