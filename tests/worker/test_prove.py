"""The proof for the reporter: put into the mailbox by the worker, once, and good without anybody's word."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from reporting.accesslog import Facts
from reporting.accesslog.merkle import MerkleError
from reporting.accesslog.proof_file import MalformedProof, ProofFile
from reporting.errors import ReportingError
from reporting.mailbox.forgotten import forget_proofs
from reporting.mailbox.models import Proof
from reporting.review import House as Rooms
from reporting.worker import prove
from tests.house import House, Rosa, log_key
from tests.worker.reading import MORNING

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_proof.py"


def proofs(house: House) -> dict[str, bytes]:
    with house.mailbox().read() as session:
        return {row.report_id: row.proof for row in session.scalars(select(Proof))}


@pytest.fixture
def proven(house: House) -> House:
    rosa = Rosa(house.form().test_client())
    rosa.send(what_happened="He followed me.")
    rosa.send(what_happened="Again.")
    house.work()
    assert proofs(house) == {}
    house.clock.advance(MORNING)
    house.work()
    return house


def test_each_report_gets_a_proof_of_its_own_entry(proven: House) -> None:
    found = proofs(proven)
    assert found.keys() == set(proven.report_ids())
    for report_id, file in found.items():
        proof = ProofFile.parse(file)
        assert proof.check(log_key().verifier).size == 128
        assert Facts.parse(proof.entry).hash == sha256(proven.sealed("report", report_id)).hexdigest()


def test_a_proof_stays_as_it_is_when_the_log_grows(proven: House) -> None:
    before = proofs(proven)
    proven.clock.advance(timedelta(days=1))
    proven.work()
    assert proofs(proven) == before


def test_a_worker_that_died_before_it_proved_does_so_later(proven: House) -> None:
    with proven.mailbox().write() as session:
        forget_proofs(session, proven.report_ids())
    proven.clock.advance(timedelta(days=6))
    proven.work()
    assert {ProofFile.parse(file).check(log_key().verifier).size for file in proofs(proven).values()} == {128}


def test_a_worker_that_was_slower_than_another_goes_on(proven: House, monkeypatch: pytest.MonkeyPatch) -> None:
    before = proofs(proven)
    with proven.mailbox().write() as session:
        forget_proofs(session, proven.report_ids())
    found = prove._proofs

    def overtaken(report_ids: Sequence[str], house: Rooms) -> dict[str, bytes]:
        slow = found(report_ids, house)
        monkeypatch.setattr(prove, "_proofs", found)
        prove.prove_deposits(proven.rooms())
        return slow

    monkeypatch.setattr(prove, "_proofs", overtaken)
    prove.prove_deposits(proven.rooms())
    assert proofs(proven) == before


def test_no_mutant_of_a_proof_passes_or_breaks_anything(proven: House) -> None:
    file = next(iter(proofs(proven).values()))
    honest = ProofFile.parse(file)
    for at in range(0, len(file), 3):
        for mutant in (file[:at], file[:at] + bytes([file[at] ^ 1]) + file[at + 1 :], file[:at] + b"\n" + file[at:]):
            try:
                found = ProofFile.parse(mutant)
                found.check(log_key().verifier)
            except ReportingError:
                continue
            assert found.entry == honest.entry and found.index == honest.index


def test_a_proof_of_something_else_is_refused(proven: House) -> None:
    one, other = map(ProofFile.parse, proofs(proven).values())
    with pytest.raises(MerkleError):
        ProofFile(other.entry, one.index, one.hashes, one.note).check(log_key().verifier)
    with pytest.raises(MerkleError):
        ProofFile(one.entry, one.index, one.hashes[:-1], one.note).check(log_key().verifier)
    with pytest.raises(MalformedProof):
        ProofFile.parse(b"hello")


def checked(file: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """By the script of the docs, run apart from everything of ours."""
    (folder / "proof.txt").write_bytes(file)
    (folder / "log.pub").write_text(f"{log_key().verifier}\n")
    words = [sys.executable, str(SCRIPT), str(folder / "proof.txt"), str(folder / "log.pub")]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def test_the_independent_script_checks_a_proof(proven: House, tmp_path: Path) -> None:
    one, other = proofs(proven).values()
    held = checked(one, tmp_path)
    assert held.returncode == 0 and held.stdout.startswith('holds: {"at":"2026-11-23"')
    mixed = ProofFile.parse(one)
    for wrong in (
        bytes(replace(mixed, entry=ProofFile.parse(other).entry)),
        bytes(replace(mixed, hashes=mixed.hashes[:-1])),
        bytes(replace(mixed, hashes=[*mixed.hashes, bytes(32)])),
        bytes(replace(mixed, index=mixed.index ^ 1)),
        bytes(replace(mixed, index=128)),
        one.replace(b"\n128\n", b"\n192\n"),
        one[: len(one) // 2],
        b"",
    ):
        refused = checked(wrong, tmp_path)
        assert refused.returncode == 1 and refused.stderr.startswith("refused: "), refused
        with pytest.raises(ReportingError):
            ProofFile.parse(wrong).check(log_key().verifier)


def test_the_script_knows_nothing_of_ours() -> None:
    source = SCRIPT.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 80 and "reporting" not in source
