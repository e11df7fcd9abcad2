"""tests/vectors/consistency.json, which the code of the browser is held by too."""

import json
from base64 import b64decode
from typing import Any

import pytest

from reporting.accesslog import merkle
from reporting.accesslog.merkle import MerkleError
from reporting.accesslog.proofs import check_consistency
from tests.accesslog.make_vectors import ENTRIES, FAR, FILE, vectors, written

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def check(claim: dict[str, Any]) -> None:
    old_root, new_root = b64decode(claim["old_root"]), b64decode(claim["new_root"])
    check_consistency(claim["old"], claim["new"], [b64decode(each) for each in claim["proof"]], old_root, new_root)


def test_the_vectors_are_those_the_script_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == written()
    assert vectors() == VECTORS


def test_every_pair_of_small_sizes_is_there_and_every_good_proof_holds() -> None:
    pairs = {(old, new) for new in range(1, 18) for old in range(1, new + 1)}
    assert {(claim["old"], claim["new"]) for claim in VECTORS["good"]} == pairs | set(FAR)
    for claim in VECTORS["good"]:
        check(claim)


def test_the_roots_are_those_above_the_entries() -> None:
    leaves = [merkle.leaf_hash(entry) for entry in ENTRIES]
    roots = [merkle.root_of(leaves[:size]) for size in range(1, len(leaves) + 1)]
    assert [b64decode(root) for root in VECTORS["roots"]] == roots


@pytest.mark.parametrize("claim", VECTORS["bad"], ids=lambda claim: f"{claim['old']}-{claim['new']}-{claim['what']}")
def test_a_proof_that_is_none_is_refused(claim: dict[str, Any]) -> None:
    with pytest.raises(MerkleError):
        check(claim)
