"""What an operator can try who holds both stores and the log's key, and what two verifiers say: a table for the docs.

    python -m tests.attacks     # writes the table of docs/access-log.md anew

The store is rewritten with all its nodes, its triggers gone, then exported and signed anew: only a checkpoint kept
elsewhere can tell. Everything here is fixed, so that the table comes out the same each time.
"""

import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from reporting.accesslog import AccessLog, Tag
from reporting.accesslog.export import export
from reporting.accesslog.folder import Folder
from reporting.accesslog.merkle import Node, growth
from reporting.accesslog.tree import StoredTree
from reporting.accesslog.verify import verify
from reporting.db import DeskBase, Store
from reporting.errors import ReportingError
from reporting.signednote import Note, sign
from tests.house import House, build, log_key

DOCS = Path(__file__).resolve().parents[1] / "docs"
SCRIPT = DOCS / "verify_log.py"
KEPT_AT, SHOWN_AT, EARLIER_AT = 300, 360, 200
HELD = "—"
FORGED = b'{"at":"2026-11-23T14:05Z","person":"ben","tag":"inbox:list"}'
Entries = list[bytes]


@dataclass(frozen=True)
class Attack:
    """A name of promise 15, what is done in words, and the entries that come of it."""

    name: str
    does: str
    rewritten: Callable[[Entries], Entries]


ATTACKS = (
    Attack("change", "entry 41 says something else", lambda log: [*log[:41], FORGED, *log[42:]]),
    Attack("delete", "entry 41 is left out", lambda log: [*log[:41], *log[42:]]),
    Attack("insert", "an entry is put in before 41", lambda log: [*log[:41], FORGED, *log[41:]]),
    Attack("reorder", "entries 41 and 42 change places", lambda log: [*log[:41], log[42], log[41], *log[43:]]),
    Attack("truncate", "the last entries are cut off", lambda log: log[: KEPT_AT - 1]),
    Attack("empty", "all entries are gone", lambda log: []),
    Attack("fork", "an auditor is shown another end of the same length", lambda log: [*log[: KEPT_AT - 1], FORGED]),
    Attack("roll back", "an older state of the store is put back", lambda log: log[:EARLIER_AT]),
)


def rewrite(file: Path, entries: Sequence[bytes]) -> None:
    """The log in a desk's store: every entry and every node, as if it had always been so."""
    nodes: dict[Node, bytes] = {}
    for leaf, entry in enumerate(entries):
        nodes |= growth(leaf, entry, lambda _: nodes)  # noqa: B023  (read at once)
    with sqlite3.connect(file) as rows:
        for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            rows.execute(f"DROP TRIGGER {name}")
        rows.execute("DELETE FROM log_node")
        rows.execute("DELETE FROM log_entry")
        rows.executemany("INSERT INTO log_entry VALUES (?, ?, 'filler', NULL, NULL)", enumerate(entries))
        rows.executemany("INSERT INTO log_node VALUES (?, ?, ?)", [(*node, hashed) for node, hashed in nodes.items()])
    rows.close()


class Scene:
    """A house whose log was exported once and has grown since; `kept` lies with an auditor."""

    def __init__(self, folder: Path) -> None:
        self.house: House = build(folder)
        self.shown = folder / "shown"
        self.kept = folder / "kept"
        self.file = folder / "instance" / "desk" / "desk.db"
        self._grow(KEPT_AT)
        self.show()
        shutil.copy(self.shown / "checkpoint", self.kept)
        self._grow(SHOWN_AT - KEPT_AT)
        self.honest = self._entries()

    def _grow(self, count: int) -> None:
        store = self._store()
        with store.write() as session:
            for number in range(count):
                tag = (Tag.INBOX_LIST, Tag.REPORT_OPEN, Tag.CONTACT_OPEN)[number % 3]
                AccessLog(session, self.house.clock).append(tag, person="ada", case="7QK4-M2XR")
        store.close()

    def _store(self) -> Store:
        return Store.open(self.house.settings.worker().desk_url, DeskBase)

    def _entries(self) -> Entries:
        with sqlite3.connect(self.file) as rows:
            found = [entry for (entry,) in rows.execute("SELECT entry FROM log_entry ORDER BY leaf")]
        rows.close()
        return found

    def show(self) -> None:
        """Export and sign what is in the store now."""
        shutil.rmtree(self.shown, ignore_errors=True)
        store = self._store()
        with store.read() as session:
            tree = StoredTree(session)
            note = log_key().checkpoint(tree.size(), tree.root(tree.size()))
            export(session, note, Folder(self.shown).write)
        store.close()

    def rewrite(self, entries: Sequence[bytes]) -> None:
        """As if the log had always been so; then show it."""
        rewrite(self.file, entries)
        if entries:
            self.show()
            return
        shutil.rmtree(self.shown, ignore_errors=True)
        self.shown.mkdir()
        empty = f"{log_key().verifier.name}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"  # the hash of nothing
        assert sha256().hexdigest().startswith("e3b0c442")
        (self.shown / "checkpoint").write_bytes(bytes(Note(empty, (sign(empty, log_key().verifier.name, log_key()),))))

    def ours(self, *, kept: bool = True) -> str:
        """The refusal of our verifier, or HELD."""
        try:
            verify(Folder(self.shown).read, log_key().verifier, self.kept.read_bytes() if kept else None)
        except ReportingError as refused:
            return type(refused).__name__
        return HELD

    def theirs(self, *, kept: bool = True) -> str:
        """The refusal of the independent script, run apart from everything of ours, or HELD."""
        words = [str(self.shown), str(self.house.keys / "log.pub"), *([str(self.kept)] if kept else [])]
        ran = subprocess.run([sys.executable, "-I", str(SCRIPT), *words], capture_output=True, text=True, check=False)
        if ran.returncode == 0:
            return HELD
        assert ran.returncode == 1 and ran.stderr.startswith("refused: ") and ran.stderr.count("\n") == 1, ran.stderr
        return ran.stderr.removeprefix("refused: ").strip()


def table(scene: Scene) -> str:
    """One row an attack, in Markdown."""
    lines = [
        "| attack | what is done | `reporting log verify` | `verify_log.py` | without a kept checkpoint |",
        "|---|---|---|---|---|",
    ]
    for attack in ATTACKS:
        scene.rewrite(attack.rewritten(list(scene.honest)))
        alone = "unseen" if (scene.ours(kept=False), scene.theirs(kept=False)) == (HELD, HELD) else "refused too"
        lines.append(f"| {attack.name} | {attack.does} | {scene.ours()} | {scene.theirs()} | {alone} |")
    return "\n".join(lines) + "\n"


def told() -> tuple[str, str, str]:
    """docs/access-log.md before, in and after its table."""
    text = (DOCS / "access-log.md").read_text(encoding="utf-8")
    before, now, after = re.split(
        r"(?<=<!-- attacks -->\n)(.*?)(?=<!-- /attacks -->)", text, maxsplit=1, flags=re.DOTALL
    )
    return before, now, after


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "scene").mkdir(mode=0o700)
        now = table(Scene(Path(folder, "scene")))
    before, _, after = told()
    (DOCS / "access-log.md").write_text(before + now + after, encoding="utf-8")


if __name__ == "__main__":
    main()
