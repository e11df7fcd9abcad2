"""Promise 15: whoever holds both stores and the log's key still cannot rewrite the log unseen."""

import ast
from pathlib import Path

import pytest

from reporting.accesslog.checkpoints import EmptyLog
from reporting.accesslog.meanings import MEANINGS
from reporting.accesslog.verify import Forked, Rewritten, RolledBack, verify
from tests import attacks
from tests.accesslog.exported import Exported
from tests.attacks import ATTACKS, HELD, KEPT_AT, Attack, Scene
from tests.cli.olu import Olu
from tests.cli.test_log import run
from tests.house import log_key


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    folder = tmp_path_factory.mktemp("scene")
    folder.chmod(0o700)
    return Scene(folder)


def test_the_honest_log_holds_for_both(scene: Scene) -> None:
    scene.rewrite(scene.honest)
    assert (scene.ours(), scene.theirs()) == (HELD, HELD)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_each_attack_is_refused_by_both_from_a_kept_checkpoint(scene: Scene, attack: Attack) -> None:
    scene.rewrite(attack.rewritten(list(scene.honest)))
    assert scene.ours() != HELD
    assert scene.theirs() != HELD
    words = ("--key", scene.house.keys / "log.pub", "--checkpoint", scene.kept)
    told = run("verify", scene.shown, *words)
    assert told.exit_code == 1
    assert f"({scene.ours()})" in told.stderr and told.stderr.count("\n") == 1


MEANT = {
    "change": Rewritten,
    "delete": Rewritten,
    "insert": Rewritten,
    "reorder": Rewritten,
    "truncate": RolledBack,
    "empty": EmptyLog,
    "fork": Forked,
    "roll back": RolledBack,
}


@pytest.fixture(scope="module")
def olu(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Olu:
    """Olu has cosigned the log of that time, and keeps it."""
    olu = Olu.at(tmp_path_factory.mktemp("audit") / "olu")
    scene.rewrite(scene.honest[:KEPT_AT])
    olu.cosigned(scene.shown)
    return olu


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_attack_gets_a_cosignature(scene: Scene, olu: Olu, attack: Attack) -> None:
    scene.rewrite(attack.rewritten(list(scene.honest)))
    line = olu.refused(scene.shown)  # which also sees that no file was touched
    assert MEANINGS[MEANT[attack.name]].happened in line
    assert f"Change nothing in {scene.shown} and {olu.kept}" in line


def test_the_honest_log_gets_its_cosignature_after_all_that(scene: Scene, olu: Olu) -> None:
    scene.rewrite(scene.honest)
    before = olu.kept.read_bytes()
    assert f"They begin with the {KEPT_AT} that you kept" in olu.cosigned(scene.shown)
    assert (scene.ours(), scene.theirs()) == (HELD, HELD)  # the independent script reads a cosigned checkpoint too
    olu.kept.write_bytes(before)


def test_every_attack_of_the_promise_is_tried() -> None:
    names = "change, delete, insert, reorder, truncate, empty, fork, roll back"
    assert ", ".join(attack.name for attack in ATTACKS) == names


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_files_changed_without_the_key_are_refused_without_any_checkpoint(scene: Scene, attack: Attack) -> None:
    """The operator's courier, who has no key: the signed checkpoint stays, the files under it are others."""
    scene.rewrite(scene.honest)
    signed = (scene.shown / "checkpoint").read_bytes()
    scene.rewrite(attack.rewritten(list(scene.honest)))
    (scene.shown / "checkpoint").write_bytes(signed)
    assert scene.ours(kept=False) != HELD
    assert scene.theirs(kept=False) != HELD


def test_the_table_in_the_docs_is_what_happens(scene: Scene) -> None:
    _, written, _ = attacks.told()
    assert written == attacks.table(scene), "run: python -m tests.attacks"


def test_the_independent_script_is_short_and_knows_nothing_of_ours() -> None:
    source = attacks.SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80
    named = set()
    for node in ast.walk(ast.parse(source)):
        named |= {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
        named |= {str(node.module)} if isinstance(node, ast.ImportFrom) else set()
    assert {name.split(".")[0] for name in named} == {"base64", "cryptography", "hashlib", "pathlib", "sys"}


def test_the_vectors_of_the_docs_are_true() -> None:
    """Three entries, their files and their checkpoint, byte for byte, for whoever writes another verifier."""
    text = Path(attacks.DOCS, "access-log.md").read_text(encoding="utf-8")
    block = text.split("## A log to try it on", 1)[1].split("\n## ", 1)[0]
    files: dict[str, bytes] = {}
    for part in block.split("\n**`")[1:]:
        name, _, rest = part.partition("`**")
        lines = [line.removeprefix("    ") for line in rest.splitlines() if line.startswith("    ") or not line]
        body = "\n".join(lines).strip("\n")
        files[name] = (body + "\n").encode() if name in ("checkpoint", "log.pub") else bytes.fromhex(body)
    assert files.pop("log.pub") == f"{log_key().verifier}\n".encode()
    assert verify(Exported(files).read, log_key().verifier).checkpoint.size == 3
