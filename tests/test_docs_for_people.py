"""The pages for reviewers, auditors and the community: commands run, labels and figures are those of the code."""

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
from reporting.abuse.token import LIFE as TOKEN_VALID
from reporting.backup import Sources, make
from reporting.cases import NoSuchCase
from reporting.cases.dates import CONFIRM_DAYS, SHOWN_DAYS_BEFORE, STOP_DAYS, UPDATE_DAYS, URGENT_DAYS
from reporting.cases.listing import Listing, Sort
from reporting.cases.statuses import Status
from reporting.cli import main, relock
from reporting.config.rooms import Backups, Clocks, FormSettings
from reporting.db import DeskBase, MailboxBase
from reporting.notifications.post import CALLS_LIVE
from reporting.review.reseal import waiting
from reporting.review.set_aside import KEPT
from reporting.review.take import take_all
from reporting.roster import Role
from reporting.signin.sessions import ABSOLUTE, IDLE
from reporting.worker.erase import TOLD_MONTHS
from reporting.worker.rounds import TOKEN_LIFE
from tests.house import PASSPHRASE, Rosa, build, locked, newcomer

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
REVIEWERS, LOG, PRIVACY, DPIA, RECORD = (
    DOCS / name
    for name in (
        "reviewers.md",
        "access-log.md",
        "privacy.md",
        "templates/dpia.md",
        "templates/record-of-processing.md",
    )
)
THREATS = DOCS / "threat-model.md"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted((DOCS / "templates").glob("*.md")), ROOT / "README.md"]
MADE = re.compile(r"^Private half +(\S+) .*?^Passphrase +(\S+)$", re.MULTILINE | re.DOTALL)
SHELL = re.compile(r"^ *```sh\n(.*?)^ *```", re.MULTILINE | re.DOTALL)


def text_of(file: Path, title: str = "") -> str:
    """A page, or what stands in it under a heading."""
    text = file.read_text(encoding="utf-8")
    return re.split(r"^#{2,3} ", text.split(f"# {title}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0] if title else text


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


def sources() -> str:
    """The words of the desk: its pages, its scripts and what the server says on them, each on one line."""
    places = (("reporting/templates/desk", "html"), ("browser/desk", "js"), ("reporting/cases", "py"))
    files = [file for folder, end in places for file in sorted((ROOT / folder).glob(f"*.{end}"))]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"\s+", " ", re.sub(r'" \+\s+"', "", text))


def test_each_label_that_the_page_for_reviewers_quotes_stands_on_the_desk_in_these_words() -> None:
    said = sources()
    quoted = re.findall("“([^”]+)”", re.sub(r"\s+", " ", text_of(REVIEWERS)))
    labels = [label for label in quoted if label != "these marks"]
    assert len(set(labels)) > 60
    missing = [label for label in labels if not re.search(rf"(?<!\w){re.escape(label)}(?!\w)", said)]
    assert missing == []


def slug(heading: str) -> str:
    """The anchor that a heading gets where these pages are shown."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.name)
def test_each_link_leads_to_a_page_and_to_a_heading_of_it(file: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#]*)#?([^)]*)\)", text_of(file)):
        if "://" in target:
            continue
        there = (file.parent / target) if target else file
        assert there.exists(), target
        if anchor:
            assert anchor in map(slug, re.findall(r"^#+ (.+)$", text_of(there), re.MULTILINE)), f"{target}#{anchor}"


def rows(file: Path, header: str) -> dict[str, str]:
    """The table of a page under this header: its first column, and its second."""
    table = text_of(file).split(f"\n{header}\n", 1)[1].split("\n\n", 1)[0]
    return dict(re.findall(r"^\| ([^|]+) \| ([^|]+) \|", table, re.MULTILINE))


def months_and_days() -> dict[str, str]:
    """How long a case is kept after each kind of outcome, from the code that fills the day in."""
    code = (ROOT / "browser/desk/outcomes.js").read_text(encoding="utf-8")
    found = re.findall(r"later\(today, (\d+), (\d+)\), words: \"[^\"]*, since ([^\"]+)\"", code)
    assert len(found) == 3
    return {why: f"{days} days" if months == "0" else f"{months} months" for months, days, why in found}


def minutes(seconds: float) -> str:
    return f"{seconds / 60:g} minutes"


@pytest.mark.parametrize("file", [PRIVACY, DPIA, RECORD], ids=lambda file: file.name)
def test_how_long_things_are_kept_is_told_as_the_code_keeps_them(file: Path) -> None:
    told, kept = rows(file, "| what | for how long |"), months_and_days()
    figures = {
        "a case in which something was done": [kept["something was done"]],
        "a case in which nothing was done": [kept["nothing was done"]],
        "a case that was not for us": [kept["it is not for us"]],
        "a report set aside as perhaps sent by a machine, that nobody takes up": [f"{KEPT.days} days"],
        "of an erased report: its dates, who could read it, its proof, a hash of its locator": [
            f"{TOLD_MONTHS} months"
        ],
        "the trace of a form that was sent: a hash and a date": [f"{TOKEN_LIFE.days} days"],
        "a reader's sign-in": [minutes(IDLE.total_seconds()), f"{ABSOLUTE.total_seconds() / 3600:g} hours"],
        "a mail that waits to be sent": [f"{CALLS_LIVE.days} days"],
        "daily backups": [f"the last {Backups(Path()).keep};"],
    }
    for what, said in figures.items():
        numbers = re.findall(r"\d+", told[what])
        assert all(figure in told[what] for figure in said), (what, told[what], said)
        assert numbers == [number for figure in said for number in re.findall(r"\d+", figure)], told[what]
    without = {what for what, said in told.items() if not re.search(r"\d", said)}
    assert set(told) == set(figures) | without
    assert without == {
        "a report that its writer takes back before anybody opened it",
        "at the desk: a case's number, dates, status and who could read it",
        "the access log and the roster with its history",
    }
    assert TOKEN_LIFE > TOKEN_VALID


def test_the_clocks_are_told_as_they_run() -> None:
    told = rows(REVIEWERS, "| due | when |")
    days = {
        "“look within 24 hours”": f"{URGENT_DAYS} day ",
        "“acknowledge”": f"{Clocks().acknowledge_days} days ",
        "“update the reporter”": f"{UPDATE_DAYS} days ",
        "“feedback”": f"{Clocks().feedback_months} months ",
        "“answer the reporter”": f"{UPDATE_DAYS} days ",
        "“look at what was decided by one”": f"{CONFIRM_DAYS} day ",
        "“decide what can be stopped”": f"{STOP_DAYS} days ",
    }
    assert {what: said for what, said in told.items() if what.startswith("“")}.keys() == days.keys()
    for what, figure in days.items():
        assert told[what].startswith(figure), what
    said, kept = re.sub(r"\s+", " ", text_of(REVIEWERS)), months_and_days()
    assert f"called due from {SHOWN_DAYS_BEFORE} days before" in said
    assert f"erased after {KEPT.days} days" in said
    assert f"After {minutes(IDLE.total_seconds())} in which nobody touches it" in said
    assert f"says for {FormSettings.announce_days} days that its readers changed" in said
    done, nothing, foreign = kept["something was done"], kept["nothing was done"], kept["it is not for us"]
    assert f"{done} when something was done, {nothing} when nothing was, {foreign} when it was not for you" in said
    heard = f"You hear within {Clocks().acknowledge_days} days that your report was seen"
    told_by = f"{heard}, and within {Clocks().feedback_months} months from then"
    assert told_by in re.sub(r"\s+", " ", text_of(PRIVACY))


def test_each_measure_of_the_assessment_names_promises_that_are_held() -> None:
    held = set(re.findall(r"^\| (\d+) \|", text_of(THREATS), re.MULTILINE))
    named = re.findall(r"^\|[^|]+\|[^|]+\| ([\d, ]*) ?\| `\[…\]` \|$", text_of(DPIA), re.MULTILINE)
    numbers = [number for cell in named for number in re.findall(r"\d+", cell)]
    assert len(named) == 20
    assert set(numbers) <= held
    assert held - set(numbers) <= {"11", "25"}  # of resending, and of docs: no risk of their own


LEVELS = ("sealed", "closed", "secret", "public")
STORED = {
    "the report, its headline": "part chunk",
    "messages and answers": "message reply case_note snippets",
    "for whom a report is": "deposit reader desk_case clock_count case_reader recusal telling erasure withdrawal",
    "of a receipt": "deposit",
    "the trace of a form": "spent_token",
    "the access log": "log_entry log_day log_salt log_node log_checkpoint proof sign_in_refusal "
    "clock_limits comparison absence",
    "mail that waits": "outbox mail_day",
    "a reader's sign-in": "desk_session spent_challenge",
    "keys and passwords of the server": "sign_in_secret",
}
"""How a row of the table of levels begins, and the tables of both stores that it speaks of."""


def test_each_kind_of_data_has_a_level_and_each_level_says_what_it_requires() -> None:
    said = text_of(DPIA, "How well each kind is guarded")
    held = set(re.findall(r"^\| (\d+) \|", text_of(THREATS), re.MULTILINE))
    required = re.findall(r"^\| \*\*(\w+)\*\* \| ([^|]+) \| ([\d, ]+) \| `\[[^|]+\]` \|$", said, re.MULTILINE)
    assert tuple(level for level, _, _ in required) == LEVELS
    assert all(set(re.findall(r"\d+", promises)) <= held for _, _, promises in required)
    levels = rows(DPIA, "| what | level | where |")
    assert set(levels.values()) == {*LEVELS, "never kept", "never kept here"}
    for begins in STORED:
        assert [what for what in levels if what.startswith(begins)], begins
    tables = {*DeskBase.metadata.tables, *MailboxBase.metadata.tables}
    assert {table for those in STORED.values() for table in those.split()} == tables


def test_each_risk_that_is_left_is_one_of_the_limits_of_the_threat_model() -> None:
    limits = re.sub(r"\s+", " ", text_of(THREATS, "Limits, stated and not hidden"))
    left = re.findall(r"^- (\*\*.+?\*\*)", text_of(DPIA, "5. What is left"), re.MULTILINE)
    assert len(left) == 15
    for risk in left:
        assert f"- {risk}" in limits, risk


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
