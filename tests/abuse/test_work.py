"""The proof of work: our browser's solver and ALTCHA's own are understood, and nothing that is not work passes."""

import hashlib
import json
import subprocess
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reporting.abuse.work import LONGEST, MOST, BadWork, Work
from reporting.clock import FixedClock
from tests.node import node

KEY = bytes(range(32))
POW = Path(__file__).parents[2] / "browser" / "form" / "pow.js"
# Made by altcha 2.3.0 of PyPI (create_challenge_v1) under the key that Work derives from KEY; its number is 54321.
ALTCHA = {
    "algorithm": "SHA-256",
    "challenge": "0876890008cbda6f9990910cc93e3fe5c0da3ec05b28489d731ab6f1a5848538",
    "number": 54321,
    "salt": "00112233445566778899aabbccddeeff?expires=1795564800&",
    "signature": "d654a3d2bf18aebb6848d9988e393449f2cb6f5a43369d1b099c2ef0e5f89f63",
}


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2026, 11, 24, 14, 5, tzinfo=UTC))


@pytest.fixture
def work(clock: FixedClock) -> Work:
    return Work(KEY, clock)


def solved(challenge: Any) -> dict[str, Any]:
    """What a browser finds."""
    for number in range(challenge["maxnumber"] + 1):
        if hashlib.sha256(f"{challenge['salt']}{number}".encode()).hexdigest() == challenge["challenge"]:
            return {**challenge, "number": number}
    raise AssertionError("no number fits")


def packed(said: object) -> str:
    return b64encode(json.dumps(said).encode()).decode()


def test_what_altcha_makes_and_solves_is_accepted(work: Work, clock: FixedClock) -> None:
    assert len(work.check(packed(ALTCHA))) == 32
    clock.advance(timedelta(hours=10))
    with pytest.raises(BadWork):
        work.check(packed(ALTCHA))


def test_the_browsers_own_solver_finds_what_we_ask_for(work: Work) -> None:
    script = f'import("{POW}").then(async (m) => console.log(await m.solve({json.dumps(work.issue())})))'
    found = subprocess.run([node(), "-e", script], check=True, capture_output=True, text=True).stdout.strip()
    assert len(found) <= LONGEST
    assert len(work.check(found)) == 32


def test_a_challenge_lasts_to_the_end_of_the_next_day_and_tells_no_hour(work: Work, clock: FixedClock) -> None:
    morning, said = work.issue()["salt"], solved(work.issue())
    clock.advance(timedelta(hours=5))
    assert str(morning).split("?")[1] == str(work.issue()["salt"]).split("?")[1]
    clock.advance(timedelta(days=1))
    work.check(packed(said))
    clock.advance(timedelta(hours=5))
    with pytest.raises(BadWork):
        work.check(packed(said))


def test_the_same_solution_leaves_the_same_hash_however_it_is_written(work: Work) -> None:
    said = solved(work.issue())
    again = packed(dict(reversed(said.items())) | {"took": 12})
    assert work.check(packed(said)) == work.check(again)


def test_digits_of_the_number_are_not_read_as_part_of_the_date(work: Work) -> None:
    """CVE-2025-68113: with no sign between them, a used challenge gets a later date and another number."""
    for salt, number in (
        (ALTCHA["salt"] + "5", 4321),
        (str(ALTCHA["salt"]).removesuffix("&"), 54321),
        (str(ALTCHA["salt"]) + "&", 54321),
    ):
        with pytest.raises(BadWork):
            work.check(packed(ALTCHA | {"salt": salt, "number": number}))


@pytest.mark.parametrize(
    "changed",
    [
        {"number": 54322},
        {"number": -1},
        {"number": MOST + 1},
        {"number": 54321.0},
        {"number": "54321"},
        {"number": True},
        {"number": 10**400},
        {"signature": "d654"},
        {"signature": "é"},
        {"signature": None},
        {"challenge": 5},
        {"salt": ["a"]},
        {"salt": "\ud800"},
    ],
)
def test_what_is_not_work_of_ours_is_refused(work: Work, changed: dict[str, object]) -> None:
    with pytest.raises(BadWork):
        work.check(packed(ALTCHA | changed))


def test_work_for_a_challenge_of_ones_own_is_refused(work: Work, clock: FixedClock) -> None:
    with pytest.raises(BadWork):
        work.check(packed(solved(Work(b"\1" * 32, clock).issue())))


@pytest.mark.parametrize("text", ["", "e30=", packed([]), packed("x"), packed(None), "[" * 900, "A" * 100_000, "é"])
def test_what_is_no_solution_at_all_is_refused(work: Work, text: str) -> None:
    with pytest.raises(BadWork):
        work.check(text)


def test_brackets_without_end_are_refused(work: Work) -> None:
    with pytest.raises(BadWork):
        work.check(b64encode(b"[" * 740).decode())


@example("\udc80")
@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(BadWork):
        Work(KEY, FixedClock(datetime(2026, 11, 24, tzinfo=UTC))).check(text)
