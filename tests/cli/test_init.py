"""`reporting init`: four answers make an instance that is safe as it stands. Nothing is replaced or left in half."""

import os
import pty
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from reporting import config, instance
from reporting.desk import create_app as desk
from reporting.form import create_app as form
from reporting.instance import QUESTIONS, settings
from reporting.roster import load as load_roster
from tests.cli.initial import FLAGS, init, listing, words

ANSWERS = {question.name: FLAGS[question.flag] for question in QUESTIONS}


def test_with_every_flag_it_asks_nothing_and_says_what_comes_next(tmp_path: Path) -> None:
    made = init(tmp_path)
    assert made.exit_code == 0, made.output
    assert re.findall(r"^(\d)\.", made.stdout, re.MULTILINE) == ["1", "2", "3"]
    for command in ("key new", "key add", "key sign", "doctor", "serve form", "serve desk", "worker"):
        assert f"reporting {command}" in made.stdout


def test_nobody_else_of_the_machine_finds_anything_of_it(tmp_path: Path) -> None:
    init(tmp_path)
    modes = listing(tmp_path / "instance")
    assert {modes[name] for name in ("secrets", "worker", "mailbox", "desk", "guidelines")} == {"700"}
    for name in ("reporting.toml", "secrets/form-token", "secrets/log-key", "mailbox/mailbox.db", "desk/desk.db"):
        assert modes[name] == "600"
    assert (tmp_path / "instance").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "keys" / "README.md").exists()


def test_all_three_programs_start_on_it_and_the_form_says_that_it_is_not_open(tmp_path: Path) -> None:
    init(tmp_path)
    loaded = config.load(tmp_path / "instance", {})
    assert load_roster(loaded.keys) is None
    page = form(loaded.form()).test_client().get("/", base_url=FLAGS["--form-origin"])
    assert "not open" in page.text
    assert FLAGS["--name"].replace('"', "&#34;") in page.text
    assert desk(loaded.desk()).test_client().get("/", base_url=FLAGS["--desk-origin"]).status_code == 200
    worked = init(tmp_path, "worker", "--once")
    assert worked.exit_code == 0, worked.output


def test_every_secret_is_its_own(tmp_path: Path) -> None:
    secrets = set()
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        init(tmp_path / name)
        secrets |= {file.read_text() for file in (tmp_path / name / "instance" / "secrets").iterdir()}
    assert len(secrets) == 4


def test_its_settings_name_every_setting_there_is_at_its_default() -> None:
    """With every # taken away it is a file that names all of them and says the same as before."""
    text = settings(ANSWERS).decode()
    spelt_out = re.sub(r"^# (\[mail\.addresses\]|\w+ =)", r"\1", text, flags=re.MULTILINE)
    values = tomllib.loads(spelt_out)
    assert {(name, key) for name, keys in values.items() for key in keys} == {
        (name, key) for name, keys in config.KNOWN.items() for key in keys
    }
    del values["community"]["short_name"]
    nothing = config.Loaded(Path("/i"), Path("/k"), config.read(text.encode(), {}))
    everything = config.Loaded(Path("/i"), Path("/k"), config.read(spelt_out.encode(), {}))
    assert nothing.desk() == everything.desk()
    assert "mail" not in tomllib.loads(text) or tomllib.loads(text)["mail"] == {}


def test_with_a_mail_server_the_settings_for_mail_are_whole(tmp_path: Path) -> None:
    made = init(tmp_path, *words(mail_host="smtp.larkfield.example"))
    assert made.exit_code == 0, made.output
    mail = config.load(tmp_path / "instance", {}).values["mail"]
    assert mail == {"host": "smtp.larkfield.example", "sender": "reports@concerns.larkfield.example"}
    worked = init(tmp_path, "worker", "--once")
    assert worked.exit_code == 0, worked.output


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.name)
def test_without_a_terminal_the_flag_that_is_missing_is_named(tmp_path: Path, question: instance.Question) -> None:
    told = init(tmp_path, *words(**{question.name: None}))
    assert told.exit_code == 2
    assert f"{question.flag} is missing" in told.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("flag", "answer"),
    [
        ("name", ""),
        ("name", "Lark\nfield"),
        ("form_origin", "http://concerns.example"),
        ("form_origin", "https://concerns.example/"),
        ("form_origin", "concerns"),
        ("desk_origin", "ftp://desk.example"),
        ("desk_origin", "https://desk.example:port"),
        ("desk_origin", FLAGS["--form-origin"]),
        ("mail_host", "smtp example"),
    ],
)
def test_an_answer_that_will_not_do_is_refused_in_one_line_and_makes_nothing(
    tmp_path: Path, flag: str, answer: str
) -> None:
    told = init(tmp_path, *words(**{flag: answer}))
    assert told.exit_code == 1
    assert told.stderr.count("\n") == 1
    assert f"--{flag.replace('_', '-')} must" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_at_a_terminal_it_asks_for_the_four_and_again_where_an_answer_will_not_do(tmp_path: Path) -> None:
    environ = os.environ | {"REPORTING_INSTANCE": str(tmp_path / "instance")}
    outer, inner = pty.openpty()
    form, desk = FLAGS["--form-origin"], FLAGS["--desk-origin"]
    typed = ["", "Larkfield", "http://concerns.example", form, form, desk, ""]
    os.write(outer, "".join(f"{line}\n" for line in typed).encode())
    ran = subprocess.run(
        [sys.executable, "-m", "reporting", "init"],
        stdin=inner,
        capture_output=True,
        env=environ,
        timeout=120,
        text=True,
        check=False,
    )
    os.close(inner)
    os.close(outer)
    assert ran.returncode == 0, ran.stderr
    assert [ran.stderr.count(question.asks) for question in QUESTIONS] == [2, 2, 2, 1]
    assert "must not be empty" in ran.stderr
    assert "--desk-origin must be another than --form-origin" in ran.stderr
    assert config.load(tmp_path / "instance", {}).community().name == "Larkfield"


def test_an_instance_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    init(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for said in (words(), ["init"]):  # also before the first question
        told = init(tmp_path, *said)
        assert told.exit_code == 1
        assert "is an instance already" in told.stderr
        assert told.stderr.count("\n") == 1
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "letter.txt").write_text("Dear Mia")
    told = init(tmp_path)
    assert told.exit_code == 1
    assert "something else" in told.stderr
    assert sorted(listing(tmp_path)) == ["instance", "instance/letter.txt"]


def test_a_note_on_what_belongs_there_does_not_stand_in_the_way(tmp_path: Path) -> None:
    """As in a fresh copy of the source, where both folders hold a README."""
    for name in ("instance", "keys"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "README.md").write_text("What belongs here")
    assert init(tmp_path).exit_code == 0
    assert (tmp_path / "keys" / "README.md").read_text() == "What belongs here"


def test_another_logs_public_key_is_not_replaced(tmp_path: Path) -> None:
    init(tmp_path)
    (tmp_path / "instance").rename(tmp_path / "moved")
    told = init(tmp_path)
    assert told.exit_code == 1
    assert "log of another instance" in told.stderr
    assert not (tmp_path / "instance").exists()
