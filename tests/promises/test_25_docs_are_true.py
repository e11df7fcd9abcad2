"""Promise 25: docs are true. What they name exists, what exists they name, and their commands run."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from reporting.accesslog import Tag
from reporting.cases.statuses import Status
from reporting.cli import main
from reporting.config import KNOWN
from tests import drawing
from tests.fields import Fields
from tests.house import PASSPHRASE, House, Rosa, locked

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "keys/README.md", ROOT / "instance/README.md"]


def section(title: str) -> str:
    return REFERENCE.split(f"## {title}", 1)[1].split("\n## ", 1)[0]


def commands(group: click.Group, said: str = "reporting") -> set[str]:
    """Every command that does something, in words."""
    context = click.Context(group)
    found = set()
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        words = f"{said} {name}"
        found |= commands(command, words) if isinstance(command, click.Group) else {words}
    return found


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    told = set(re.findall(r"^\| `(\w+\.\w+)`", section("Settings"), re.MULTILINE))
    assert told == {f"{name}.{key}" for name, keys in KNOWN.items() for key in keys}


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    told = set(re.findall(r"^\| `(reporting [a-z -]+)`", section("Commands"), re.MULTILINE))
    assert told == commands(main)


@pytest.mark.parametrize("file", DOCS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_page_names_a_command_that_does_not_exist(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    blocks = "".join(re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    for said in re.findall(r"`(reporting [^`]+)`", text) + re.findall(r"^reporting .+", blocks, re.MULTILINE):
        words = said.split()
        assert {" ".join(words[:2]), " ".join(words[:3])} & commands(main), said


def test_every_page_is_documented_and_every_documented_one_exists(house: House) -> None:
    for app, part in ((house.form(), 0), (house.desk(), 1)):
        table = section("Pages").split("| desk |")[part]
        told = {(method, path) for method, path in re.findall(r"`(GET|POST) (/[^`]*)`", table)}
        there = {
            (method, str(rule))
            for rule in app.url_map.iter_rules()
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
        assert told == there


def test_every_field_and_value_is_documented_and_every_documented_one_exists(house: House) -> None:
    rosa = Rosa(house.form().test_client())
    parser = Fields()
    parser.feed(rosa.visit())
    hidden = {"token", "receipt_entropy", "guidelines", "readers", "what_happened"}
    honeypot = set(parser.values) - set(re.findall(r"`(\w+)`", section("Fields of the form"))) - hidden
    assert len(honeypot) == 1
    told: dict[str, set[str]] = {}
    for row in re.findall(r"^\| (`.*)\|$", section("Fields of the form"), re.MULTILINE):
        names, _, values = row.partition("|")
        for name in re.findall(r"`(\w+)`", names):
            told[name] = set(re.findall(r"`([\w-]+)`", values))
    there = {
        name: set(parser.selectable.get(name, [])) - {""}
        for name in (set(parser.values) | set(parser.selectable)) - hidden - honeypot
    }
    assert told == there


def test_every_status_and_tag_is_documented_and_every_documented_one_exists() -> None:
    statuses = set(re.findall(r"`([a-z]+)`", section("Statuses")))
    assert statuses == set(Status)
    tags = set(re.findall(r"`([a-z-]+(?::[a-z-]+)?)`", section("Tags of the access log")))
    assert tags == set(Tag)


def test_every_link_between_docs_leads_somewhere() -> None:
    for file in DOCS:
        for target in re.findall(r"\]\(([^)#]+)", file.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (file.parent / target).exists(), f"{file.name}: {target}"


def test_the_drawing_of_the_rooms_is_of_the_rooms_that_are_there() -> None:
    rows = drawing.layers()
    assert drawing.PICTURE.read_text() == drawing.drawing(rows), "run: make drawing"
    assert drawing.PAGE.read_text() == drawing.page(rows), "run: make drawing"
    rooms = (ROOT / "reporting").iterdir()
    there = {file.stem for file in rooms if file.suffix == ".py" or (file / "__init__.py").exists()}
    assert there - {room for row in rows for room in row} == {"__init__", "__main__"}


def test_every_make_target_in_the_docs_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for file in DOCS:
        for said in re.findall(r"`make ([a-z]+)`|^make ([a-z]+)", file.read_text(encoding="utf-8"), re.MULTILINE):
            assert (said[0] or said[1]) in targets


def test_the_promises_of_the_threat_model_are_the_tests() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", text, re.MULTILINE)}
    there = {int(file.name[5:7]) for file in (ROOT / "tests" / "promises").glob("test_*.py")}
    assert told == there


def block(title: str) -> list[list[str]]:
    """The shell commands of the README under a heading, without their comments."""
    code = README.split(f"## {title}", 1)[1].split("```sh\n", 1)[1].split("```", 1)[0]
    return [shlex.split(line, comments=True) for line in code.splitlines() if line.startswith("reporting")]


def test_the_readmes_commands_for_keys_run_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("keys", "instance", "private"):
        (tmp_path / name).mkdir(mode=0o700)
    (tmp_path / "instance" / "reporting.toml").write_text(
        '[community]\nname="Larkfield"\n[form]\norigin="http://localhost:1"\n[desk]\norigin="http://localhost:2"\n'
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REPORTING_INSTANCE", str(tmp_path / "instance"))
    runner = CliRunner()
    ran: list[str] = []
    passphrases: list[str] = []
    second = 'key new "Ben Okafor" --role reviewer --out ~/private'
    add = "key add ~/private/ben.pub"
    for words in [shlex.split(second), shlex.split(add), *(line[1:] for line in block("Keys"))]:
        typed = None
        if words[:2] == ["key", "sign"]:
            bens, typed = (f"{shown}\n" for shown in passphrases)
            one = runner.invoke(main, expand([*words[:-1], "~/private/ben.age"], tmp_path), input=bens)
            assert one.exit_code == 0, one.output
        told = runner.invoke(main, expand(words, tmp_path), input=typed)
        assert told.exit_code == 0, (words, told.output)
        passphrases += re.findall(r"^Passphrase +(\S+)$", told.output, re.MULTILINE)
        ran.append(words[1])
    assert ran[2:] == ["new", "add", "sign", "list", "paper"]
    assert (tmp_path / "keys" / "roster").exists()


def expand(words: list[str], home: Path) -> list[str]:
    """What a shell does with ~."""
    return [str(home) + word[1:] if word.startswith("~/") else word for word in words]


def test_the_readmes_command_opens_a_report(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    (tmp_path / "report.age").write_bytes(house.sealed("report"))
    (tmp_path / "ada.age").write_bytes(locked("ada"))
    (tmp_path / "pass.txt").write_text(PASSPHRASE)
    monkeypatch.chdir(tmp_path)
    (words,) = block("Opened without us")
    told = CliRunner().invoke(main, [*words[1:], "--passphrase-file", "pass.txt"])
    assert told.exit_code == 0, told.output
    assert "He followed me." in told.output
