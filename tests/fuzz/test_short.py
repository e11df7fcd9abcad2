"""A second or less of every fuzzer, the same changes in each run, so that none of them rots; and that they find."""

import math
from functools import partial
from pathlib import Path

import pytest

from tests.fuzz import APPS, PARSERS, Findings, Target, apps, blind, load, properties, room
from tests.fuzz.hostile import MARK
from tests.fuzz.http import Answer, Request

REQUESTS = 60


@pytest.mark.parametrize("name", PARSERS)
def test_nothing_is_found_among_neighbours_of_the_seeds(name: str, tmp_path: Path) -> None:
    target = load(name)
    for number, data in enumerate(target.seeds()):
        assert target.check(data), f"seed {number} is refused, so its neighbours show little"
    findings = Findings(tmp_path)
    tally = blind.run(target, findings, seed=26, times=target.in_short)
    assert findings.places == {}
    assert tally.inputs == target.in_short and tally.taken


@pytest.mark.parametrize("name", APPS)
def test_neither_app_fails_on_what_no_page_sends(name: str) -> None:
    done = apps.run(name, seed=26, times=REQUESTS, slow=math.inf)  # how long it takes is the machine's matter here
    assert done.places == {}
    assert done.inputs == REQUESTS and done.taken > REQUESTS // 10 and len(done.views) > 5


def test_properties_are_tried_with_other_values_in_each_round(tmp_path: Path) -> None:
    drawn = properties.run(tmp_path, seconds=0, profile="everywhere", tests="tests/roster/test_people.py")
    assert drawn.inputs >= drawn.taken >= 100
    assert drawn.places == {} and list(tmp_path.iterdir()) == []


def test_a_property_that_does_not_hold_is_found_with_what_was_drawn(tmp_path: Path) -> None:
    careless = tmp_path / "test_careless.py"
    careless.write_text(
        "from hypothesis import given, strategies as st\n"
        "@given(st.integers(0, 10**6))\n"
        "def test_small(number):\n"
        "    assert number < 1000\n"
    )
    drawn = properties.run(tmp_path / "found", seconds=0, profile="default", tests=str(careless))
    ((place, kept),) = drawn.places.items()
    assert place.endswith("test_careless.py::test_small")
    assert "number=1000" in (tmp_path / "found" / kept).read_text()


def test_an_error_that_nobody_documents_is_found_once_with_its_input(tmp_path: Path) -> None:
    def mallorys(untrusted: bytes) -> bool:
        return untrusted.decode("ascii")[0] == "a"  # neither other letters nor emptiness are thought of

    findings = Findings(tmp_path)
    tally = blind.run(Target("a careless parser", lambda: [b"abc"], mallorys), findings, seed=1, times=500)
    kinds = sorted(place.partition(" ")[0] for place in findings.places)
    assert kinds == ["IndexError", "UnicodeDecodeError"]
    assert 0 < tally.taken < tally.inputs
    for kept in findings.places.values():
        with pytest.raises((IndexError, UnicodeDecodeError)):
            mallorys((tmp_path / kept).read_bytes())


def noted(seen: list[bytes], data: bytes) -> bool:
    seen.append(data)
    return True


def test_the_same_number_gives_the_same_inputs() -> None:
    seen: list[list[bytes]] = [[], []]
    for one in seen:
        blind.run(Target("", lambda: [b"abc", b"defghi"], partial(noted, one)), Findings(), seed=7, times=50)
    assert seen[0] == seen[1] and len(set(seen[0])) > 30


SAFE = dict.fromkeys(room.GUARDS, "x")


@pytest.mark.parametrize(
    ("answer", "slow", "said", "found"),
    [
        (Answer(200, SAFE), False, b"", []),
        (
            Answer(500, SAFE),
            False,
            b"reporting.desk: KeyError at x.py:1\n",
            ["500 (reporting.desk: KeyError at x.py:1)"],
        ),
        (Answer(503, SAFE), False, b"", ["503 ()"]),
        (Answer(), False, b"", ["no answer"]),
        (Answer(404, dict.fromkeys(room.GUARDS[1:], "x")), False, b"", [f"404 without {room.GUARDS[0]}"]),
        (Answer(200, SAFE), True, b"", ["slow"]),
        (Answer(200, SAFE), False, f"who wrote {MARK}".encode(), ["words in the log"]),
    ],
)
def test_each_promise_that_an_answer_breaks_is_told(answer: Answer, slow: bool, said: bytes, found: list[str]) -> None:
    assert room.faults(Request(b"GET", b"/", []), answer, said, is_slow=slow) == found
