"""tests/vectors/keys.json, which the code of the browser is held by too."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from reporting.sealing import HybridIdentity, inspect, pad_json, padme, plaintext_size
from reporting.sealing.keyfiles import PrivateKey, unlock

FILE = Path(__file__).parent.parent / "vectors" / "keys.json"


@pytest.fixture(scope="module")
def vectors() -> dict[str, Any]:
    return dict(json.loads(FILE.read_text(encoding="utf-8")))


def test_the_file_says_that_its_keys_are_nobodys(vectors: dict[str, Any]) -> None:
    assert vectors["note"] == "test vectors only, never use these keys"


def test_a_seed_gives_the_same_keys_and_signatures(vectors: dict[str, Any]) -> None:
    for person in vectors["people"]:
        key = PrivateKey.from_seed(bytes.fromhex(person["seed"]))
        assert key.identity.secret_text() == person["identity"]
        assert key.recipient_text == person["recipient"]
        assert key.verify_key.hex() == person["verify_key"]
        assert key.sign(person["message"].encode()).hex() == person["signature"]


def test_the_locked_file_opens(vectors: dict[str, Any]) -> None:
    locked, ada = vectors["locked"], vectors["people"][0]
    assert unlock(locked["file"].encode(), locked["passphrase"]).identity.secret_text() == ada["identity"]


def test_sizes_are_padded_alike(vectors: dict[str, Any]) -> None:
    assert [[size, padme(size)] for size, _ in vectors["padme"]] == vectors["padme"]


def test_the_sealed_part_opens_for_both(vectors: dict[str, Any]) -> None:
    part = vectors["part"]
    sealed, padded = base64.b64decode(part["sealed"]), part["padded"].encode()
    assert pad_json(part["json"], part["minimum"]) == padded
    assert hashlib.sha256(padded).hexdigest() == part["sha256"]
    assert inspect(sealed) == ["mlkem768x25519"] * 2
    assert plaintext_size(sealed) == len(padded) == 1024
    for person in vectors["people"]:
        assert HybridIdentity.parse(person["identity"]).open(sealed) == padded
