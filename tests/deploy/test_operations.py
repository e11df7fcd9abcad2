"""docs/operations.md: what it names is there, and its commands lead from nothing to a form that is open."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporting import config
from reporting.accesslog import Tag
from reporting.cli import main
from reporting.form import create_app
from reporting.roster.files import put_new
from tests.deploy import fresh_machine
from tests.deploy.front import DEPLOY
from tests.deploy.test_units import UNITS, exposed, settings
from tests.deploy.typed import is_for_a_machine
from tests.house import EVERYBODY, PASSPHRASE, build, locked
from tests.worker.reading import tagged

ROOT = DEPLOY.parent
TEXT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
BLOCKS = SHELL.findall(TEXT)
LINES = [shlex.split(line) for block in BLOCKS for line in block.splitlines()]
FORM = "https://concerns.example"


def test_every_file_of_ours_that_it_names_exists() -> None:
    named = set(re.findall(r"(?:/opt/reporting/|`)(deploy/[\w./*-]+)", TEXT))
    assert {"deploy/nginx.conf", "deploy/torrc", "deploy/owners", "deploy/systemd/mail.conf"} <= named
    for file in named:
        assert list(ROOT.glob(file)), file


def test_users_and_groups_are_those_of_the_units_and_of_the_script() -> None:
    made = {line[-1]: line[line.index("--groups") + 1].split(",") for line in LINES if line[0] == "useradd"}
    for unit in UNITS:
        there = dict(settings(unit))
        assert made[there["User"]] == there["SupplementaryGroups"].split()
    groups = {line[-1] for line in LINES if line[0] == "groupadd"}
    assert groups == {name for groups in made.values() for name in groups}
    script = (DEPLOY / "owners").read_text()
    defaults = set(re.findall(r":-([\w-]+)\}", script)) - {"no"}  # a question, and no name
    assert defaults <= groups | set(made)


def test_folders_are_those_of_the_units() -> None:
    export = next(line for line in LINES if line[0] == "export")  # those after it are of a drill
    for unit in UNITS:
        assert {value for name, value in settings(unit) if name == "Environment"} == set(export[1:])


def test_every_service_that_is_started_has_a_unit() -> None:
    started = {name for line in LINES if line[0] == "systemctl" for name in line if name.startswith("reporting-")}
    assert started == {unit.stem for unit in UNITS} | {"reporting-form-onion"}


def test_its_commands_lead_from_nothing_to_a_form_that_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As written, but for the flags that answer `reporting init` and the reviewers' own machines."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pass.txt").write_text(PASSPHRASE)
    handed_over = build(tmp_path / "elsewhere").keys
    for handle in EVERYBODY:
        put_new(tmp_path / f"{handle}.age", locked(handle))
        put_new(tmp_path / f"{handle}.pub", (handed_over / f"{handle}.pub").read_bytes())
    here = {"REPORTING_INSTANCE": str(tmp_path / "instance"), "REPORTING_KEYS": str(tmp_path / "keys")}
    answers = ["--name", "Larkfield", "--form-origin", FORM, "--desk-origin", "https://desk.example", "--mail-host", ""]
    ran = []

    def run(words: list[str]) -> None:
        told = CliRunner(env=here).invoke(main, words)
        assert told.exit_code == 0, (words, told.output)
        ran.append(" ".join(words[:2]))

    for line in LINES:
        if line[0] == "reporting" and line[1] in ("init", "key"):
            run([*line[1:], *(answers if line[1] == "init" else [])])
    for reviewer in ("ada", "ben"):
        run(["key", "sign", "--key", f"{reviewer}.age", "--passphrase-file", "pass.txt"])
    assert ran == ["init --name", *["key add"] * 5, "key list", "key sign", "key sign"]
    app = create_app(config.load(tmp_path / "instance", {"REPORTING_KEYS": here["REPORTING_KEYS"]}).form())
    answer = app.test_client().get("/", base_url=FORM)
    assert answer.status_code == 200
    assert "What happened?" in answer.text


def test_each_call_of_the_doctor_is_one_that_it_knows() -> None:
    (doctor,) = {main.get_command(None, "doctor")}  # type: ignore[arg-type]
    assert doctor is not None
    known = {flag for option in doctor.params for flag in option.opts}
    calls = [line for line in LINES if line[:2] == ["reporting", "doctor"]]
    assert len(calls) >= 4
    for line in calls:
        assert {word for word in line if word.startswith("--")} <= known


def test_a_drop_in_says_only_what_systemd_knows(tmp_path: Path) -> None:
    for name, unit in (("mail", "worker"), ("backup", "worker"), ("log", "worker"), ("onion", "form")):
        file = tmp_path / f"reporting-{unit}.service"
        samples = (f"reporting-{unit}.service", f"{name}.conf")
        file.write_text("\n".join((DEPLOY / "systemd" / sample).read_text() for sample in samples))
        assert exposed(file, 20) == (0, "")


def test_every_other_form_starts_with_the_first_and_stops_before_it() -> None:
    """Commands that move stores away stop the form; another one would go on acknowledging into what is moved away.

    `systemctl stop` waits for the units that it names, and these for those that come after them.
    """
    more = settings(DEPLOY / "systemd" / "onion.conf")
    assert {(key, "reporting-form.service") for key in ("PartOf", "After", "WantedBy")} <= set(more)


def place(words: list[str], root: Path) -> list[str]:
    """The same command on a machine that has only a folder to give."""
    return [re.sub(r"^/(?=(var|root)/)", f"{root}/", word) for word in words]


def test_its_commands_for_backup_restore_and_drill_run_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As written, but for what only root and systemd can do; the backup bears today's date."""
    house = build(tmp_path / "var/lib/reporting")
    for path in (tmp_path, tmp_path / "root", tmp_path / "var/backups"):
        path.mkdir(exist_ok=True)
    tmp_path.chmod(0o700)
    (tmp_path / "root").chmod(0o700)
    toml = house.folder / "instance/reporting.toml"
    (named,) = re.findall(r"^```toml\n(\[backup\]\n.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    toml.write_text(toml.read_text() + named.replace("/var/", f"{tmp_path}/var/"))
    monkeypatch.setattr("reporting.cli.workshop.SystemClock", lambda: house.clock)
    monkeypatch.setenv("REPORTING_INSTANCE", str(house.folder / "instance"))
    monkeypatch.setenv("REPORTING_KEYS", str(house.keys))
    for title in ("Backups", "Putting a backup back", "The drill"):
        part = TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
        if title == "Putting a backup back":
            assert CliRunner().invoke(main, ["worker", "--once"]).exit_code == 0  # the day's backup
            shutil.copy(house.folder / "instance/secrets/log-key", tmp_path / "root/log-key")
        for line in (line for block in re.findall(SHELL, part) for line in block.splitlines()):
            words = place(shlex.split(line), tmp_path)
            if is_for_a_machine(line):
                continue
            if line.startswith(fresh_machine.FIRST_ON_A_NEW_ONE):
                for folder in (house.folder / "instance", house.keys):
                    shutil.rmtree(folder)
            if words[0] == "export":
                for name, _, value in (word.partition("=") for word in words[1:]):
                    monkeypatch.setenv(name, *place([value], tmp_path))
            elif words[0] == "reporting":
                told = CliRunner().invoke(main, words[1:])
                assert told.exit_code == 0 or words[1] == "doctor", (line, told.output)
                assert told.exception is None or isinstance(told.exception, SystemExit), (line, told.output)
            else:
                assert words[0] in ("mkdir", "mv", "rm", "cp"), line
                if words[0] == "mv":
                    shutil.rmtree(tmp_path / "root/lost/desk", ignore_errors=True)
                subprocess.run(words, check=True)
    assert sorted(file.name for file in (tmp_path / "root").iterdir()) == ["before-the-upgrade.tar", "log-key", "lost"]
    assert len(tagged(house, Tag.RESTORE_DECLARE)) == 1
