"""What is sealed here opens with npm's age-encryption, which the desk uses, and the other way round."""

import base64
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from reporting.sealing import (
    HybridIdentity,
    NotARecipient,
    Passphrase,
    X25519Identity,
    armor,
    dearmor,
    seal,
    seal_with_passphrase,
    throwaway_recipient,
)
from reporting.sealing.keyfiles import lock, new_private_key
from tests.node import node, node_modules

SIZES = [0, 1, 1024, 16384, 65535, 65536, 65537, 131072, 200_001]
CLASSIC = "AGE-SECRET-KEY-1EGTZVFFV20835NWYV6270LXYVK2VKNX2MMDKWYKLMGR48UAWX40Q2P2LM0"  # of the CCTV vectors
CLASSIC_RECIPIENT = "age1cy0su9fwf3gf9mw868g5yut09p6nytfmmnktexz2ya5uqg9vl9sss4euqm"  # generated for the age README


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def ask(tasks: list[dict[str, Any]]) -> list[Any]:
    script = Path(__file__).with_name("interop.mjs")
    done = subprocess.run(
        [node(), script, node_modules()], input=json.dumps(tasks).encode(), check=True, capture_output=True
    )
    return list(json.loads(done.stdout))


def test_what_python_seals_the_browsers_code_opens(ada: HybridIdentity, ben: HybridIdentity) -> None:
    plaintexts = [os.urandom(size) for size in SIZES]
    sealed = [b64(seal(plaintext, [ben.recipient, ada.recipient])) for plaintext in plaintexts]
    answers = ask([{"do": "open", "sealed": file, "identity": ada.secret_text()} for file in sealed])
    assert answers == [b64(plaintext) for plaintext in plaintexts]


def test_what_the_browsers_code_seals_python_opens(ada: HybridIdentity, ben: HybridIdentity) -> None:
    plaintexts = [os.urandom(size) for size in SIZES]
    recipients = [str(ada.recipient), str(ben.recipient), str(throwaway_recipient())]
    answers = ask([{"do": "seal", "plaintext": b64(text), "recipients": recipients} for text in plaintexts])
    for plaintext, answer in zip(plaintexts, answers, strict=True):
        assert ada.open(base64.b64decode(answer)) == ben.open(base64.b64decode(answer)) == plaintext


def test_neither_opens_what_was_sealed_to_somebody_else(ada: HybridIdentity, ben: HybridIdentity) -> None:
    sealed = seal(b"for ben", [ben.recipient, throwaway_recipient()])
    assert ask([{"do": "open", "sealed": b64(sealed), "identity": ada.secret_text()}]) == [None]
    with pytest.raises(NotARecipient):
        ada.open(sealed)


@pytest.mark.parametrize("words", ["maple-river", "  Ä\t漢字 🌊 \"%' ", "maple" * 40], ids=["usual", "odd", "long"])
def test_passphrase_files_open_both_ways(words: str) -> None:
    sealed = seal_with_passphrase(b"seven words", words, log_n=10)
    opened, theirs = ask(
        [
            {"do": "open", "sealed": b64(sealed), "passphrase": words},
            {"do": "seal", "plaintext": b64(b"seven words"), "passphrase": words},
        ]
    )
    assert base64.b64decode(opened) == b"seven words"
    assert Passphrase(words).open(base64.b64decode(theirs)) == b"seven words"


def test_a_locked_key_file_opens_in_the_browsers_code() -> None:
    key = new_private_key()
    (plaintext,) = ask(
        [{"do": "open", "sealed": b64(dearmor(lock(key, "maple-river", log_n=10))), "passphrase": "maple-river"}]
    )
    assert base64.b64decode(plaintext).decode() == key.identity.secret_text() + "\n"


def test_armor_is_the_same_text_both_ways() -> None:
    files = [os.urandom(size) for size in (1, 47, 48, 49, 96, 3000)]
    texts = ask([{"do": "armor", "sealed": b64(file)} for file in files])
    assert texts == [armor(file).decode() for file in files]
    assert ask([{"do": "dearmor", "text": text} for text in texts]) == [b64(file) for file in files]


def test_what_was_sealed_to_a_classic_key_before_can_still_be_opened() -> None:
    identity = X25519Identity.parse(CLASSIC)
    recipient = identity_to_recipient(identity)
    sealed, foreign = ask(
        [
            {"do": "seal", "plaintext": b64(b"kept"), "recipients": [recipient]},
            {"do": "seal", "plaintext": b64(b"kept"), "recipients": [CLASSIC_RECIPIENT]},
        ]
    )
    assert identity.open(base64.b64decode(sealed)) == b"kept"
    with pytest.raises(NotARecipient):
        identity.open(base64.b64decode(foreign))


def identity_to_recipient(identity: X25519Identity) -> str:
    from reporting.sealing.bech32 import encode

    return encode("age", identity._public)
