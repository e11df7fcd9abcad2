"""Mallory changes notes, proofs and tiles a little, a thousand times each: nothing holds, only errors of ours come."""

import os
import random
import runpy
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature

from reporting.accesslog import proofs
from reporting.accesslog.checkpoints import Checkpoint
from reporting.accesslog.cosignatures import WitnessKey, cosign, cosigned_at
from reporting.accesslog.merkle import MerkleError, Node, growth, leaf_hash, root
from reporting.accesslog.proof_file import ProofFile
from reporting.accesslog.verify import verify
from reporting.errors import ReportingError
from reporting.signednote import Note
from tests.accesslog.exported import checkpoint_of, entries_of, exported
from tests.house import NOW, key_of, log_key
from tests.sealing.test_mutants import mutants

COUNT = 10_000 if os.environ.get("REPORTING_SOAK") else 1_000
PROOF_SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_proof.py"
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_log.py"
KEY = log_key().verifier
OLU = WitnessKey.of("olu.example/witness", key_of("olu").verify_key)


def cosigned() -> Note:
    note = Note.parse(checkpoint_of(entries_of(70)))
    return Note(note.text, (*note.signatures, cosign(note.text, OLU.name, key_of("olu"), NOW)))


def grown(entries: Sequence[bytes]) -> Mapping[Node, bytes]:
    """The tree above these entries."""
    nodes = dict[Node, bytes]()
    for size, entry in enumerate(entries):
        nodes.update(growth(size, entry, lambda _: nodes))
    return nodes


def hashes(proof: bytes) -> list[bytes]:
    return [proof[at : at + 32] for at in range(0, len(proof), 32)]


def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT), run_name="script")


def test_no_mutant_of_a_note_says_something_else() -> None:
    note, checkpoint = bytes(cosigned()), script()["checkpoint"]
    true = Checkpoint.open(note, KEY)
    for mutant in mutants(note, COUNT, seed=15):
        try:
            assert Checkpoint.open(mutant, KEY) == true
        except ReportingError as error:
            assert str(error)
        try:
            assert cosigned_at(Note.parse(mutant), OLU) == NOW.replace(microsecond=0)
        except ReportingError as error:
            assert str(error)
        with suppress(ValueError, IndexError, InvalidSignature):
            assert checkpoint(mutant, f"{KEY}\n") == (true.size, true.root)


@pytest.mark.parametrize(("index", "old"), [(0, 1), (41, 42), (63, 64), (68, 69)])
def test_no_mutant_of_a_proof_proves_anything(index: int, old: int) -> None:
    entries = entries_of(70)
    nodes = grown(entries)

    def read(_: Collection[Node]) -> Mapping[Node, bytes]:
        return nodes

    whole = root(70, read)
    leaf, old_root = leaf_hash(entries[index]), root(old, read)
    for mutant in mutants(b"".join(proofs.inclusion_proof(index, 70, read)), COUNT // 4, seed=index):
        with pytest.raises(MerkleError, match="expected"):
            proofs.check_inclusion(index, 70, leaf, hashes(mutant), whole)
    for mutant in mutants(b"".join(proofs.consistency_proof(old, 70, read)), COUNT // 4, seed=old):
        with pytest.raises(MerkleError, match="expected"):
            proofs.check_consistency(old, 70, hashes(mutant), old_root, whole)


@pytest.mark.parametrize("index", [0, 41, 69])
def test_no_mutant_of_a_reporters_proof_says_something_else(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = entries_of(70)
    nodes = grown(entries)
    beside = proofs.inclusion_proof(index, 70, lambda _: nodes)
    file = bytes(ProofFile(entries[index], index, beside, cosigned()))
    monkeypatch.syspath_prepend(str(PROOF_SCRIPT.parent))
    again: Any = runpy.run_path(str(PROOF_SCRIPT), run_name="script")["verify"]
    assert again(file, f"{KEY}\n") == (entries[index].decode(), 70)
    true = Checkpoint.open(bytes(cosigned()), KEY)
    refused = [0, 0]
    for mutant in mutants(file, COUNT, seed=index):
        try:
            found = ProofFile.parse(mutant)
            assert (found.check(KEY), found.entry) == (true, entries[index])
        except ReportingError as error:
            assert str(error)
            refused[0] += 1
        try:
            assert again(mutant, f"{KEY}\n") == (entries[index].decode(), 70)
        except (ValueError, IndexError, InvalidSignature):
            refused[1] += 1
    assert min(refused) > COUNT // 2, "what is left changed a cosignature, which nobody looks at here"


def test_no_mutant_of_a_file_holds(tmp_path: Path) -> None:
    entries = entries_of(300)
    log, kept, again = exported(entries), checkpoint_of(entries[:270]), script()["verify"]
    for name, content in log.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert again(tmp_path, str(KEY), kept) == (300, 270)
    names, chance = sorted(set(log.files) - {"checkpoint"}), random.Random(15)
    streams = {name: mutants(log.files[name], COUNT, seed=at) for at, name in enumerate(names)}
    for _ in range(COUNT):
        name = chance.choice(names)
        content, mutant = log.files[name], next(streams[name])
        log.files[name] = mutant
        with pytest.raises(ReportingError, match="expected"):
            verify(log.read, KEY, kept)
        (tmp_path / name).write_bytes(mutant)
        with pytest.raises((ValueError, IndexError)):
            again(tmp_path, str(KEY), kept)
        log.files[name] = content
        (tmp_path / name).write_bytes(content)
