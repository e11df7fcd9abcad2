"""`reporting key relock`: other words for the same key. At any moment the file opens with words that are on a paper."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reporting.cli import relock
from reporting.sealing import seal
from reporting.sealing.keyfiles import WrongPassphrase, lock, unlock
from tests.cli.table import PASSPHRASE, Table
from tests.roster.cast import key

OTHER = "north-paper-olive-grain-tenant-swift-harbor"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> str:
    """The words that are drawn next, known beforehand: who types them here cannot read what is shown."""
    monkeypatch.setattr(relock, "generate_passphrase", lambda: OTHER)
    return OTHER


def test_a_key_file_gets_other_words_and_holds_the_same_key(table: Table, drawn: str) -> None:
    file = Path(table.private("ada"))
    result = table.run("key", "relock", str(file), typed=f"{PASSPHRASE}\n{drawn}\n")
    assert result.exit_code == 0, result.output
    assert re.search(rf"^Passphrase +{drawn}$", result.stdout, re.MULTILINE) and PASSPHRASE not in result.output
    assert "recovery sheet" in result.stdout and f"reporting key paper {file}" in result.stdout
    assert unlock(file.read_bytes(), drawn).verify_key == key("ada").verify_key
    with pytest.raises(WrongPassphrase):
        unlock(file.read_bytes(), PASSPHRASE)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [left.name for left in file.parent.iterdir()] == ["ada.age"]


def test_the_words_are_drawn_anew_each_time(table: Table) -> None:
    typed = f"{PASSPHRASE}\nnot what was shown\n"
    told = [table.run("key", "relock", table.private("ada"), typed=typed).stdout for _ in range(2)]
    shown = [re.search(r"^Passphrase +([a-z]+(?:-[a-z]+){6})$", text, re.MULTILINE) for text in told]
    assert shown[0] and shown[1] and shown[0][1] != shown[1][1]


@pytest.mark.parametrize("typed", [f"  {OTHER.upper().replace('-', ' ')} ", OTHER.replace("-", " - ")])
def test_spaces_and_capitals_from_the_paper_do_not_matter(table: Table, drawn: str, typed: str) -> None:
    file = Path(table.private("ada"))
    assert table.run("key", "relock", str(file), typed=f"{PASSPHRASE}\n{typed}\n").exit_code == 0
    unlock(file.read_bytes(), drawn)


def test_a_link_leads_to_the_file_that_is_locked_anew(table: Table, drawn: str) -> None:
    file, link = Path(table.private("ada")), table.folder / "link.age"
    link.symlink_to(file)
    assert table.run("key", "relock", str(link), typed=f"{PASSPHRASE}\n{drawn}\n").exit_code == 0
    assert link.is_symlink()
    unlock(file.read_bytes(), drawn)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("another one\n", "Check the file and the passphrase"),
        (f"{PASSPHRASE}\n{PASSPHRASE}\n", "Run it again"),
        (f"{PASSPHRASE}\n{OTHER[:-1]}\n", "Run it again"),
        (f"{PASSPHRASE}\n", "Aborted"),
        ("", "Aborted"),
    ],
)
def test_until_the_new_words_are_on_paper_nothing_changes(table: Table, drawn: str, typed: str, said: str) -> None:
    file = Path(table.private("ada"))
    before = file.read_bytes()
    result = table.run("key", "relock", str(file), typed=typed)
    assert result.exit_code == 1
    assert said in result.stderr.splitlines()[-1]
    assert file.read_bytes() == before and [left.name for left in file.parent.iterdir()] == ["ada.age"]


def test_what_is_no_locked_key_file_is_refused_and_left(table: Table) -> None:
    ada = key("ada")
    for content, said in (
        (ada.identity.secret_text().encode(), "Lock it: age -p -a"),
        (b"# a comment\n" + ada.identity.secret_text().encode(), "Lock it: age -p -a"),
        (seal(b"a report", [ada.identity.recipient]), "Name your key file"),
        (b"what is this", "Name the file that"),
        (b"", "Name the file that"),
        (bytes(100_000), "Check its name"),
    ):
        file = table.folder / "given.age"
        file.write_bytes(content)
        assert said in table.refused("key", "relock", str(file))
        assert file.read_bytes() == content
    assert "cannot be read" in table.refused("key", "relock", str(table.folder / "missing.age"))


KILLED = """
import functools, json, os, sys
from pathlib import Path
from click.testing import CliRunner
from tests.cli import killed
from reporting.cli import main, relock
folder, old, new = Path(sys.argv[1]), *sys.argv[2:]
relock.generate_passphrase = lambda: new
relock.lock = functools.partial(relock.lock, log_n=4)
locked = (folder / "ada.age").read_bytes()

def run(file, lives):
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    killed.left = lives
    for name in ("open", "fdopen", "fsync", "rename", "replace", "chmod", "fchmod", "unlink", "close"):
        setattr(os, name, killed.at(getattr(os, name)))
    os._exit(CliRunner().invoke(main, ["key", "relock", str(file)], input=f"{old}\\n{new}\\n").exit_code)

found = []
while not found or found[-1]:
    place = folder / str(len(found))
    place.mkdir()
    (place / "ada.age").write_bytes(locked)
    found.append(run(place / "ada.age", len(found)))
print(json.dumps(found))
"""


def test_killed_at_any_step_the_old_file_is_there_or_the_new_one(tmp_path: Path) -> None:
    (tmp_path / "ada.age").write_bytes(lock(key("ada"), PASSPHRASE, log_n=4))
    words = [sys.executable, "-c", KILLED, str(tmp_path), PASSPHRASE, OTHER]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=500, check=True)
    *killed, whole = json.loads(ran.stdout)
    assert len(killed) > 2 and set(killed) == {9} and whole == 0
    opens = []
    for step in range(len(killed) + 1):
        content = (tmp_path / str(step) / "ada.age").read_bytes()
        for words_on_paper in (PASSPHRASE, OTHER):
            try:
                assert unlock(content, words_on_paper).verify_key == key("ada").verify_key
            except WrongPassphrase:
                continue
            opens.append(words_on_paper)
    assert len(opens) == len(killed) + 1, "each opens with the words of before or with those that were shown"
    assert opens[0] == PASSPHRASE and opens[-1] == OTHER
