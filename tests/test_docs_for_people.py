"""The pages for reviewers, auditors and the community: labels, links and figures are those of the code."""

import re
from pathlib import Path

import pytest

from reporting.abuse.token import LIFE as TOKEN_VALID
from reporting.cases.dates import CONFIRM_DAYS, SHOWN_DAYS_BEFORE, STOP_DAYS
from reporting.config.rooms import Backups, Clocks, FormSettings
from reporting.db import DeskBase, MailboxBase
from reporting.notifications.post import CALLS_LIVE
from reporting.review.set_aside import KEPT
from reporting.signin.sessions import ABSOLUTE, IDLE
from reporting.worker.erase import TOLD_MONTHS
from reporting.worker.rounds import TOKEN_LIFE
from tests.pages_for_people import DOCS, DPIA, PRIVACY, RECORD, REVIEWERS, ROOT, text_of

THREATS = DOCS / "threat-model.md"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted((DOCS / "templates").glob("*.md")), ROOT / "README.md"]


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
    """How long a case is kept after each kind of outcome, where nothing else is set."""
    clocks = Clocks()
    return {
        "something was done": f"{clocks.keep_action_months} months",
        "nothing was done": f"{clocks.keep_no_action_months} months",
        "it is not for us": f"{clocks.keep_out_of_scope_days} days",
    }


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
        "of an erased report: its dates, who could read it, its proof, hashes of its seal and its locator": [
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
        "“look within 24 hours”": f"{Clocks().urgent_days} day ",
        "“acknowledge”": f"{Clocks().acknowledge_days} days ",
        "“update the reporter”": f"{Clocks().update_days} days ",
        "“feedback”": f"{Clocks().feedback_months} months ",
        "“answer the reporter”": f"{Clocks().update_days} days ",
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
    "for whom a report is": "deposit reader desk_case clock_count case_reader recusal telling erasure withdrawal"
    " entering",
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
