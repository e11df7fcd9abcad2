"""The pages for reviewers, auditors and the community: each of their commands runs as written."""

import re
import shlex
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from reporting import roster as rosters
from reporting.backup import Sources, make
from reporting.cases import NoSuchCase
from reporting.cases.listing import Listing, Sort
from reporting.cases.statuses import Status
from reporting.cli import main, relock
from reporting.review.reseal import waiting
from reporting.review.take import take_all
from reporting.roster import Role
from tests.house import PASSPHRASE, Rosa, build, locked, newcomer
from tests.pages_for_people import DPIA, LOG, PRIVACY, RECORD, REVIEWERS, ROOT, text_of

MADE = re.compile(r"^Private half +(\S+) .*?^Passphrase +(\S+)$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def commands(file: Path, title: str = "") -> list[str]:
    return [line.strip() for block in SHELL.findall(text_of(file, title)) for line in block.splitlines()]


Runs = Callable[[str], str]


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    """A line of a page on somebody's own machine, as written; whoever made a key there types the words it showed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("REPORTING_INSTANCE", str(tmp_path / "no-instance"))
    (tmp_path / "keys").mkdir(exist_ok=True)
    shown: dict[str, str] = {}

    def run(line: str) -> str:
        words = [re.sub(r"^~/", f"{tmp_path}/", word) for word in shlex.split(line, comments=True)]
        environ = {}
        while "=" in words[0]:
            name, _, environ[name] = words.pop(0).partition("=")
        assert words.pop(0) == "reporting", line
        keys = [Path(word).stem for option, word in pairwise(words) if option == "--key" and word.endswith(".age")]
        typed = "".join(f"{shown.get(handle, PASSPHRASE)}\n" for handle in keys) or f"{PASSPHRASE}\n" * 2
        told = CliRunner(env=environ).invoke(main, words, input=typed)
        assert told.exit_code == 0, (line, told.output)
        for private, passphrase in MADE.findall(told.output):
            shown[Path(private).stem] = passphrase
        return told.output

    return run


def test_the_commands_for_reviewers_lead_from_a_key_to_a_roster_and_to_the_next(runs: Runs, tmp_path: Path) -> None:
    first, leaves = commands(REVIEWERS, "The first day"), commands(REVIEWERS, "When a colleague leaves, or is away")
    assert [line.split("reporting ")[1].split(" ")[1] for line in first] == ["new", "paper", "list", "sign"]
    for line in first[:2]:
        runs(line)
    assert (tmp_path / "private/ada.recovery.html").exists()
    runs('reporting key new "Ben Okafor" --role reviewer --out private')
    for handle in ("ada", "ben"):
        runs(f"REPORTING_KEYS=keys reporting key add private/{handle}.pub --community Larkfield")
    assert "Ada Lindqvist" in runs(first[2])
    assert "Still to sign: Ben Okafor" in runs(first[3])
    runs("REPORTING_KEYS=keys reporting key sign --key private/ben.age")
    runs('reporting key new "Noor Haddad" --role reviewer')
    for line in leaves:
        told = runs(line)
    assert "Roster 2 is in force" in told
    now = rosters.load(tmp_path / "keys")
    assert now is not None
    assert [person.handle for person in now.reviewers] == ["ada", "noor"]


def test_the_command_for_other_words_runs_as_written(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (line,) = commands(REVIEWERS, "When a key is lost")
    (tmp_path / "private").mkdir()
    (tmp_path / "private/ada.age").write_bytes(locked("ada"))
    monkeypatch.setattr(relock, "generate_passphrase", lambda: PASSPHRASE)
    before = (tmp_path / "private/ada.age").read_bytes()
    told = runs(line)
    assert PASSPHRASE in told and (tmp_path / "private/ada.age").read_bytes() != before


def test_the_commands_for_auditors_run_as_written(runs: Runs, tmp_path: Path) -> None:
    new, paper, shows = commands(LOG, "For auditors: the first day")
    assert "olu.pub" in runs(new)
    runs(paper)
    assert (tmp_path / "private/olu.recovery.html").exists()
    build(tmp_path / "given").keys.rename(tmp_path / "given-keys")
    (tmp_path / "keys").rmdir()
    (tmp_path / "given-keys").rename(tmp_path / "keys")
    assert "Olu" in runs(shows)


def test_a_report_is_taken_out_of_a_backup_and_opened_as_written(runs: Runs, tmp_path: Path) -> None:
    house = build(tmp_path / "server")
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    unpacks, takes_out, opens, stock = commands(REVIEWERS, "Without our server")
    tmp_path.chmod(0o700)
    make(Sources.of(house.settings.worker()), tmp_path / unpacks.split(" ")[2], house.clock.today())
    subprocess.run(shlex.split(unpacks), check=True)
    tool, store, sql = shlex.split(takes_out)
    assert tool == "sqlite3"
    with closing(sqlite3.connect(store)) as rows:  # the tool's own function, so that the test needs no tool
        rows.create_function("writefile", 2, lambda name, data: Path(name).write_bytes(data))
        rows.execute(sql).fetchall()
    (report,) = tmp_path.glob("*-report.age")
    report.rename(tmp_path / "report.age")
    (tmp_path / "private").mkdir()
    (tmp_path / "private/ada.age").write_bytes(locked("ada"))
    assert "He followed me." in runs(opens)
    # Another age opens every sealed file in promise 21; here it must be asked as the README asks it.
    assert re.sub(r"\S*ada\.age", "ada.age", stock) in re.sub(" +", " ", text_of(ROOT / "README.md"))


def test_no_command_of_these_pages_is_left_out_here() -> None:
    ran = [*commands(REVIEWERS, "The first day"), *commands(REVIEWERS, "When a colleague leaves, or is away")]
    lost = commands(REVIEWERS, "When a key is lost")
    assert sorted(commands(REVIEWERS)) == sorted([*ran, *lost, *commands(REVIEWERS, "Without our server")])
    assert len(commands(REVIEWERS)) == 12
    assert not [line for file in (PRIVACY, DPIA, RECORD) for line in commands(file)]


def test_a_new_key_finds_old_cases_only_when_the_other_reader_has_sealed_them_to_it(tmp_path: Path, runs: Runs) -> None:
    house = build(tmp_path / "server", handles=("ada", "ben", "ines", "olu"))
    Rosa(house.form().test_client()).send(what_happened="He followed me.")
    ada, ben, rooms = house.person("ada").fingerprint, house.person("ben").fingerprint, house.rooms()
    take_all(ada, rooms)
    anew = newcomer("ben", "Ben Okafor", Role.REVIEWER, key="ben's second key")
    (tmp_path / "ben.pub").write_bytes(anew.public_file())
    (tmp_path / "ada.age").write_bytes(locked("ada"))
    for words in ("add ben.pub", "sign --key ada.age"):
        runs(f"REPORTING_INSTANCE={house.folder}/instance REPORTING_KEYS={house.keys} reporting key {words}")
    assert house.person("ben").fingerprint == anew.fingerprint != ben
    take_all(anew.fingerprint, rooms)
    with rooms.desk.read() as session:
        (case,) = Listing(session, ada).page(tuple(Status), Sort.DUE, 1).cases
        cases = rooms.cases(session)
        with pytest.raises(NoSuchCase):
            cases.of(anew.fingerprint, case.case_id)
    ((place, count),) = waiting(ada, house.roster, rooms).items()
    assert (place.leaves, place.joins, count) == (ben, anew.fingerprint, 1)
