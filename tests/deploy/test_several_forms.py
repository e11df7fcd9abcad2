"""Two forms behind one nginx, as the sample has it for several machines, on one PostgreSQL: either will do alone."""

import os
import re
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from reporting.doctor import Asked, Level
from reporting.doctor import proxy as proxy_group
from tests.deploy.front import DEPLOY, Front, altered, in_front, needed, serving
from tests.house import words_of

SAMPLE = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
REPORTERS = 12


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
def several(database: str) -> Iterator[tuple[Front, ExitStack]]:
    """nginx with the sample's marks taken away; the stack holds the second form."""
    needed("nginx")
    with in_front(database=database) as front, ExitStack() as second:
        second.enter_context(serving(front, f"{front.folder}/second.sock"))
        with altered(front, unmarked(front)) as both:
            yield both, second


def unmarked(front: Front) -> Mapping[str, str]:
    """As the comment beside it says; a folder's socket stands for the other machine."""
    (block,) = re.findall(r"^    #upstream forms \{\n(?:    #.*\n)*?    #\}\n", SAMPLE, re.MULTILINE)
    (said,) = re.findall(r"the form's place below say `(.+)`\.", re.sub(r"\n +# ", " ", SAMPLE))
    there = block.replace("unix:/run/reporting-form/", f"unix:{front.folder}/")
    mine = there.replace("    #", "    ").replace("10.0.0.2:8000", f"unix:{front.folder}/second.sock")
    return {there: mine, f"proxy_pass http://unix:{front.folder}/form.sock;": said}


def sent(front: Front, number: int) -> list[str]:
    answer = front.post(front.form(what_happened=f"Report number {number}"))
    assert answer.status == 200, answer.text
    return words_of(answer.text)


def stored(front: Front) -> list[str]:
    reports = (front.house.open_as("ada", "report", one) for one in front.house.report_ids())
    return sorted(str(one["answers"]["what_happened"]) for one in reports)


def test_reports_go_through_both_and_the_doctor_finds_nothing_in_the_file(several: tuple[Front, ExitStack]) -> None:
    front, _ = several
    with ThreadPoolExecutor(REPORTERS // 2) as at_once:
        words = list(at_once.map(lambda number: sent(front, number), range(REPORTERS)))
    assert {len(one) for one in words} == {12}
    assert stored(front) == sorted(f"Report number {number}" for number in range(REPORTERS))
    assert front.written() == "The form listens.\n" * 2
    asked = Asked(front.house.folder / "instance", front.house.keys, {}, proxy_config=front.folder / "nginx.conf")
    assert [finding.level for finding in proxy_group.look(asked)] == [Level.FINE]


def test_one_that_is_gone_is_passed_over(several: tuple[Front, ExitStack]) -> None:
    front, second = several
    page = front.form(what_happened="Loaded while both were there.")
    second.close()
    assert front.post(page).status == 200
    for number in range(6):
        sent(front, number)
    assert len(stored(front)) == 7


def test_the_second_goes_on_when_the_first_is_killed(several: tuple[Front, ExitStack]) -> None:
    """With kill -9, so that its socket stays and nobody listens there."""
    front, _ = several
    page = front.form(what_happened="Loaded while both were there.")
    form = front.served["form"]
    children = Path(f"/proc/{form.pid}/task/{form.pid}/children").read_text().split()
    for pid in (form.pid, *map(int, children)):
        os.kill(pid, signal.SIGKILL)
    form.wait()
    assert front.post(page).status == 200
    for number in range(6):
        sent(front, number)
    assert len(stored(front)) == 7
    assert Path(front.folder / "form.sock").exists()
