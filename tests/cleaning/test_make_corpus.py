"""`make corpus`: what it counts, what it says where it cannot work, and that its table in docs/cleaning.md adds up."""

from pathlib import Path

import pytest

from tests import corpus

FOUND = [
    {"type": "jpg", "verdict": "PASS"},
    {"type": "heic", "verdict": "LEAK"},
    {"type": "docm", "verdict": "BROKEN"},
    {"type": "docx", "verdict": "TIMEOUT"},
    {"type": "pdf", "verdict": "REFUSED"},
    {"type": "svg", "verdict": "NOOUT"},
]


def rows(table: str) -> dict[str, list[int]]:
    """The figures of each class of ours, by its name."""
    cells = [[cell.strip(" *") for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {name: [int(one) for one in figures] for name, *figures in cells if " by " not in name}


def test_each_class_is_counted_and_a_leak_is_never_taken_for_anything_else() -> None:
    assert rows(corpus.table(FOUND)) == {
        "pictures": [2, 1, 1, 0, 0],
        "OOXML": [2, 0, 0, 0, 2],
        "PDF": [1, 0, 0, 1, 0],
        corpus.NOT_TAKEN: [1, 0, 0, 1, 0],
        "all": [6, 1, 1, 2, 2],
    }


@pytest.mark.parametrize("missing", ["CORPUS", "CHECKER"])
def test_where_there_are_no_files_or_no_checker_it_says_so_and_changes_nothing(
    missing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = corpus.PAGE.read_bytes()
    monkeypatch.setattr(corpus, missing, tmp_path / "nowhere")
    assert corpus.main() == 0
    assert capsys.readouterr().out.startswith("LEFT OUT: ")
    assert corpus.PAGE.read_bytes() == page


def test_the_table_of_the_page_adds_up_and_nothing_was_left_behind() -> None:
    page = corpus.PAGE.read_text(encoding="utf-8")
    told = rows(page.partition(corpus.BEGIN)[2].partition(corpus.END)[0])
    total = told.pop("all")
    assert [sum(column) for column in zip(*told.values(), strict=True)] == total
    assert total[0] == sum(total[1:]) and total[2] == 0
    of_note = [told[name] for name in ("pictures", "PDF", "OOXML", "ODF")]
    files, passed, _left, refused, _other = (sum(column) for column in zip(*of_note, strict=True))
    assert passed >= 0.98 * files and refused <= 0.03 * files
