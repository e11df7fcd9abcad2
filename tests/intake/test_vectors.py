"""tests/vectors/reports.json, which the code of the browser is held by too."""

import json
from pathlib import Path

from tests.vectors.make_reports import vectors

FILE = Path(__file__).parent.parent / "vectors" / "reports.json"


def test_the_parts_of_a_report_are_still_those_of_the_vectors() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == vectors()


def test_the_vectors_reach_every_class_of_size() -> None:
    sizes = [one["sizes"] for one in json.loads(FILE.read_text(encoding="utf-8"))["reports"]]
    assert {one["report"] > 16384 for one in sizes} == {True, False}
    assert {one["contact"] > 1024 for one in sizes} == {True, False}
    assert {one["headline"] for one in sizes} == {1024}
